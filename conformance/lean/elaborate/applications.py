"""Surface syntax to typed trees: resolves names, infers implicit arguments and rejects what has no type."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NoReturn

from conformance.lean import surface
from conformance.lean.decidability import is_decidable, undecided
from conformance.lean.errors import LeanError, Span
from conformance.lean.notation import INFIXES, NOTATION_OF, PREFIXES
from conformance.lean.prelude import AT_FIN, BUILTINS, NAMES, RESERVED
from conformance.lean.quantifiers import bound_of, is_finite, strip
from conformance.lean.render import render
from conformance.lean.sizes import fold, offset, plus
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    BOOL,
    NAT,
    PROP,
    Abbreviation,
    AbbreviationType,
    Apply,
    Binder,
    BoolType,
    Builtin,
    Call,
    Definition,
    FinType,
    ForAll,
    FunctionType,
    Hole,
    Lambda,
    ListType,
    Literal,
    NatType,
    Premise,
    PropType,
    Term,
    Theorem,
    Type,
    TypeHole,
    TypeVariable,
    Variable,
    children,
    has_more_parts,
    subterms,
    unfold,
)
from conformance.lean.variables import free_variables, fresh

Declared = Definition | Abbreviation | Theorem

MAX_PARTS = 1_000
"""Types of which an abbreviation may be made, written out: a few that double each other are more than can be read."""

MAX_WRITTEN_OUT = 100_000
"""Parts of the sizes in a declaration's types, over all steps of writing out the definitions that they name."""

_COERCIONS = frozenset({"true", "decide"})
"""Built-in functions that stand in a tree without being written: `b` for `b = true`, and a proposition for a `Bool`."""

_GUARDED = "∀"
"""How the variable of `∀ i ∈ xs, p` is called while `i ∈ xs` is read; no name of a statement is so written."""


@dataclass(slots=True)
class Environment:
    """The definitions that a statement may use, by name."""

    definitions: dict[str, Definition | Abbreviation] = field(default_factory=dict)

    def extended(self, declared: Declared) -> Environment:
        """This environment with one more declaration."""
        if isinstance(declared, Theorem):
            return self
        return Environment({**self.definitions, declared.name: declared})


def elaborate_declaration(environment: Environment, declaration: surface.Declaration, text: str) -> Declared:
    """Types a declaration.

    Raises:
        LeanError: a name is unknown, a type is wrong or cannot be inferred, or a quantifier cannot be evaluated.
    """
    elaborator = _Elaborator(environment, text)
    try:
        return elaborator.declaration(declaration)
    except RecursionError:
        raise LeanError("the statement is nested too deeply", text, declaration.span) from None


def elaborate_proposition(environment: Environment, syntax: surface.Syntax, text: str) -> Term:
    """Types a closed proposition.

    Raises:
        LeanError: as for a declaration.
    """
    elaborator = _Elaborator(environment, text)
    try:
        return elaborator.proposition(syntax)
    except RecursionError:
        raise LeanError("the statement is nested too deeply", text, syntax.span) from None


def elaborate_term(environment: Environment, binders: Iterable[Binder], syntax: surface.Syntax, text: str) -> Term:
    """Types a term in which the binders' variables may occur.

    Raises:
        LeanError: as for a declaration.
    """
    elaborator = _Elaborator(environment, text)
    try:
        return elaborator.open_term(binders, syntax)
    except RecursionError:
        raise LeanError("the statement is nested too deeply", text, syntax.span) from None


@dataclass(frozen=True, slots=True)
class _Postponed:
    """A term that cannot be read before a type is known: `awaited`; `hole` stands for it until then."""

    hole: Hole
    awaited: Type
    read: Callable[[], Term]
    locals: dict[str, Variable]
    names: frozenset[str]
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operator between operands whose common type is still to be found."""

    name: str
    left: _Operation | _Operand
    right: _Operation | _Operand
    span: Span


@dataclass(frozen=True, slots=True)
class _Operand:
    """A term, read without an expected type."""

    term: Term
    span: Span


@dataclass(frozen=True, slots=True)
class _Overloaded:
    """An operator whose operands have types that are not known yet; what it gives has a type of its own until then.

    As in Lean, they need not agree before both are known, or nothing more is to be learnt.
    """

    symbol: str
    left: Type
    right: Type
    result: Type
    span: Span


class _Elaborator:
    def __init__(self, environment: Environment, text: str) -> None:
        self.environment = environment
        self.text = text
        self.written = 0
        self.locals: dict[str, Variable] = {}
        self.names: frozenset[str] = frozenset()
        self.types: dict[int, Type] = {}
        self.terms: dict[int, Term] = {}
        self.origins: dict[int, tuple[Span, str]] = {}
        self.numerals: list[tuple[int, Type, Span]] = []
        self.classes: list[tuple[str, Type, Span]] = []
        self.bound: list[tuple[str, Span]] = []
        self.postponed: list[_Postponed] = []
        self.waiting: set[int] = set()
        self.overloaded: list[_Overloaded] = []

    # Declarations

    def declaration(self, declaration: surface.Declaration) -> Declared:
        name = declaration.name.text.rpartition(".")[2]
        if name in RESERVED or name in NAMES:
            self.fail(f"`{name}` is built in and cannot be declared again", declaration.name.span)
        context = self.context(declaration.binders, premises=declaration.keyword == "theorem")
        if declaration.keyword == "theorem":
            assert declaration.type is not None
            conclusion = self.elaborate(declaration.type, PROP)
            self.finish()
            solved = tuple(self.solve_context(c) for c in context)
            theorem = Theorem(name, solved, self.solve(conclusion, declaration.type.span))
            self.check_quantifiers(*strip(theorem.context, theorem.conclusion))
            return theorem
        binders = tuple(c for c in context if isinstance(c, Binder))
        assert declaration.body is not None
        returns_type = declaration.type is not None and _is_universe(declaration.type)
        if returns_type or (declaration.type is None and self.is_type(declaration.body)):
            body = self.type(declaration.body)
            self.finish()
            if has_more_parts(body, MAX_PARTS):
                message = f"`{name}` stands for a type of more than {MAX_PARTS:,} parts when it is written out"
                self.fail(message, declaration.body.span)
            return Abbreviation(name, binders, self.solve_type(body, declaration.body.span))
        result = None if declaration.type is None else self.type(declaration.type)
        value = self.elaborate(declaration.body, result)
        self.finish()
        solved_result = self.solve_type(result or value.type, declaration.body.span)
        solved_value = self.solve(value, declaration.body.span)
        self.check_quantifiers([], solved_value)
        return Definition(name, binders, solved_result, solved_value)

    def proposition(self, syntax: surface.Syntax) -> Term:
        term = self.elaborate(syntax, PROP)
        self.finish()
        solved = self.solve(term, syntax.span)
        self.check_quantifiers([], solved)
        return solved

    def open_term(self, binders: Iterable[Binder], syntax: surface.Syntax) -> Term:
        for binder in binders:
            self.locals[binder.name] = Variable(binder.type, binder.name)
        self.names = frozenset(self.locals)
        term = self.elaborate(syntax, None)
        self.finish()
        return self.solve(term, syntax.span)

    def context(self, groups: Sequence[surface.BinderGroup], *, premises: bool) -> list[Binder | Premise]:
        context: list[Binder | Premise] = []
        bound: set[str] = set()
        for group in groups:
            assert group.type is not None
            if _is_universe(group.type):
                self.fail("type variables are not part of the language: name a type, such as `Nat`", group.type.span)
            is_type = self.is_type(group.type)
            if not is_type and not premises:
                self.fail("a definition's binder needs a type; a proposition can be assumed in a theorem only",
                          group.type.span)  # fmt: skip
            for name in group.names:
                if name.text in bound and name.text != "_":
                    self.fail(f"`{name.text}` is bound twice", name.span)
                bound.add(name.text)
                if is_type:
                    type_ = self.type(group.type)
                    context.append(Binder(self.bind(name, type_), type_, group.implicit))
                else:
                    self.check_bound(name)
                    context.append(Premise(name.text, self.elaborate(group.type, PROP)))
        return context

    # Types

    def is_type(self, syntax: surface.Syntax) -> bool:
        match syntax:
            case surface.Infix(symbol="→", right=right):
                return self.is_type(right)
            case surface.Name(text=text):
                if text in self.locals:
                    return False
                known = self.environment.definitions.get(text.rpartition(".")[2])
                return text in ("Nat", "ℕ", "Bool", "Prop", "Fin", "List") or isinstance(known, Abbreviation)
            case surface.Application(function=function):
                return self.is_type(function)
            case _:
                return False

    def type(self, syntax: surface.Syntax) -> Type:
        match syntax:
            case surface.Infix(symbol="→", left=left, right=right):
                return FunctionType(self.type(left), self.type(right))
            case surface.Name():
                return self.type_application(syntax, ())
            case surface.Application(function=surface.Name() as head, arguments=arguments):
                return self.type_application(head, arguments)
        self.fail("expected a type, such as `Nat`, `Fin n` or `List (Fin n)`", syntax.span)

    def type_application(self, head: surface.Name, arguments: tuple[surface.Syntax, ...]) -> Type:
        simple: dict[str, Type] = {"Nat": NAT, "ℕ": NAT, "Bool": BOOL, "Prop": PROP}
        name = head.text
        abbreviation = self.environment.definitions.get(name.rpartition(".")[2])
        if name in simple:
            self.expect_arguments(head, arguments, 0)
            return simple[name]
        if name == "Fin":
            self.expect_arguments(head, arguments, 1)
            return FinType(self.size(self.elaborate(arguments[0], NAT)))
        if name == "List":
            self.expect_arguments(head, arguments, 1)
            return ListType(self.type(arguments[0]))
        if isinstance(abbreviation, Abbreviation):
            self.expect_arguments(head, arguments, len(abbreviation.binders))
            mapping: dict[str, Term] = {}
            for binder, argument in zip(abbreviation.binders, arguments, strict=True):
                mapping[binder.name] = self.size(self.elaborate(argument, substitute(binder.type, mapping)))
            expansion = substitute(abbreviation.body, mapping)
            return AbbreviationType(abbreviation.name, tuple(mapping.values()), expansion)
        types = [*simple, "Fin", "List", *(k for k, v in self.environment.definitions.items()
                                          if isinstance(v, Abbreviation))]  # fmt: skip
        if name in self.locals or abbreviation is not None:
            self.fail(f"`{name}` is not a type", head.span)
        self.fail(f"unknown type `{name}`{_nearest(name, types)}", head.span)

    def expect_arguments(self, head: surface.Name, arguments: Sequence[surface.Syntax], count: int) -> None:
        if len(arguments) != count:
            takes = "no argument" if count == 0 else "1 argument" if count == 1 else f"{count} arguments"
            span = arguments[count].span if len(arguments) > count else head.span
            self.fail(f"`{head.text}` takes {takes}, {len(arguments)} given", span)

    # Terms

    def elaborate(self, syntax: surface.Syntax, expected: Type | None) -> Term:
        term = self.infer(syntax, expected)
        return term if expected is None else self.coerce(term, expected, syntax.span)

    def infer(self, syntax: surface.Syntax, expected: Type | None) -> Term:
        match syntax:
            case surface.Name():
                return self.application(syntax, (), expected, syntax.span)
            case surface.Application(function=function, arguments=arguments):
                return self.application(function, arguments, expected, syntax.span)
            case surface.Field():
                return self.application(syntax, (), expected, syntax.span)
            case surface.Numeral(value=value):
                return self.numeral(value, expected, syntax.span)
            case surface.ListLiteral(items=items):
                return self.list_literal(items, expected, syntax.span)
            case surface.Ascription(term=term, type=type_):
                if not self.is_type(type_):
                    self.fail("expected a type after `:`", type_.span)
                return self.elaborate(term, self.type(type_))
            case surface.Function():
                return self.function(syntax, expected)
            case surface.Universal():
                return self.universal(syntax)
            case surface.Coerced(term=term):
                return self.coerced(term, expected, syntax.span)
            case surface.Prefix(symbol=symbol, operand=operand):
                return self.call_builtin(PREFIXES[symbol].builtin, (operand,), expected, syntax.span)
            case surface.Infix(symbol=symbol, left=left, right=right):
                name = INFIXES[symbol].builtin
                match BUILTINS[name].typing:
                    case "exact":
                        return self.call_builtin(name, (left, right), expected, syntax.span)
                    case "member":
                        return self.member(name, syntax)
                    case "relation":
                        return self.relation(name, syntax)
                    case _:
                        return self.operation(syntax, expected)
        raise TypeError(f"not a term: {syntax!r}")

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
                      f"`{name}`{_nearest(name, offered)}", head)  # fmt: skip
        return receiver if names else self.apply(receiver, arguments, expected, span)

    def unknown(self, name: str, span: Span) -> NoReturn:
        bound = [k for k in self.locals if not k.startswith(surface.PLACEHOLDER)]
        known = [*bound, *self.environment.definitions, *(b for b in NAMES if b[0].isalpha())]
        self.fail(f"unknown name `{name}`{_nearest(name, known)}", span)

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

    # What waits for a type

    def postpone(
        self, awaited: Type, read: Callable[[], Term], expected: Type | None, message: str, span: Span
    ) -> Term:
        type_ = self.type_hole(span, "a type") if expected is None else expected
        hole = self.hole(type_, span, "a term")
        self.postponed.append(_Postponed(hole, awaited, read, dict(self.locals), self.names, message, span))
        self.waiting.add(hole.id)
        return hole

    def mark(self) -> tuple[int, int]:
        """A place in what waits, from which on to `resume`."""
        return len(self.postponed), len(self.overloaded)

    def resume(self, start: tuple[int, int]) -> None:
        """Reads what was postponed since `start` and waits no longer, and settles operators."""
        self.settle(start[1])
        ready = True
        while ready and len(self.postponed) > start[0]:
            since = self.postponed[start[0] :]
            del self.postponed[start[0] :]
            ready = False
            for task in since:
                if isinstance(self.plain(task.awaited), TypeHole):
                    self.postponed.append(task)
                    continue
                ready = True
                saved = self.locals, self.names
                self.locals, self.names = task.locals, task.names
                term = self.coerce(task.read(), task.hole.type, task.span)
                self.locals, self.names = saved
                self.waiting.discard(task.hole.id)
                self.terms[task.hole.id] = term
            self.settle(start[1])

    def settle(self, start: int) -> None:
        """Lets the types of operators agree whose operands are known by now."""
        since = self.overloaded[start:]
        del self.overloaded[start:]
        for operator in since:
            if isinstance(self.plain(operator.left), TypeHole) or isinstance(self.plain(operator.right), TypeHole):
                self.overloaded.append(operator)
            else:
                self.agree(operator)

    def agree(self, operator: _Overloaded) -> None:
        left, right, result = operator.left, operator.right, operator.result
        if not self.try_unify(right, left):
            self.fail(f"there is no `{operator.symbol}` between `{self.show(left)}` and `{self.show(right)}`",
                      operator.span)  # fmt: skip
        if not self.try_unify(result, left):
            self.fail(f"`{operator.symbol}` of two `{self.show(left)}` is no `{self.show(result)}`", operator.span)

    def coerced(self, syntax: surface.Syntax, expected: Type | None, span: Span) -> Term:
        type_ = self.type_hole(span, "the type that `↑` leads to") if expected is None else expected
        if not isinstance(self.plain(type_), TypeHole):
            return self.coerce(self.elaborate(syntax, None), type_, span)
        message = "the type that `↑` leads to is not known here; write it, as in `(i : Nat)`"
        return self.postpone(type_, partial(self.coerced, syntax, type_, span), type_, message, span)

    def instantiate(self, type_: Type, variables: dict[str, Type], span: Span) -> Type:
        match type_:
            case TypeVariable(name=name):
                if name not in variables:
                    variables[name] = self.type_hole(span, "a type")
                return variables[name]
            case ListType(item=item):
                return ListType(self.instantiate(item, variables, span))
            case FunctionType(domain=domain, codomain=codomain):
                return FunctionType(
                    self.instantiate(domain, variables, span), self.instantiate(codomain, variables, span)
                )
            case _:
                return type_

    def numeral(self, value: int, expected: Type | None, span: Span) -> Term:
        type_ = self.plain(expected) if expected is not None else None
        if not isinstance(type_, (NatType, FinType, TypeHole)):
            if type_ is not None:
                self.fail(f"a numeral where a `{self.show(type_)}` is expected", span)
            type_ = self.type_hole(span, "the type of the numeral")
        self.numerals.append((value, type_, span))
        return Literal(type_, value)

    def list_literal(self, items: Sequence[surface.Syntax], expected: Type | None, span: Span) -> Term:
        type_ = self.plain(expected) if expected is not None else None
        item_type = type_.item if isinstance(type_, ListType) else self.type_hole(span, "the type of the items")
        term: Term = Builtin(ListType(item_type), "List.nil", ())
        elements = [self.elaborate(i, item_type) for i in items]
        for element in reversed(elements):
            term = Builtin(ListType(item_type), "List.cons", (element, term))
        return term

    def function(self, syntax: surface.Function, expected: Type | None) -> Term:
        names = [(n, g.type) for g in syntax.binders for n in g.names]
        placeholders = [n.text for n, _ in names if n.text.startswith(surface.PLACEHOLDER)]
        saved = dict(self.locals), self.names
        bound: list[tuple[str, Type]] = []
        remaining = expected
        for name, annotation in names:
            wanted = self.plain(remaining) if remaining is not None else None
            domain: Type
            if isinstance(wanted, FunctionType):
                domain, remaining = wanted.domain, wanted.codomain
            else:
                if wanted is not None and not isinstance(wanted, TypeHole):
                    self.locals, self.names = saved
                    self.fail(f"a function where a `{self.show(wanted)}` is expected", syntax.span)
                domain, remaining = self.type_hole(name.span, f"the type of `{name.text}`"), None
            if annotation is not None:
                written = self.type(annotation)
                if not self.unify(written, domain):
                    shown = f"`{self.show(written)}`, where `{self.show(domain)}` is expected"
                    self.fail(f"`{name.text}` is given type {shown}", annotation.span)
                domain = written
            if name.text in placeholders:
                number = f"{placeholders.index(name.text) + 1}" if len(placeholders) > 1 else ""
                bound.append((self.bind(name, domain, f"x{number}"), domain))
            else:
                bound.append((self.bind(name, domain), domain))
        body = self.elaborate(syntax.body, remaining)
        self.locals, self.names = saved
        for bound_name, domain in reversed(bound):
            body = Lambda(FunctionType(domain, body.type), bound_name, domain, body)
        return body

    def bind(self, name: surface.Name, type_: Type, shown: str | None = None) -> str:
        """What a bound variable is called in the tree: a name of its own, for types speak of variables by name.

        `shown` is for a variable that has no name in the text.
        """
        self.check_bound(name)
        text = fresh(shown or ("x" if name.text == "_" else name.text), self.names)
        self.names |= {text}
        self.bound.append((text, name.span))
        if name.text != "_":
            self.locals[name.text] = Variable(type_, text)
        return text

    def check_bound(self, name: surface.Name) -> None:
        if "." in name.text:
            self.fail("a bound name has no dots", name.span)
        if name.text in RESERVED or name.text in _COERCIONS:
            self.fail(f"`{name.text}` is built in and cannot be bound", name.span)

    def universal(self, syntax: surface.Universal) -> Term:
        saved = dict(self.locals), self.names
        bound: list[tuple[str, Type, Term | None]] = []
        for group in syntax.binders:
            for name in group.names:
                if syntax.guard is not None:
                    symbol, bound_syntax = syntax.guard
                    guard_type = self.type_hole(name.span, f"the type of `{name.text}`")
                    text = self.bind(name, guard_type)
                    self.locals[_GUARDED] = Variable(guard_type, text)
                    guarded = surface.Name(name.span, _GUARDED)
                    guard = self.elaborate(surface.Infix(syntax.span, symbol, guarded, bound_syntax), PROP)
                    bound.append((text, guard_type, guard))
                elif group.type is None:
                    hole = self.type_hole(name.span, f"the type of `{name.text}`")
                    bound.append((self.bind(name, hole), hole, None))
                else:
                    if not self.is_type(group.type):
                        self.fail("expected a type; to assume a proposition, write `p → …`", group.type.span)
                    type_ = self.type(group.type)
                    bound.append((self.bind(name, type_), type_, None))
        body = self.elaborate(syntax.body, PROP)
        self.locals, self.names = saved
        for text, type_, guard_term in reversed(bound):
            if guard_term is not None:
                body = Builtin(PROP, "→", (guard_term, body))
            body = ForAll(PROP, text, type_, body)
        return body

    # Operators, as Lean's `binop%` and `binrel%` read them

    def operation(self, syntax: surface.Infix, expected: Type | None) -> Term:
        """Arithmetic and `++`: operands take the widest type among theirs and the expected one."""
        start = self.mark()
        tree = self.tree(syntax)
        self.resume(start)
        wanted = None if expected is None or isinstance(self.plain(expected), TypeHole) else expected
        return self.assemble(tree, self.widest([tree], wanted))

    def relation(self, name: str, syntax: surface.Infix) -> Term:
        """Both sides take the widest type among the operands of both."""
        start = self.mark()
        trees = [self.tree(syntax.left), self.tree(syntax.right)]
        self.resume(start)
        common = self.widest(trees, None)
        if common is not None:
            if BUILTINS[name].result == BOOL and self.plain(common) == PROP:
                common = BOOL
            left, right = (self.assemble(t, common) for t in trees)
            left, right = self.coerce(left, common, syntax.left.span), self.coerce(right, common, syntax.right.span)
        else:
            left, right = (self.assemble(t, None) for t in trees)
            right = self.coerce(right, left.type, syntax.right.span)
        self.classes.append((BUILTINS[name].classes, left.type, syntax.span))
        self.resume(start)
        return Builtin(BUILTINS[name].result, name, (left, right))

    def member(self, name: str, syntax: surface.Infix) -> Term:
        """`a ∈ xs`: neither side is coerced."""
        start = self.mark()
        items = self.elaborate(syntax.right, None)
        item = self.elaborate(syntax.left, None)
        if not self.try_unify(items.type, ListType(item.type)):
            self.fail(f"`{self.show(item)}` has type `{self.show(item.type)}`, `{self.show(items)}` has type "
                      f"`{self.show(items.type)}`", syntax.span)  # fmt: skip
        self.classes.append((BUILTINS[name].classes, item.type, syntax.span))
        self.resume(start)
        return Builtin(PROP, name, (item, items))

    def tree(self, syntax: surface.Syntax) -> _Operation | _Operand:
        if isinstance(syntax, surface.Infix):
            name = INFIXES[syntax.symbol].builtin
            typing = BUILTINS[name].typing
            if typing in ("operator", "action"):
                left = self.tree(syntax.left)
                if typing == "operator":
                    return _Operation(name, left, self.tree(syntax.right), syntax.span)
                return _Operation(name, left, self.operand(syntax.right), syntax.span)
        return self.operand(syntax)

    def operand(self, syntax: surface.Syntax) -> _Operand:
        return _Operand(self.elaborate(syntax, None), syntax.span)

    def widest(self, trees: Sequence[_Operation | _Operand], widest: Type | None) -> Type | None:
        """The type to which all operands can be coerced; None where none is known, or two have none in common."""
        pending = list(reversed(trees))
        while pending:
            node = pending.pop()
            if isinstance(node, _Operation):
                if BUILTINS[node.name].typing == "operator":
                    pending.append(node.right)
                pending.append(node.left)
                continue
            type_ = node.term.type
            if isinstance(self.plain(type_), TypeHole):
                continue
            if widest is None or self.is_wider(type_, widest):
                widest = type_
            elif not self.is_same(type_, widest) and not self.is_wider(widest, type_):
                return None
        return widest

    def is_wider(self, wide: Type, narrow: Type) -> bool:
        """Whether there is a coercion, which is from `Fin n` to `Nat` and from `Bool` to `Prop`."""
        match self.plain(narrow), self.plain(wide):
            case (FinType(), NatType()) | (BoolType(), PropType()):
                return True
        return False

    def is_same(self, a: Type, b: Type) -> bool:
        """Whether the types agree as far as they are known, with nothing inferred."""
        saved = dict(self.types), dict(self.terms)
        agree = self.unify(a, b) and (len(self.types), len(self.terms)) == (len(saved[0]), len(saved[1]))
        self.types, self.terms = saved
        return agree

    def assemble(self, node: _Operation | _Operand, common: Type | None) -> Term:
        """The term of a tree, its operands coerced to `common`; without one, all of an operator's types agree."""
        if isinstance(node, _Operand):
            return node.term if common is None else self.coerce(node.term, common, node.span)
        left, builtin, symbol = self.assemble(node.left, common), BUILTINS[node.name], NOTATION_OF[node.name].symbol
        right, result = self.assemble(node.right, common if builtin.typing == "operator" else None), left.type
        if builtin.typing == "action":
            self.agree(_Overloaded(symbol, NAT, right.type, NAT, node.span))
        elif common is None and any(isinstance(self.plain(t.type), TypeHole) for t in (left, right)):
            result = self.type_hole(node.span, "the type of the result")
            self.overloaded.append(_Overloaded(symbol, left.type, right.type, result, node.span))
        else:
            self.agree(_Overloaded(symbol, left.type, right.type, result, node.span))
        if builtin.classes:
            self.classes.append((builtin.classes, result, node.span))
        elif not self.try_unify(result, ListType(self.type_hole(node.span, "the type of the items"))):
            self.fail(
                f"there is no `{symbol}` between `{self.show(left.type)}` and `{self.show(right.type)}`", node.span
            )
        return Builtin(result, node.name, (left, right))

    # Types that must agree

    def coerce(self, term: Term, expected: Type, span: Span) -> Term:
        if self.try_unify(term.type, expected):
            return term
        has, wants = self.plain(term.type), self.plain(expected)
        if has == BOOL and wants == PROP:
            return Builtin(PROP, "Eq", (term, Builtin(BOOL, "true", ())))
        if has == PROP and wants == BOOL:
            return Builtin(BOOL, "decide", (term,))
        if isinstance(has, FinType) and wants == NAT:
            return Builtin(NAT, "Fin.val", (term,))
        self.mismatch(term, expected, span)

    def mismatch(self, term: Term, expected: Type, span: Span, hint: str = "") -> NoReturn:
        shown = f"`{self.show(term)}` has type `{self.show(term.type)}`"
        self.fail(f"{shown}, where `{self.show(expected)}` is expected{hint}", span)

    def try_unify(self, a: Type, b: Type) -> bool:
        saved = dict(self.types), dict(self.terms)
        if self.unify(a, b):
            return True
        self.types, self.terms = saved
        return False

    def unify(self, a: Type, b: Type) -> bool:
        a, b = self.shallow(a), self.shallow(b)
        if a == b:
            return True
        if isinstance(a, TypeHole) or isinstance(b, TypeHole):
            hole, other = (a, b) if isinstance(a, TypeHole) else (b, a)
            assert isinstance(hole, TypeHole)
            if self.occurs(hole, other):
                return False
            self.types[hole.id] = other
            return True
        match unfold(a), unfold(b):
            case FinType(size=m), FinType(size=n):
                return self.unify_terms(m, n)
            case ListType(item=x), ListType(item=y):
                return self.unify(x, y)
            case FunctionType(domain=c, codomain=d), FunctionType(domain=e, codomain=f):
                return self.unify(c, e) and self.unify(d, f)
            case x, y:
                return x == y

    def occurs(self, hole: TypeHole, type_: Type) -> bool:
        match self.shallow(unfold(self.shallow(type_))):
            case TypeHole(id=identity):
                return identity == hole.id
            case ListType(item=item):
                return self.occurs(hole, item)
            case FunctionType(domain=domain, codomain=codomain):
                return self.occurs(hole, domain) or self.occurs(hole, codomain)
            case _:
                return False

    def unify_terms(self, a: Term, b: Term) -> bool:
        a, b = fold(self.partial(a)), fold(self.partial(b))
        if a == b:
            return True
        if isinstance(a, Hole) and a.id not in self.waiting:
            self.terms[a.id] = b
            return self.unify(a.type, b.type)
        if isinstance(b, Hole) and b.id not in self.waiting:
            return self.unify_terms(b, a)
        a, b = self.size(a), self.size(b)
        if a == b:
            return True
        (base_a, more_a), (base_b, more_b) = offset(a), offset(b)
        if common := min(more_a, more_b):
            return self.unify_terms(plus(base_a, more_a - common), plus(base_b, more_b - common))
        match a, b:
            case Variable(name=x), Variable(name=y):
                return x == y
            case Literal(value=v), Literal(value=w):
                return v == w
            case Builtin(name=f, arguments=xs), Builtin(name=g, arguments=ys):
                same = f == g and len(xs) == len(ys)
                return same and all(self.unify_terms(x, y) for x, y in zip(xs, ys, strict=True))
            case Apply(function=f1, argument=x1), Apply(function=f2, argument=x2):
                return self.unify_terms(f1, f2) and self.unify_terms(x1, x2)
        return False

    def type_hole(self, span: Span, what: str) -> TypeHole:
        hole = TypeHole(len(self.origins))
        self.origins[hole.id] = (span, what)
        return hole

    def hole(self, type_: Type, span: Span, what: str) -> Hole:
        hole = Hole(type_, len(self.origins))
        self.origins[hole.id] = (span, what)
        return hole

    def plain(self, type_: Type) -> Type:
        """The type as far as its head is known, no abbreviation."""
        return self.shallow(unfold(self.shallow(type_)))

    def shallow(self, type_: Type) -> Type:
        passed: list[int] = []
        while isinstance(type_, TypeHole) and type_.id in self.types:
            passed.append(type_.id)
            type_ = self.types[type_.id]
        # Holes that stand for each other make long chains, which are gone through once.
        for identity in passed[:-1]:
            self.types[identity] = type_
        return type_

    # The end of a declaration

    def partial(self, term: Term) -> Term:
        """The term with the holes known so far filled."""
        match term:
            case Hole(id=identity):
                return self.partial(self.terms[identity]) if identity in self.terms else term
            case Builtin(arguments=arguments):
                filled = tuple(self.partial(a) for a in arguments)
                type_ = self.partial_type(term.type)
                plain = unfold(type_)
                if term.name in AT_FIN and isinstance(plain, FinType):
                    return Builtin(type_, AT_FIN[term.name], (plain.size, *filled))
                return replace(term, type=type_, arguments=filled)
            case Call(arguments=arguments, implicit=implicit):
                # What is implicit was read off a type, and is what the spec says as types are.
                filled = tuple(self.size(a) if h else self.partial(a) for a, h in zip(arguments, implicit, strict=True))
                return replace(term, type=self.partial_type(term.type), arguments=filled)
            case Literal(value=value):
                type_ = self.partial_type(term.type)
                plain = unfold(type_)
                if isinstance(plain, FinType) and not isinstance(plain.size, Hole) and value >= offset(plain.size)[1]:
                    return Builtin(type_, "OfNat.ofNat@Fin", (plain.size, Literal(NAT, value)))
                return Literal(type_, value)
            case Apply(function=function, argument=argument):
                return Apply(self.partial_type(term.type), self.partial(function), self.partial(argument))
            case Lambda() | ForAll():
                return replace(
                    term,
                    type=self.partial_type(term.type),
                    domain=self.partial_type(term.domain),
                    body=self.partial(term.body),
                )
            case _:
                return replace(term, type=self.partial_type(term.type))

    def partial_type(self, type_: Type) -> Type:
        match self.shallow(type_):
            case FinType(size=size):
                return FinType(self.size(size))
            case ListType(item=item):
                return ListType(self.partial_type(item))
            case FunctionType(domain=domain, codomain=codomain):
                return FunctionType(self.partial_type(domain), self.partial_type(codomain))
            case AbbreviationType(name=name, arguments=arguments, expansion=expansion):
                filled = tuple(self.size(a) for a in arguments)
                return AbbreviationType(name, filled, self.partial_type(expansion))
            case other:
                return other

    def size(self, term: Term) -> Term:
        """A term of a type, its definitions written out: types follow from the spec alone, whatever is checked."""
        return fold(self.written_out(self.partial(term)))

    def written_out(self, term: Term) -> Term:
        """The term with calls replaced by what the definitions say."""
        parts = list(subterms(term))
        if not any(isinstance(part, Call) for part in parts):
            return term
        self.written += len(parts)
        if self.written > MAX_WRITTEN_OUT:
            self.fail(f"sizes are made of more than {MAX_WRITTEN_OUT:,} parts when they are written out", Span(0, 1))
        match term:
            case Call(name=name, arguments=arguments):
                definition = self.environment.definitions[name]
                assert isinstance(definition, Definition)
                given = {b.name: self.written_out(a) for b, a in zip(definition.binders, arguments, strict=True)}
                return self.written_out(substitute(definition.body, given))
            case Builtin(arguments=arguments):
                return replace(term, arguments=tuple(map(self.written_out, arguments)))
            case Apply(function=function, argument=argument):
                return replace(term, function=self.written_out(function), argument=self.written_out(argument))
            case Lambda(body=body) | ForAll(body=body):
                return replace(term, body=self.written_out(body))
        return term

    def finish(self) -> None:
        """Settles what is postponed and numerals, and checks what depends on types that are known only at the end."""
        self.resume((0, 0))
        self.settle_all()
        for _, type_, _ in self.numerals:
            if isinstance(self.plain(type_), TypeHole):
                self.unify(type_, NAT)
                self.resume((0, 0))
                self.settle_all()
        for task in self.postponed:
            self.fail(task.message, task.span)
        for value, type_, span in self.numerals:
            settled = self.plain(type_)
            if isinstance(settled, FinType):
                self.check_not_empty(settled, f"`{value}`", span)
            elif settled != NAT:
                self.fail(f"a numeral where a `{self.show(settled)}` is expected", span)
        for kind, type_, span in self.classes:
            settled = self.partial_type(type_)
            plain = unfold(settled)
            match kind, plain:
                case _, TypeHole():
                    continue
                case "decidable", _:
                    if not is_decidable(plain):
                        self.fail(f"equality on `{self.show(settled)}` cannot be evaluated", span)
                case (_, NatType()) | ("ordered" | "arithmetic", FinType()) | ("ordered", BoolType()):
                    continue
                case "zero", FinType():
                    self.check_not_empty(plain, "a sum", span)
                case "ordered", _:
                    self.fail(f"order is known on `Nat`, `Fin n` and `Bool`, not on `{self.show(settled)}`", span)
                case "natural", _:
                    self.fail(f"powers are known on `Nat`, not on `{self.show(settled)}`", span)
                case _:
                    self.fail(f"arithmetic is known on `Nat` and `Fin n`, not on `{self.show(settled)}`", span)

    def settle_all(self) -> None:
        """Lets the types of all operators agree, as nothing more is to be learnt of them."""
        while self.overloaded:
            waiting, self.overloaded = self.overloaded, []
            for operator in waiting:
                self.agree(operator)
            self.resume((0, 0))

    def check_not_empty(self, type_: FinType, what: str, span: Span) -> None:
        """Lean has numerals of `Fin n`, which wrap around, where it sees that n is not 0."""
        size = self.size(type_.size)
        if isinstance(size, Hole) or offset(size)[1]:
            return
        if isinstance(size, Literal):
            self.fail(f"{what} in `Fin 0`, which has no values", span)
        shown = self.show(size)
        self.fail(f"{what} in `Fin {shown}`: as in Lean, `{shown}` must be seen not to be 0, as `n + 1` is", span)

    def check_quantifiers(self, context: Iterable[Binder | Premise], term: Term) -> None:
        for root in (term, *(c.statement for c in context if isinstance(c, Premise))):
            pending = [root]
            while pending:
                node = pending.pop()
                pending.extend(children(node))
                if isinstance(node, ForAll) and not is_finite(node.domain) and bound_of(node) is None:
                    span = next((s for n, s in self.bound if n == node.name), Span(0, 1))
                    self.fail(f"`∀ {node.name}` runs over `{self.show(node.domain)}`, which is not finite, in a "
                              "place where it cannot be tried input by input: bound it, as in "
                              f"`∀ {node.name} ∈ xs, …`", span)  # fmt: skip

    def check_decidable(self, solved: Term, span: Span) -> None:
        """`decide` is for propositions that are made of what can be decided, as variables of type `Prop` are not."""
        for part in subterms(solved):
            if isinstance(part, Builtin) and part.name == "decide":
                unknown = undecided(part.arguments[0])
                if unknown is not None:
                    self.fail(f"whether `{self.show(unknown)}` holds cannot be decided, and a `Bool` is needed of it: "
                              "declare it as a `Bool`", span)  # fmt: skip

    def solve(self, term: Term, span: Span) -> Term:
        solved = self.partial(term)
        pending: list[Term] = [solved]
        while pending:
            node = pending.pop()
            if isinstance(node, Hole):
                where, what = self.origins[node.id]
                self.fail(f"{what} cannot be inferred here; write a type, as in `([] : List (Fin 3))`", where)
            self.solve_type(node.type, span)
            if isinstance(node, (Lambda, ForAll)):
                self.solve_type(node.domain, span)
            pending.extend(children(node))
        self.check_scope(solved, span)
        self.check_decidable(solved, span)
        return solved

    def solve_type(self, type_: Type, span: Span) -> Type:
        solved = self.partial_type(type_)
        pending: list[Type] = [solved]
        while pending:
            match pending.pop():
                case TypeHole(id=identity):
                    where, what = self.origins[identity]
                    self.fail(f"{what} cannot be inferred here; write it, as in `([] : List Nat)`", where)
                case FinType(size=size):
                    if any(isinstance(part, Hole) for part in subterms(size)):
                        self.solve(size, span)
                case ListType(item=item):
                    pending.append(item)
                case FunctionType(domain=domain, codomain=codomain):
                    pending += [domain, codomain]
                case AbbreviationType(expansion=expansion):
                    pending.append(expansion)
        return solved

    def check_scope(self, solved: Term, span: Span) -> None:
        """A type that was inferred may speak of a variable only where that is bound."""
        for name in sorted(free_variables(solved) - self.names):
            where = next((s for n, s in self.bound if n == name), span)
            self.fail(f"the type of a term outside would depend on `{name}`, which is bound in here", where)

    def solve_context(self, item: Binder | Premise) -> Binder | Premise:
        whole = Span(0, 1)
        if isinstance(item, Premise):
            return Premise(item.name, self.solve(item.statement, whole))
        return replace(item, type=self.solve_type(item.type, whole))

    def show(self, node: Term | Type) -> str:
        return render(self.partial(node) if isinstance(node, Term) else self.partial_type(node))

    def fail(self, message: str, span: Span) -> NoReturn:
        raise LeanError(message, self.text, span)


def _is_universe(syntax: surface.Syntax) -> bool:
    match syntax:
        case surface.Name(text=text):
            return text in ("Type", "Sort")
        case surface.Application(function=function):
            return _is_universe(function)
        case _:
            return False


def _nearest(name: str, known: Sequence[str]) -> str:
    matches = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean `{matches[0]}`?" if matches else ""
