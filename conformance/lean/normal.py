"""What a declaration says, whatever its variables are called and however it is written: its normal form.

Two declarations that Lean takes for the same up to the names of bound variables, notation, the grouping of binders and
layout have one normal form. A quantifier or an implication before a theorem's claim is a binder or a premise of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conformance.lean.elaborate.environment import Declared
from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import strip
from conformance.lean.syntax import (
    BINDING,
    Abbreviation,
    Apply,
    Binder,
    Builtin,
    Call,
    Definition,
    Instance,
    Literal,
    Premise,
    Projection,
    Structure,
    Theorem,
    TypeTerm,
    Variable,
)
from conformance.lean.types import (
    AbbreviationType,
    ArrayType,
    FinType,
    FunctionType,
    ListType,
    ProductType,
    SequenceType,
    SimpleType,
    StructureType,
    TypeVariable,
    head_of,
    unfold,
)

DECLARED = "declared"
"""The kind of a node that names a declaration of the spec."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a normal form: its kind, a name where it has one, and what it is made of."""

    kind: str
    name: str = ""
    parts: tuple[Node, ...] = ()

    def text(self) -> str:
        """The node in brackets, which no other node has."""
        return f"({' '.join([self.kind, repr(self.name), *(part.text() for part in self.parts)])})"

    def names(self) -> Iterator[str]:
        """The declarations that it names."""
        if self.kind == DECLARED:
            yield self.name
        for part in self.parts:
            yield from part.names()


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables around a part of a declaration, each with its number, counted from outside.

    Where it is read `of_lists`, an array is a list, and an abbreviation what it stands for.
    """

    numbers: Mapping[str, int]
    of_lists: bool = False

    def within(self, name: str) -> Scope:
        """The same, below one more binder."""
        return Scope({**self.numbers, name: len(self.numbers)}, self.of_lists)

    def variable(self, name: str) -> Node:
        return Node("variable", str(self.numbers[name]) if name in self.numbers else name)

    def type(self, type_: Type) -> Node:
        """The normal form of a type as it is written."""
        match unfold(type_) if self.of_lists else type_:
            case SimpleType() as simple:
                return Node("type", simple.written)
            case FinType(size=size):
                return Node("type", "Fin", (self.term(size),))
            case SequenceType(item=item) as sequence:
                is_list = self.of_lists and isinstance(sequence, ArrayType)
                return Node("type", ListType.written if is_list else sequence.written, (self.type(item),))
            case FunctionType(domain=one, codomain=other):
                return Node("type", "→", (self.type(one), self.type(other)))
            case ProductType(left=one, right=other):
                return Node("type", "×", (self.type(one), self.type(other)))
            case StructureType(name=name, arguments=arguments) | AbbreviationType(name=name, arguments=arguments):
                return Node(DECLARED, name, tuple(map(self.part, arguments)))
            case TypeVariable(name=name):
                return self.variable(name)
        raise TypeError(f"not a type of a declaration: {type_!r}")

    def inferred(self, type_: Type) -> Node:
        """The normal form of a type that nobody wrote, which may be an abbreviation or what that stands for."""
        match unfold(type_):
            case FunctionType(domain=one, codomain=other):
                return Node("type", "→", (self.inferred(one), self.inferred(other)))
            case ProductType(left=one, right=other):
                return Node("type", "×", (self.inferred(one), self.inferred(other)))
            case SequenceType(item=item) as sequence:
                return Node("type", self.type(sequence).name, (self.inferred(item),))
            case StructureType(name=name, arguments=arguments):
                return Node(DECLARED, name, tuple(map(self.part, arguments)))
            case other_type:
                return self.type(other_type)

    def part(self, part: Type | Term) -> Node:
        return self.inferred(part) if isinstance(part, Type) else self.term(part)

    def term(self, term: Term) -> Node:
        match term:
            case Variable(name=name):
                return self.variable(name)
            case Literal(value=value, type=type_):
                return Node("literal", str(value), (self.inferred(type_),))
            case Builtin(name=name, arguments=arguments, type=type_):
                # An argument of such a type tells it; without one it may be a list or an array, or any kind of number.
                is_told = head_of(unfold(type_)) in [head_of(unfold(a.type)) for a in arguments]
                return Node(
                    "builtin", name, (*map(self.term, arguments), *(() if is_told else (self.inferred(type_),)))
                )
            case Call(name=name, arguments=arguments):
                return Node(DECLARED, name, tuple(map(self.term, arguments)))
            case Apply(function=function, argument=argument):
                return Node("apply", "", (self.term(function), self.term(argument)))
            case TypeTerm(value=value):
                return self.inferred(value)
            case Instance(values=values, type=type_):
                return Node("instance", "", (*map(self.term, values), self.inferred(type_)))
            case Projection(structure=structure, field=field):
                return Node("field", field, (self.term(structure),))
        if isinstance(term, BINDING):
            body = self.within(term.name).term(term.body)
            return Node("bind", type(term).__name__, (self.inferred(term.domain), body))
        raise TypeError(f"not a term of a declaration: {term!r}")

    def binder(self, binder: Binder, name: str = "") -> Node:
        """The normal form of a binder, whose name stands in it where one is given."""
        default = () if binder.default is None else (self.term(binder.default),)
        return Node("implicit" if binder.implicit else "explicit", name, (self.type(binder.type), *default))

    def premise(self, premise: Premise) -> Node:
        return Node("premise", "", (self.term(premise.statement),))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a declaration that stands beside others: a binder, a premise, a field, what it is, what it says.

    `scope` are the variables around it, and `node` is its normal form.
    """

    role: str
    shown: Binder | Premise | Type | Term
    scope: Scope
    node: Node


def pieces_of(declared: Declared, *, of_lists: bool = False) -> tuple[Piece, ...]:
    """The parts of a declaration, in their order; see `normal_form`."""
    return tuple(_pieces(declared, Scope({}, of_lists)))


def _pieces(declared: Declared, scope: Scope) -> Iterator[Piece]:
    context, claim = _context_of(declared)
    for one in context:
        if isinstance(one, Premise):
            yield Piece("premise", one, scope, scope.premise(one))
            continue
        yield Piece("binder", one, scope, scope.binder(one))
        scope = scope.within(one.name)
    match declared:
        case Theorem():
            assert claim is not None
            yield Piece("claim", claim, scope, scope.term(claim))
        case Definition(preconditions=preconditions, result=result, body=body):
            for place, premise in preconditions:
                yield Piece("premise", premise, scope, Node("precondition", str(place), (scope.premise(premise),)))
            yield Piece("result", result, scope, scope.type(result))
            if body is not None:
                yield Piece("body", body, scope, scope.term(body))
        case Abbreviation(body=type_):
            yield Piece("body", type_, scope, scope.type(type_))
        case Structure(fields=fields):
            for field in fields:
                yield Piece("field", field, scope, scope.binder(field, field.name))


def _context_of(declared: Declared) -> tuple[Iterable[Binder | Premise], Term | None]:
    if isinstance(declared, Theorem):
        return strip(declared.context, declared.conclusion)
    return declared.binders, None


def normal_form(declared: Declared, *, of_lists: bool = False) -> Node:
    """The normal form of a declaration, without its name.

    Where it is asked for `of_lists`, so have two that differ in no more than that one speaks of arrays where the other
    does of lists, or writes out an abbreviation.
    """
    return Node(type(declared).__name__, "", tuple(piece.node for piece in pieces_of(declared, of_lists=of_lists)))


def digest_of(declared: Declared, known: Mapping[str, Declared]) -> str:
    """The SHA-256 of a declaration's normal form together with those of all that it uses, directly or not."""
    own = normal_form(declared)
    used: dict[str, str] = {}
    pending = [*own.names()]
    while pending:
        name = pending.pop()
        if name not in used:
            form = normal_form(known[name])
            used[name] = form.text()
            pending += form.names()
    lines = [own.text(), *(f"{name} {used[name]}" for name in sorted(used))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def differ_in_form_alone(one: Declared, other: Declared) -> bool:
    """Whether two declarations have the same inputs, by the same names, and say the same of them.

    A list and an array have the same values, and a function on arrays is that on lists.
    """
    return normal_form(one, of_lists=True) == normal_form(other, of_lists=True) and _inputs(one) == _inputs(other)


def _inputs(declared: Declared) -> list[str]:
    return [piece.shown.name for piece in pieces_of(declared) if isinstance(piece.shown, Binder)]
