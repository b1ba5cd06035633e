"""The typed tree: types and terms of the statement language.

Every term knows its type. Operators are applications of built-in functions (`Builtin`), whose meaning stands in
`prelude` and notation in `notation`; applications of a spec's own definitions are `Call` nodes, so that the operations
that a statement needs are its calls. Implicit arguments are explicit here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Type:
    """Base of all types."""

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        """What the type is made of: types, and the terms on which it depends."""
        return ()

    def rebuilt(self, parts: Sequence[Any]) -> Type:
        """The type with others in the place of its parts."""
        return self


@dataclass(frozen=True, slots=True)
class SimpleType(Type):
    """A type without parameters, on which equality is evaluated as Python's.

    `written` is its name in Lean, and `symbol` what stands for it in mathematics.
    """

    written: ClassVar[str]
    symbol: ClassVar[str]


@dataclass(frozen=True, slots=True)
class NatType(SimpleType):
    """`Nat`: unbounded natural numbers."""

    written = "Nat"
    symbol = "ℕ"


@dataclass(frozen=True, slots=True)
class BoolType(SimpleType):
    """`Bool`."""

    written = "Bool"
    symbol = "𝔹"


@dataclass(frozen=True, slots=True)
class PropType(SimpleType):
    """`Prop`; every proposition of the language is decidable and evaluates to a Python bool."""

    written = symbol = "Prop"


@dataclass(frozen=True, slots=True)
class UnitType(SimpleType):
    """`Unit`, whose one value is `()`."""

    written = "Unit"
    symbol = "𝟙"


@dataclass(frozen=True, slots=True)
class RealType(SimpleType):
    """`ℝ`; every number that an evaluation meets is rational."""

    written = symbol = "ℝ"


@dataclass(frozen=True, slots=True)
class SortType(SimpleType):
    """`Type`: the type of types, such as a parameter `{Patch : Type}` has."""

    written = symbol = "Type"


@dataclass(frozen=True, slots=True)
class FinType(Type):
    """`Fin size`: the natural numbers below `size`."""

    size: Term

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        return (self.size,)

    def rebuilt(self, parts: Sequence[Any]) -> FinType:
        return FinType(*parts)


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """`List item`."""

    item: Type

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        return (self.item,)

    def rebuilt(self, parts: Sequence[Any]) -> ListType:
        return ListType(*parts)


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """`domain → codomain`, not dependent."""

    domain: Type
    codomain: Type

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        return (self.domain, self.codomain)

    def rebuilt(self, parts: Sequence[Any]) -> FunctionType:
        return FunctionType(*parts)


@dataclass(frozen=True, slots=True)
class ProductType(Type):
    """`left × right`: pairs."""

    left: Type
    right: Type

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        return (self.left, self.right)

    def rebuilt(self, parts: Sequence[Any]) -> ProductType:
        return ProductType(*parts)


@dataclass(frozen=True, slots=True)
class StructureType(Type):
    """An applied `structure`, such as `SSLViewGraph n`, together with the names and types of its fields."""

    name: str
    arguments: tuple[Type | Term, ...]
    names: tuple[str, ...]
    fields: tuple[Type, ...]

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        return (*self.arguments, *self.fields)

    def rebuilt(self, parts: Sequence[Any]) -> StructureType:
        count = len(self.arguments)
        return StructureType(self.name, tuple(parts[:count]), self.names, tuple(parts[count:]))

    def field(self, name: str) -> Type:
        """The type of a field."""
        return self.fields[self.names.index(name)]


@dataclass(frozen=True, slots=True)
class AbbreviationType(Type):
    """An applied `abbrev`, such as `Mask n`, kept as written together with what it stands for."""

    name: str
    arguments: tuple[Type | Term, ...]
    expansion: Type

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        return (*self.arguments, self.expansion)

    def rebuilt(self, parts: Sequence[Any]) -> AbbreviationType:
        return AbbreviationType(self.name, tuple(parts[:-1]), parts[-1])


@dataclass(frozen=True, slots=True)
class TypeVariable(Type):
    """A type parameter: of a declaration, or of a built-in function's signature."""

    name: str


@dataclass(frozen=True, slots=True)
class TypeHole(Type):
    """A type still to be inferred; none is left in an elaborated tree."""

    id: int


@dataclass(frozen=True, slots=True)
class Term:
    """Base of all terms."""

    type: Type


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
    """A definition of the spec applied to all its arguments; `implicit` says which of them are not written."""

    name: str
    arguments: tuple[Term, ...]
    implicit: tuple[bool, ...]

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
    """A hypothesis that a theorem binds, such as `(h : ∀ i ∈ idxs, perPatchLoss i = 0)`."""

    name: str
    statement: Term


@dataclass(frozen=True, slots=True)
class Definition:
    """An elaborated `def`."""

    name: str
    binders: tuple[Binder, ...]
    result: Type
    body: Term

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


NAT = NatType()
BOOL = BoolType()
PROP = PropType()
UNIT = UnitType()
REAL = RealType()
SORT = SortType()

BINDING = (Lambda, ForAll, Exists)
"""The terms that bind a variable: each has `name`, `domain` and `body`."""

TRUE, FALSE = Builtin(PROP, "True", ()), Builtin(PROP, "False", ())


def unfold(type_: Type) -> Type:
    """The type with abbreviations at its head replaced by what they stand for."""
    while isinstance(type_, AbbreviationType):
        type_ = type_.expansion
    return type_


def has_more_parts(type_: Type, most: int) -> bool:
    """Whether a type with all its abbreviations written out is made of more types than that."""
    pending, seen = [type_], 0
    while pending and seen <= most:
        seen += 1
        pending += [part for part in unfold(pending.pop()).parts if isinstance(part, Type)]
    return seen > most


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
