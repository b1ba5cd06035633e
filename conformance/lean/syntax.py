"""The typed tree: terms of the statement language, and declarations; its types are those of `types`.

Every term knows its type. Operators are applications of built-in functions (`Builtin`), whose meaning stands in
`prelude` and notation in `notation`; applications of a spec's own definitions are `Call` nodes, so that the operations
that a statement needs are its calls. Implicit arguments are explicit here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from conformance.lean.nodes import Term, Type
from conformance.lean.types import PROP, StructureType, unfold


@dataclass(frozen=True, slots=True)
class Variable(Term):
    """A bound variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal(Term):
    """A numeral of type `Nat` or `Fin k`."""

    value: int


@dataclass(frozen=True, slots=True)
class Builtin(Term):
    """A built-in function applied to all its arguments; `name` is its key in `prelude.BUILTINS`."""

    name: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Call(Term):
    """An operation of the spec applied to all its arguments; `implicit` says which of them are not written.

    `proofs` are those of its preconditions as they are written, each with its place among the written arguments. They
    are erased from calls, and two terms that differ in them alone are the same.
    """

    name: str
    arguments: tuple[Term, ...]
    implicit: tuple[bool, ...]
    proofs: tuple[tuple[int, str], ...] = field(default=(), compare=False)

    @property
    def explicit(self) -> tuple[Term, ...]:
        """The arguments that are written, and that a backend's operation takes."""
        return tuple(a for a, hidden in zip(self.arguments, self.implicit, strict=True) if not hidden)


@dataclass(frozen=True, slots=True)
class Apply(Term):
    """A function value applied to one argument, such as `perPatchLoss i`."""

    function: Term
    argument: Term


@dataclass(frozen=True, slots=True)
class Lambda(Term):
    """`fun name => body`."""

    name: str
    domain: Type
    body: Term


@dataclass(frozen=True, slots=True)
class ForAll(Term):
    """`∀ name : domain, body`."""

    name: str
    domain: Type
    body: Term


@dataclass(frozen=True, slots=True)
class Exists(Term):
    """`∃ name : domain, body`."""

    name: str
    domain: Type
    body: Term


@dataclass(frozen=True, slots=True)
class TypeTerm(Term):
    """A type as an argument, of type `Type`."""

    value: Type


@dataclass(frozen=True, slots=True)
class Instance(Term):
    """A structure with all its fields, in their order."""

    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Projection(Term):
    """A field of a structure."""

    structure: Term
    field: str

    @property
    def place(self) -> int:
        """The place of the field among those of the structure."""
        type_ = unfold(self.structure.type)
        assert isinstance(type_, StructureType)
        return type_.names.index(self.field)


@dataclass(frozen=True, slots=True)
class Hole(Term):
    """A term still to be inferred; none is left in an elaborated tree."""

    id: int


@dataclass(frozen=True, slots=True)
class Binder:
    """A name that a declaration binds, with its type, and what an argument that is not given is."""

    name: str
    type: Type
    implicit: bool = False
    default: Term | None = None


@dataclass(frozen=True, slots=True)
class Premise:
    """A hypothesis that a theorem binds, such as `(h : ∀ i ∈ idxs, perPatchLoss i = 0)`, or that an operation does.

    Of an operation it is a precondition, and `(h : k ≤ n := by omega)` one whose proof is found where none is written.
    """

    name: str
    statement: Term
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """An elaborated `def`, or an `opaque`, which has no `body`.

    `preconditions` are the propositions among its binders, each with its place among those that are written. Calls of
    one that `is_helper` stand for its body.
    """

    name: str
    binders: tuple[Binder, ...]
    result: Type
    body: Term | None
    preconditions: tuple[tuple[int, Premise], ...] = ()
    is_helper: bool = False

    @property
    def explicit(self) -> tuple[Binder, ...]:
        """The binders that a caller writes, and that a backend's operation takes."""
        return tuple(b for b in self.binders if not b.implicit)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An elaborated `abbrev` of a type."""

    name: str
    binders: tuple[Binder, ...]
    body: Type


@dataclass(frozen=True, slots=True)
class Structure:
    """An elaborated `structure`; the type of a field may speak of the parameters."""

    name: str
    binders: tuple[Binder, ...]
    fields: tuple[Binder, ...]


@dataclass(frozen=True, slots=True)
class Theorem:
    """An elaborated `theorem`: `context` keeps binders and premises in the order written."""

    name: str
    context: tuple[Binder | Premise, ...]
    conclusion: Term


BINDING = (Lambda, ForAll, Exists)
"""The terms that bind a variable: each has `name`, `domain` and `body`."""

TRUE, FALSE = Builtin(PROP, "True", ()), Builtin(PROP, "False", ())


def children(term: Term) -> tuple[Term, ...]:
    """The direct subterms."""
    match term:
        case Builtin(arguments=arguments) | Call(arguments=arguments):
            return arguments
        case Apply(function=function, argument=argument):
            return (function, argument)
        case Lambda(body=body) | ForAll(body=body) | Exists(body=body):
            return (body,)
        case Instance(values=values):
            return values
        case Projection(structure=structure):
            return (structure,)
        case _:
            return ()


def with_children(term: Term, parts: Sequence[Term]) -> Term:
    """The term with others in the place of its direct subterms."""
    match term:
        case Builtin() | Call():
            return replace(term, arguments=tuple(parts))
        case Apply():
            return replace(term, function=parts[0], argument=parts[1])
        case Lambda() | ForAll() | Exists():
            return replace(term, body=parts[0])
        case Instance():
            return replace(term, values=tuple(parts))
        case Projection():
            return replace(term, structure=parts[0])
        case _:
            return term


def spine(term: Term) -> tuple[Term, list[Term]]:
    """A function and the arguments that it is applied to."""
    arguments: list[Term] = []
    while isinstance(term, Apply):
        arguments.insert(0, term.argument)
        term = term.function
    return term, arguments


def subterms(term: Term) -> Iterator[Term]:
    """The term and everything below it, outermost first, left to right."""
    pending = [term]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))


def called(term: Term) -> frozenset[str]:
    """The names of the definitions that the term applies."""
    return frozenset(t.name for t in subterms(term) if isinstance(t, Call))
