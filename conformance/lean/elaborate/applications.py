"""Functions applied to arguments: what is implicit is inferred, and what is missing becomes `fun`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from conformance.lean import surface
from conformance.lean.elaborate.scope import nearest
from conformance.lean.elaborate.types import Types
from conformance.lean.errors import Span
from conformance.lean.prelude import BUILTINS, NAMES
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    NAT,
    PROP,
    AbbreviationType,
    Apply,
    Binder,
    Builtin,
    Call,
    Definition,
    FinType,
    FunctionType,
    Lambda,
    Term,
    Type,
    TypeHole,
    TypeVariable,
    Variable,
    unfold,
)
from conformance.lean.variables import fresh


class Applications(Types):
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
                definition = self.environment.definitions.get(text.rpartition(".")[2])
                if isinstance(definition, Definition):
                    return self.call(definition, arguments, expected, span)
                constant = next((k for k in range(len(fields), 0, -1) if ".".join(text.split(".")[:k]) in NAMES), 0)
                if constant:
                    parts = text.split(".")
                    receiver = self.call_builtin(NAMES[".".join(parts[:constant])], (), None, head.span)
                    return self.fields(receiver, parts[constant:], arguments, expected, head.span, span)
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
            namespaces = [type_.name] if isinstance(type_, AbbreviationType) else []
            unfolded = self.shallow(unfold(type_))
            namespaces.append(type(unfolded).__name__.removesuffix("Type"))
            key = "val" if name == "1" and isinstance(unfolded, FinType) else name
            full = next((f"{n}.{key}" for n in namespaces if f"{n}.{key}" in NAMES), None)
            if full is not None:
                wanted = expected if last else None
                receiver = self.call_builtin(NAMES[full], rest, wanted, span, receiver=receiver, head=unfolded)
                continue
            offered = [k.partition(".")[2] for k in NAMES if k.split(".")[0] in namespaces]
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
            return Builtin(type_, name, kept)

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
        self, definition: Definition, arguments: tuple[surface.Syntax, ...], expected: Type | None, span: Span
    ) -> Term:
        implicit = tuple(b.implicit for b in definition.binders)

        def build(values: tuple[Term, ...], type_: Type) -> Term:
            return Call(type_, definition.name, values, implicit)

        name, binders, result = definition.name, definition.binders, definition.result
        return self.spine(name, binders, result, build, arguments, expected, span)

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
        holes: dict[str, Term] = {}
        types: dict[str, Type] = {}
        for binder in binders:
            types[binder.name] = substitute(binder.type, holes)
            holes[binder.name] = self.hole(types[binder.name], span, f"argument `{binder.name}` of `{name}`")
        result = substitute(result, holes)
        explicit = [b for b in binders if not b.implicit]
        target = None
        if receiver is not None:
            target = next(b for b in explicit if isinstance(unfold(b.type), type(head)))
        written_ones = [b for b in explicit if b is not target]
        missing = written_ones[len(arguments) :]
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
            if binder is target:
                assert receiver is not None
                if not self.try_unify(receiver.type, types[binder.name]):
                    hint = ": as in Lean, what stands after the name is read first; write the types in it"
                    self.mismatch(receiver, types[binder.name], span, hint if values else "")
                value, place = receiver, span
            else:
                argument = next(queue)
                value, place = self.elaborate(argument, types[binder.name]), argument.span
            values[binder.name] = value
            hole = holes[binder.name]
            if self.plain(value.type) == NAT and not self.unify_terms(hole, value):
                shown = f"`{self.show(value)}` is given, the context needs `{self.show(hole)}`"
                self.fail(f"for argument `{binder.name}` of `{name}`, {shown}", place)
        taken = self.names
        fresh_names: list[tuple[str, Type]] = []
        for binder in missing:
            fresh_name = fresh(binder.name if binder.name[0] != "a" else "x", taken)
            taken |= {fresh_name}
            fresh_names.append((fresh_name, types[binder.name]))
            values[binder.name] = Variable(types[binder.name], fresh_name)
            self.unify_terms(holes[binder.name], values[binder.name])
        ordered = tuple(values.get(b.name, holes[b.name]) for b in binders)
        term: Term = build(ordered, result)
        for fresh_name, type_ in reversed(fresh_names):
            term = Lambda(FunctionType(type_, term.type), fresh_name, type_, term)
        self.resume(start)
        return self.apply(term, arguments[len(written_ones) :], expected, span)

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
