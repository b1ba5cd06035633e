"""What is inferred: types and terms still to be found, and what is known of them so far."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError, Span
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import VARIANTS
from conformance.lean.render import render
from conformance.lean.sizes import fold, offset
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    Builtin,
    Call,
    Definition,
    Exists,
    ForAll,
    Hole,
    Lambda,
    Literal,
    TypeTerm,
    children,
    subterms,
    with_children,
)
from conformance.lean.types import NAT, FinType, TypeHole, head_of, unfold

MAX_WRITTEN_OUT = 100_000
"""Parts of the sizes in a declaration's types, over all steps of writing out the definitions that they name."""


class Holes:
    """Holes of a statement, by their numbers: `types` and `terms` that are known, and where and what each is for.

    `waiting` holds those that stand for a term that is read later, which nothing else can fill.
    """

    def __init__(self, environment: Environment, text: str) -> None:
        self.environment = environment
        self.text = text
        self.types: dict[int, Type] = {}
        self.terms: dict[int, Term] = {}
        self.origins: dict[int, tuple[Span, str]] = {}
        self.waiting: set[int] = set()
        self.written = 0

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

    def partial(self, term: Term) -> Term:
        """The term with the holes known so far filled."""
        match term:
            case Hole(id=identity):
                return self.partial(self.terms[identity]) if identity in self.terms else term
            case Builtin(arguments=arguments):
                filled = tuple(self.partial(a) for a in arguments)
                type_ = self.partial_type(term.type)
                plain = unfold(type_)
                variant = VARIANTS.get((term.name, head_of(plain)))
                if variant is not None:
                    sizes = (plain.size,) if isinstance(plain, FinType) else ()
                    return Builtin(type_, variant, (*sizes, *filled))
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
            case TypeTerm(value=value):
                return TypeTerm(term.type, self.partial_type(value))
            case Lambda() | ForAll() | Exists():
                return replace(
                    term,
                    type=self.partial_type(term.type),
                    domain=self.partial_type(term.domain),
                    body=self.partial(term.body),
                )
            case _:
                filled = tuple(self.partial(c) for c in children(term))
                return with_children(replace(term, type=self.partial_type(term.type)), filled)

    def partial_type(self, type_: Type) -> Type:
        known = self.shallow(type_)
        return known.rebuilt([self.partial_type(p) if isinstance(p, Type) else self.size(p) for p in known.parts])

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
                if definition.body is None:
                    return with_children(term, list(given.values()))
                return self.written_out(substitute(definition.body, given))
        return with_children(term, [self.written_out(c) for c in children(term)])

    def show(self, node: Term | Type) -> str:
        return render(self.partial(node) if isinstance(node, Term) else self.partial_type(node))

    def fail(self, message: str, span: Span) -> NoReturn:
        raise LeanError(message, self.text, span)
