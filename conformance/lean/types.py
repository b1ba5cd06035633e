"""The types of the statement language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from conformance.lean.nodes import Term, Type


@dataclass(frozen=True, slots=True)
class SimpleType(Type):
    """A type without parameters, on which equality is evaluated as Python's.

    `written` is its name in Lean, and `symbol` what stands for it in mathematics.
    """

    written: ClassVar[str]
    symbol: ClassVar[str]


@dataclass(frozen=True, slots=True)
class NumberType(SimpleType):
    """Numbers of any magnitude; each such type has numerals, and those before it among `NUMERIC`."""


@dataclass(frozen=True, slots=True)
class NatType(NumberType):
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
class IntType(NumberType):
    """`Int`: integers."""

    written = "Int"
    symbol = "ℤ"


@dataclass(frozen=True, slots=True)
class RatType(NumberType):
    """`Rat`: fractions."""

    written = "Rat"
    symbol = "ℚ"


@dataclass(frozen=True, slots=True)
class RealType(NumberType):
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
class SequenceType(Type):
    """Items in order: `List item` and `Array item`, which differ for a reader alone, and `Option item`, at most one.

    `written` is the name in Lean, and `opening` what a literal begins with, where there are any.
    """

    written: ClassVar[str]
    opening: ClassVar[str] = ""

    item: Type

    @property
    def parts(self) -> tuple[Type | Term, ...]:
        return (self.item,)

    def rebuilt(self, parts: Sequence[Any]) -> SequenceType:
        return type(self)(*parts)


@dataclass(frozen=True, slots=True)
class ListType(SequenceType):
    """`List item`."""

    written = "List"
    opening = "["


@dataclass(frozen=True, slots=True)
class ArrayType(SequenceType):
    """`Array item`."""

    written = "Array"
    opening = "#["


@dataclass(frozen=True, slots=True)
class OptionType(SequenceType):
    """`Option item`."""

    written = "Option"


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


NAT = NatType()
BOOL = BoolType()
PROP = PropType()
UNIT = UnitType()
INT = IntType()
RAT = RatType()
REAL = RealType()
SORT = SortType()

NUMERIC = (NAT, INT, RAT, REAL)
"""Types of numbers, each with a coercion to those after it."""


def unfold(type_: Type) -> Type:
    """The type with abbreviations at its head replaced by what they stand for."""
    while isinstance(type_, AbbreviationType):
        type_ = type_.expansion
    return type_


def head_of(type_: Type) -> str:
    """The name of what makes a type: `List` of `List Nat`, and `Patches` of a structure `Patches n`."""
    match type_:
        case SimpleType() | SequenceType():
            return type_.written
        case StructureType(name=name) | AbbreviationType(name=name):
            return name
        case ProductType():
            return "Prod"
        case FinType():
            return "Fin"
        case _:
            return ""


def has_more_parts(type_: Type, most: int) -> bool:
    """Whether a type with all its abbreviations written out is made of more types than that."""
    pending, seen = [type_], 0
    while pending and seen <= most:
        seen += 1
        pending += [part for part in unfold(pending.pop()).parts if isinstance(part, Type)]
    return seen > most
