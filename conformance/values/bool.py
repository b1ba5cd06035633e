"""`Bool` and `Prop`: false and true, and masks, which are tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import not_
from typing import ClassVar

from conformance.carriers.base import Form, Kind
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.types import BoolType, PropType
from conformance.values.factors import DENSITIES, Factor, chosen_of
from conformance.values.former import Former, SizeOf
from conformance.values.masks import BLOCK, SHAPES, STRIPES, mask
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, with_zeros
from conformance.values.sources import Drawn, Source, Within


class Bool(Former[Type]):
    """Truth values, as Python's `bool`."""

    types: ClassVar[tuple[type[Type], ...]] = (BoolType,)
    is_bool = has_few = True

    def positions(self, type_: Type, size_of: SizeOf) -> int | None:
        return 2

    def form(self, type_: Type) -> Form | None:
        return Form(Kind.BOOL, 0)

    def holds(self, type_: Type, value: Value, size_of: SizeOf) -> bool:
        return isinstance(value, bool)

    def holds_all(self, type_: Type, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        return {bool}.issuperset(map(type, items))

    def least(self, type_: Type, size_of: SizeOf) -> Value:
        return False

    def count(self, type_: Type, within: Within) -> int:
        return 2

    def values(self, type_: Type, within: Within) -> Sequence[Value]:
        return (False, True)

    def weights_of_rows(self, type_: Type, rows: Sequence[tuple[Value, ...]]) -> list[int]:
        return list(map(sum, rows))

    def drawn(self, type_: Type, source: Source) -> Value:
        return source.boolean()

    def drawn_row(self, type_: Type, source: Source, length: int) -> tuple[Value, ...]:
        return tuple([b > 127 for b in source.bytes(length)])

    def factors_in_table(self, type_: Type) -> tuple[Factor, ...]:
        return SHAPES, DENSITIES

    def favourites_in_table(self, type_: Type) -> tuple[tuple[int, ...], ...]:
        return _FAVOURITES

    def wide(self, type_: Type, drawn: Drawn, levels: Sequence[int]) -> Value:
        return drawn.rng.random() < 0.5

    def wide_table(self, type_: Type, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        drawn.count(size)
        shape, density = levels
        key = "mask", size, shape, density
        return drawn.kept(key, lambda rng: mask(size, chosen_of(density, size), shape, rng))

    def changed(self, type_: Type, item: Value, size_of: SizeOf) -> Value:
        return not item

    def all_changed(self, type_: Type, items: tuple[Value, ...], size_of: SizeOf) -> tuple[Value, ...]:
        return tuple(map(not_, items))

    def balanced(self, type_: Type, one: Value, other: Value, drawn: Drawn) -> tuple[Value, Value] | None:
        return (other, one) if one != other else None

    def smaller(self, type_: Type, place: Place) -> bool:
        return bool(place.value) and place.takes(False)

    def smaller_in_table(self, type_: Type, place: Place) -> bool:
        return with_zeros(place)

    def role_in_table(self, type_: Type) -> str:
        return "mask"

    def partitions_in_table(self, type_: Type) -> tuple[Partition, ...]:
        return _PARTITIONS


class Prop(Bool):
    """Propositions, each of which is decided: no statement runs through all of them."""

    types: ClassVar[tuple[type[Type], ...]] = (PropType,)

    def positions(self, type_: Type, size_of: SizeOf) -> int | None:
        return None


_FAVOURITES = tuple(
    (SHAPES.number(shape), DENSITIES.number(density))
    for shape, density in (
        ("random", "75 %"), ("evenly spread", "50 %"), ("units of a coarser grid", "75 %"), (BLOCK, "15 %"),
        (BLOCK, "40 %"), (STRIPES, "50 %"), ("evenly spread", "25 %"), ("random", "none"), ("random", "50 %"),
    )
)  # fmt: skip
"""What models hide, by itself and in units of 2 × 2, blocks and whole rows of a grid; and what code knows a short way
for: one position of two or of four, none, half."""

_PARTITIONS = (
    partition("all selected", lambda v, n: n > 0 and all(v), "max_n", required=True),
    partition("none selected", lambda v, n: n > 0 and not any(v), "max_n", required=True),
    partition("some selected", lambda v, n: any(v) and not all(v), "max_n"),
)
