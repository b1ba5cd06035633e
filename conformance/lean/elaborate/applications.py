"""Functions applied to arguments: what is implicit is inferred, and what is missing becomes `fun`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from conformance.lean import surface
from conformance.lean.elaborate.proofs import Proofs
from conformance.lean.elaborate.scope import nearest
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import BUILTINS, NAMES
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    Apply,
    Binder,
    Builtin,
    Call,
    Definition,
    Lambda,
    Projection,
    Structure,
    TypeTerm,
    Variable,
)
from conformance.lean.types import NAT, PROP, SORT, FunctionType, StructureType, TypeHole, TypeVariable, head_of, unfold
from conformance.lean.variables import fresh

_NUMBERED = {"Fin": ("val",), "Prod": ("fst", "snd")}
"""Fields by their numbers, which structures say themselves."""


def _part(value: Term) -> Type | Term:
    """An argument as types speak of it."""
    return value.value if isinstance(value, TypeTerm) else value


class Applications(Proofs):
    """Reads names, fields and applications."""

    def application(
        self, head: surface.Syntax, arguments: tuple[surface.Syntax, ...], expected: Type | None, span: Span
    ) -> Term:
        match head:
            case surface.Name(text=text):
                first, *fields = text.split(".")
                if first in self.locals:
                    receiver: Term = self.locals[first]
                    return self.fields(receiver, fields, arguments, expected, head.span, span)
                if text in NAMES:
                    return self.call_builtin(NAMES[text], arguments, expected, span)
                definition = self.environment.find(text)
                if isinstance(definition, Definition):
                    return self.call(definition, arguments, expected, span)
                if text.endswith(".mk") and isinstance(self.environment.find(text.removesuffix(".mk")), Structure):
                    self.fail("write a structure with its fields, as in `{ a := x, b := y }`", head.span)
                for k in range(len(fields), 0, -1):
                    start, rest = ".".join((first, *fields[: k - 1])), fields[k - 1 :]
                    constant = self.environment.find(start)
                    if start in NAMES:
                        receiver = self.call_builtin(NAMES[start], (), None, head.span)
                    elif isinstance(constant, Definition):
                        receiver = self.call(constant, (), None, head.span)
                    else:
                        continue
                    return self.fields(receiver, rest, arguments, expected, head.span, span)
                if definition is not None or self.is_type(head):
                    self.fail(f"`{text}` is a type; a term is expected here", head.span)
                self.unknown(text, head.span)
            case surface.Field(term=term, field=field_name):
                return self.fields(self.elaborate(term, None), [field_name], arguments, expected, head.span, span)
            case _:
                return self.apply(self.elaborate(head, None), arguments, expected, span)

    def fields(
        self,
        receiver: Term,
        names: Sequence[str],
        arguments: tuple[surface.Syntax, ...],
        expected: Type | None,
        head: Span,
        span: Span,
    ) -> Term:
        for position, name in enumerate(names):
            last = position == len(names) - 1
            rest = arguments if last else ()
            if isinstance(self.plain(receiver.type), TypeHole):
                read = partial(self.fields, receiver, names[position:], arguments, expected, head, span)
                message = (f"the type of `{self.show(receiver)}` is not known here, so `.{name}` means nothing; "
                           "write the type of its binder")  # fmt: skip
                return self.postpone(receiver.type, read, expected, message, head)
            type_ = self.shallow(receiver.type)
            unfolded = self.shallow(unfold(type_))
            namespaces = [n for n in dict.fromkeys((head_of(type_), head_of(unfolded))) if n]
            numbered = _NUMBERED.get(head_of(unfolded), getattr(unfolded, "names", ()))
            key = numbered[int(name) - 1] if name.isdigit() and 0 < int(name) <= len(numbered) else name
            wanted = expected if last else None
            if isinstance(unfolded, StructureType) and key in unfolded.names:
                receiver = Projection(unfolded.field(key), receiver, key)
                receiver = self.apply(receiver, rest, wanted, span) if rest else receiver
                continue
            full = next((f"{n}.{key}" for n in namespaces if f"{n}.{key}" in NAMES), None)
            if full is not None:
                receiver = self.call_builtin(NAMES[full], rest, wanted, span, receiver=receiver, head=unfolded)
                continue
            known = self.environment.definitions
            own = next((known[f"{n}.{key}"] for n in namespaces if f"{n}.{key}" in known), None)
            if isinstance(own, Definition):
                receiver = self.call(own, rest, wanted, span, receiver=receiver, head=unfolded)
                continue
            offered = [k.rpartition(".")[2] for k in (*NAMES, *known) if k.rpartition(".")[0] in namespaces]
            offered += getattr(unfolded, "names", ())
            self.fail(f"`{self.show(receiver)}` has type `{self.show(receiver.type)}`, which has no field "
                      f"`{name}`{nearest(name, offered)}", head)  # fmt: skip
        return receiver if names else self.apply(receiver, arguments, expected, span)

    def apply(self, function: Term, arguments: Sequence[surface.Syntax], expected: Type | None, span: Span) -> Term:
        start = self.mark()
        for position, argument in enumerate(arguments):
            type_ = self.plain(function.type)
            if isinstance(type_, TypeHole):
                read = partial(self.apply, function, arguments[position:], expected, span)
                message = f"`{self.show(function)}` is not known to be a function; write the type of its binder"
                return self.postpone(type_, read, expected, message, argument.span)
            if not isinstance(type_, FunctionType):
                shown = f"`{self.show(function)}` has type `{self.show(function.type)}`"
                self.fail(f"{shown}, which is not a function", argument.span)
            function = Apply(type_.codomain, function, self.elaborate(argument, type_.domain))
        self.resume(start)
        return function

    def call_builtin(
        self,
        name: str,
        arguments: tuple[surface.Syntax, ...],
        expected: Type | None,
        span: Span,
        receiver: Term | None = None,
        head: Type | None = None,
    ) -> Term:
        builtin = BUILTINS[name]
        variables: dict[str, Type] = {}
        binders = tuple(replace(b, type=self.instantiate(b.type, variables, span)) for b in builtin.binders)
        result = self.instantiate(builtin.result, variables, span)
        if builtin.classes:
            self.classes.append((builtin.classes, variables["α"], span))

        def build(values: tuple[Term, ...], type_: Type) -> Term:
            kept = tuple(v for v, b in zip(values, binders, strict=True) if builtin.sized or not b.implicit)
            return Builtin(type_, builtin.stands_as or name, kept)

        if builtin.typing not in ("operator", "action"):
            return self.spine(name, binders, result, build, arguments, expected, span, receiver, head)
        # Called by its name, an operator is a function of operands of any two types, of which few have an instance.
        left, right = binders
        other = self.type_hole(span, "a type")
        binders = (left, replace(right, type=other))
        term = self.spine(name, binders, result, build, arguments, expected, span, receiver, head)
        if not self.try_unify(other, right.type):
            self.fail(f"there is no `{name}` between `{self.show(left.type)}` and `{self.show(other)}`", span)
        return term

    def call(
        self,
        definition: Definition,
        arguments: tuple[surface.Syntax, ...],
        expected: Type | None,
        span: Span,
        receiver: Term | None = None,
        head: Type | None = None,
    ) -> Term:
        implicit = tuple(b.implicit for b in definition.binders)
        found: list[tuple[int, surface.Syntax]] = []
        if definition.preconditions:
            found, arguments = self.proofs_among(definition, arguments, head, span)

        def build(values: tuple[Term, ...], type_: Type) -> Term:
            self.proved(definition, found, values)
            proofs = tuple((place, self.text[proof.span.start : proof.span.end]) for place, proof in found)
            return Call(type_, definition.name, values, implicit, proofs)

        name, binders, result = definition.name, definition.binders, definition.result
        return self.spine(name, binders, result, build, arguments, expected, span, receiver, head)

    def spine(
        self,
        name: str,
        binders: tuple[Binder, ...],
        result: Type,
        build: Callable[[tuple[Term, ...], Type], Term],
        arguments: tuple[surface.Syntax, ...],
        expected: Type | None,
        span: Span,
        receiver: Term | None = None,
        head: Type | None = None,
    ) -> Term:
        """A declared function applied: holes for what is inferred, `fun` for arguments that are missing.

        Arguments are read from left to right, as in Lean; a `receiver`, which stood before a dot, takes the place of
        the first argument whose type has the form of `head`.
        """
        start = self.mark()
        holes: dict[str, Type | Term] = {}
        types: dict[str, Type] = {}
        for binder in binders:
            what = f"argument `{binder.name}` of `{name}`"
            types[binder.name] = type_ = substitute(binder.type, holes)
            holes[binder.name] = self.type_hole(span, what) if type_ == SORT else self.hole(type_, span, what)
        result = substitute(result, holes)
        named = {a.name.text: a for a in arguments if isinstance(a, surface.Assignment)}
        self.check_named(name, binders, [a for a in arguments if isinstance(a, surface.Assignment)])
        arguments = tuple(a for a in arguments if not isinstance(a, surface.Assignment))
        explicit = [b for b in binders if not b.implicit or b.name in named]
        target = None
        if receiver is not None:
            assert head is not None
            target = next((b for b in explicit if head_of(unfold(b.type)) == head_of(head)), None)
            if target is None:
                self.fail(f"`{name}` takes no `{self.show(receiver.type)}` that could stand before the dot", span)
        written_ones = [b for b in explicit if b is not target and b.name not in named]
        left_out = written_ones[len(arguments) :]
        missing = [b for b in left_out if b.default is None]
        if expected is not None and arguments and len(arguments) <= len(written_ones) and self.plain(expected) != PROP:
            remaining = result
            for binder in reversed(missing):
                remaining = FunctionType(types[binder.name], remaining)
            self.try_unify(remaining, expected)
        values: dict[str, Term] = {}
        queue = iter(arguments)
        for binder in explicit:
            if binder in missing:
                continue
            if binder in left_out:
                assert binder.default is not None
                values[binder.name] = substitute(binder.default, holes)
                self.unify_terms(self.argument(binder, holes), values[binder.name])
                continue
            if binder is target:
                assert receiver is not None
                if not self.try_unify(receiver.type, types[binder.name]):
                    hint = ": as in Lean, what stands after the name is read first; write the types in it"
                    self.mismatch(receiver, types[binder.name], span, hint if values else "")
                value, place = receiver, span
            else:
                argument = named[binder.name].value if binder.name in named else next(queue)
                place = argument.span
                if types[binder.name] == SORT:
                    value = TypeTerm(SORT, self.type(argument))
                else:
                    value = self.elaborate(argument, types[binder.name])
            values[binder.name] = value
            if self.is_of_types(value) and not self.unify_parts(holes[binder.name], _part(value)):
                shown = f"`{self.show(_part(value))}` is given, the context needs `{self.show(holes[binder.name])}`"
                self.fail(f"for argument `{binder.name}` of `{name}`, {shown}", place)
        taken = self.names
        fresh_names: list[tuple[str, Type]] = []
        for binder in missing:
            fresh_name = fresh(binder.name if binder.name[0] != "a" else "x", taken)
            taken |= {fresh_name}
            fresh_names.append((fresh_name, types[binder.name]))
            values[binder.name] = Variable(types[binder.name], fresh_name)
            self.unify_terms(self.argument(binder, holes), values[binder.name])
        ordered = tuple(values.get(b.name) or self.argument(b, holes) for b in binders)
        term: Term = build(ordered, result)
        for fresh_name, type_ in reversed(fresh_names):
            term = Lambda(FunctionType(type_, term.type), fresh_name, type_, term)
        self.resume(start)
        return self.apply(term, arguments[len(written_ones) :], expected, span)

    def argument(self, binder: Binder, holes: Mapping[str, Type | Term]) -> Term:
        """What is inferred for a binder, as a term."""
        hole = holes[binder.name]
        return TypeTerm(SORT, hole) if isinstance(hole, Type) else hole

    def is_of_types(self, value: Term) -> bool:
        """Whether an argument is one that types may speak of."""
        return isinstance(value, TypeTerm) or self.plain(value.type) == NAT

    def check_named(self, name: str, binders: Sequence[Binder], named: Sequence[surface.Assignment]) -> None:
        names = [b.name for b in binders]
        for k, argument in enumerate(named):
            text = argument.name.text
            if text not in names:
                self.fail(f"`{name}` has no argument `{text}`{nearest(text, names)}", argument.name.span)
            if text in [a.name.text for a in named[:k]]:
                self.fail(f"argument `{text}` of `{name}` is given twice", argument.name.span)

    def instantiate(self, type_: Type, variables: dict[str, Type], span: Span) -> Type:
        match type_:
            case TypeVariable(name=name):
                if name not in variables:
                    variables[name] = self.type_hole(span, "a type")
                return variables[name]
            case _:
                return type_.rebuilt(
                    [self.instantiate(p, variables, span) if isinstance(p, Type) else p for p in type_.parts]
                )
