"""`Int`: integers."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.carriers.base import TOO_LARGE, Form, Kind
from conformance.lean.closures import Value
from conformance.lean.types import IntType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, SizeOf
from conformance.values.limits import Held, Limits
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

    def inside(self, type_: IntType, limits: Limits, held: Held) -> Check | None:
        largest = held.largest
        if not held.negatives:
            return lambda value: value >= 0 and (largest is None or value <= largest)
        return None if largest is None else lambda value: abs(value) <= largest

    def halved(self, type_: IntType, value: Value, times: int) -> Value:
        return value >> times if value >= 0 else -(-value >> times)

    def all_halved(self, type_: IntType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        return tuple(self.halved(type_, v, times) for v in items)

    def count(self, type_: IntType, within: Within) -> int:
        return 2 * within.natural + 1 if within.has_negatives else within.natural + 1

    def values(self, type_: IntType, within: Within) -> Sequence[Value]:
        if not within.has_negatives:
            return range(within.natural + 1)
        return sorted(range(-within.natural, within.natural + 1), key=lambda v: (abs(v), v < 0))

    def weights(self, type_: IntType, values: Sequence[Value]) -> list[int]:
        return list(map(abs, values))

    def drawn(self, type_: IntType, source: Source) -> Value:
        number, sign = source.bytes(2)
        return source.naturals[number] if sign < 128 or not source.has_negatives else -source.naturals[number]

    def factors(self, type_: IntType) -> tuple[Factor, ...]:
        return (SIGNS,)

    def wide(self, type_: IntType, drawn: Drawn, levels: Sequence[int]) -> Value:
        return drawn.rng.randint(*self._ends(drawn, levels[0]))

    def wide_table(self, type_: IntType, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        drawn.count(size)
        least, most = self._ends(drawn, levels[0])
        several = range(least, most + 1)
        # Of unsigned ones of 64 bits there are more than a length may be.
        if most - least >= _CHOSEN:
            return tuple([drawn.rng.randint(least, most) for _ in range(size)])
        return drawn.kept(("integers", size, least, most), lambda rng: tuple(rng.choices(several, k=size)))

    def _ends(self, drawn: Drawn, level: int) -> tuple[int, int]:
        """Between which numbers those of a level lie, or of one that is held where none of that level is."""
        least, most = _ends(level, drawn.top)
        if drawn.has_negatives or least >= 0:
            return least, most
        if most < 0:
            drawn.unmet(0, "limit")
        return 0, abs(least) if most < 0 else most

    def changed(self, type_: IntType, item: Value, size_of: SizeOf) -> Value:
        """One nearer to 0, or of the other sign: never below 0 where the item is not, as a dtype may hold none."""
        return -item if item < 0 else item - 1 if item else 1

    def smaller(self, type_: IntType, place: Place) -> bool:
        size = abs(place.value)
        sign = -1 if place.value < 0 else 1
        return place.takes_one_of([*(sign * v for v in smaller_numbers(size)), *([size] if sign < 0 else [])])

    def partitions(self, type_: IntType) -> tuple[Partition, ...]:
        return (
            partition("negative", lambda v, n: v < 0, required=True, number=-1),
            partition("zero", lambda v, n: v == 0),
        )


def _ends(level: int, top: int | None) -> tuple[int, int]:
    """Between which numbers those of a level lie: small ones of either sign, large ones, and large ones below 0."""
    largest = 2**62 if top is None else top
    return ((-9, 9), (largest // 2, largest), (-largest, -(largest // 2)))[level]
