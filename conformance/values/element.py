"""Values of a type that a law quantifies over, `{Patch : Type}`: as many as the input says, numbered from 0.

What is said of any type is tried on types with 0, 1, 2 and more values; which values these are makes no difference to a
function that is given nothing but them and tables over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import ClassVar

from conformance.lean.closures import Value
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Literal, Variable
from conformance.lean.types import NAT, SORT, FinType, SortType, TypeVariable, UnitType
from conformance.values.fin import Fin
from conformance.values.former import Former, SizeOf
from conformance.values.partition import WIDE, Partition, partition

_ONE = Literal(NAT, 1)


@cache
def _count_of(name: str) -> Variable:
    """How many values a type variable has; one object each, as what is compiled of it is kept by its identity."""
    return Variable(SORT, name)


class Element(Fin):
    """Values of a type variable; no positions, so that none is out of range."""

    types: ClassVar[tuple[type[Type], ...]] = (TypeVariable,)
    is_index = False
    has_few = True

    def size(self, type_: FinType | TypeVariable) -> Term:
        assert isinstance(type_, TypeVariable)
        return _count_of(type_.name)

    def told(self, type_: FinType, value: Value) -> Iterable[int]:
        return ()

    def role(self, type_: FinType) -> str:
        return ""

    def role_in_list(self, type_: FinType) -> str:
        return ""

    def partitions(self, type_: FinType) -> tuple[Partition, ...]:
        return ()

    def partitions_in_list(self, type_: FinType) -> tuple[Partition, ...]:
        return ()

    def partitions_in_table(self, type_: FinType) -> tuple[Partition, ...]:
        return _PARTITIONS_OF_TABLES


class Unit(Element):
    """The one value of `Unit`, as 0: a type of as many values as are needed to call what needs none."""

    types: ClassVar[tuple[type[Type], ...]] = (UnitType,)

    def size(self, type_: Type) -> Term:
        return _ONE

    def partitions_in_table(self, type_: FinType) -> tuple[Partition, ...]:
        return ()


class Sort(Former[SortType]):
    """Types, as the number of their values."""

    types = (SortType,)
    largest_size = 12
    """Two of which a table has a value for each pair of values."""

    def holds(self, type_: SortType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int and value >= 0

    def least(self, type_: SortType, size_of: SizeOf) -> Value:
        return 0

    def weights(self, type_: SortType, values: Sequence[Value]) -> list[int]:
        return list(values)

    def partitions_of_sizes(self, name: str) -> tuple[Partition, ...]:
        return (
            partition(f"{name} without values", lambda v, n: v == 0, "nonempty"),
            partition(f"{name} with one value", lambda v, n: v == 1, "max_n"),
            partition(f"{name} with {WIDE} values or more", lambda v, n: v >= WIDE, "max_n"),
        )


_PARTITIONS_OF_TABLES = (
    partition("one value throughout", lambda v, n: len(v) > 1 and len(set(v)) == 1, "max_n"),
    partition("no value twice", lambda v, n: len(v) > 1 and len(set(v)) == len(v), "max_n"),
)
