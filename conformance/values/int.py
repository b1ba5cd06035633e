"""`Int`: integers."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.carriers.base import TOO_LARGE, Form, Kind
from conformance.lean.closures import Value
from conformance.lean.types import IntType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, SizeOf
from conformance.values.limits import Limits
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, smaller_numbers
from conformance.values.sources import Drawn, Source, Within

SIGNS = Factor("sign", ("around zero", "positive", "negative"), is_magnitude=True)

_CHOSEN = 2**53
"""How many numbers a float tells from each other, by which one of several is drawn."""


class Int(Former[IntType]):
    """Integers, as Python's `int`."""

    types = (IntType,)
    has_magnitude = True

    def form(self, type_: IntType) -> Form | None:
        return Form(Kind("integer", least=-TOO_LARGE), 0)

    def holds(self, type_: IntType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int

    def another(self, type_: IntType, value: Value, size_of: SizeOf) -> Value | None:
        return value + 1 if value + 1 != value else 0

    def least(self, type_: IntType, size_of: SizeOf) -> Value:
        return 0

    def inside(self, type_: IntType, limits: Limits, largest: int | None) -> Check | None:
        return None if largest is None else lambda value: abs(value) <= largest

    def halved(self, type_: IntType, value: Value, times: int) -> Value:
        return value >> times if value >= 0 else -(-value >> times)

    def all_halved(self, type_: IntType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        return tuple(self.halved(type_, v, times) for v in items)

    def count(self, type_: IntType, within: Within) -> int:
        return 2 * within.natural + 1

    def values(self, type_: IntType, within: Within) -> Sequence[Value]:
        return sorted(range(-within.natural, within.natural + 1), key=lambda v: (abs(v), v < 0))

    def weights(self, type_: IntType, values: Sequence[Value]) -> list[int]:
        return list(map(abs, values))

    def drawn(self, type_: IntType, source: Source) -> Value:
        number, sign = source.bytes(2)
        return source.naturals[number] if sign < 128 else -source.naturals[number]

    def factors(self, type_: IntType) -> tuple[Factor, ...]:
        return (SIGNS,)

    def wide(self, type_: IntType, drawn: Drawn, levels: Sequence[int]) -> Value:
        return drawn.rng.randint(*_ends(levels[0], drawn.top))

    def wide_table(self, type_: IntType, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        drawn.count(size)
        least, most = _ends(levels[0], drawn.top)
        several = range(least, most + 1)
        if len(several) > _CHOSEN:
            return tuple([drawn.rng.randint(least, most) for _ in range(size)])
        return drawn.kept(("integers", size, least, most), lambda rng: tuple(rng.choices(several, k=size)))

    def changed(self, type_: IntType, item: Value, size_of: SizeOf) -> Value:
        return -item if item else 1

    def smaller(self, type_: IntType, place: Place) -> bool:
        size = abs(place.value)
        sign = -1 if place.value < 0 else 1
        return place.takes_one_of([*(sign * v for v in smaller_numbers(size)), *([size] if sign < 0 else [])])

    def partitions(self, type_: IntType) -> tuple[Partition, ...]:
        return (
            partition("negative", lambda v, n: v < 0, required=True),
            partition("zero", lambda v, n: v == 0),
        )


def _ends(level: int, top: int | None) -> tuple[int, int]:
    """Between which numbers those of a level lie: small ones of either sign, large ones, and large ones below 0."""
    largest = 2**62 if top is None else top
    return ((-9, 9), (largest // 2, largest), (-largest, -(largest // 2)))[level]
