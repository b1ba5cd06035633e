"""`ℝ`: numbers whose fraction is one of halves, quarters and so on, as Python's `int` and `float`.

On such a grid the arithmetic of floats is exact as long as numbers have few enough digits, which `lean.exactness` tells
of an input; numbers of one that is not are halved until it is.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from conformance.carriers.base import Form, Kind
from conformance.lean.closures import Value
from conformance.lean.types import RealType
from conformance.text.numbers import ratio_text
from conformance.values.factors import Factor
from conformance.values.former import Former, SizeOf
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, smaller_numbers
from conformance.values.sources import Drawn, Source, Within


def _normal(value: float) -> Value:
    return int(value) if value.is_integer() else value


class Real(Former[RealType]):
    """Real numbers; each is an `int` where it is whole."""

    types = (RealType,)
    has_magnitude = True

    def form(self, type_: RealType) -> Form | None:
        return Form(Kind.REAL, 0)

    def holds(self, type_: RealType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int or isinstance(value, Fraction) or (type(value) is float and math.isfinite(value))

    def holds_all(self, type_: RealType, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        kinds = set(map(type, items))
        if not kinds <= {int, Fraction, float}:
            return super().holds_all(type_, items, size_of)
        return float not in kinds or all(map(math.isfinite, [v for v in items if type(v) is float]))

    def least(self, type_: RealType, size_of: SizeOf) -> Value:
        return 0

    def another(self, type_: RealType, value: Value, size_of: SizeOf) -> Value | None:
        return value + 1

    def above(self, value: Value, bound: Value) -> Value:
        return above(value, bound)

    def below(self, value: Value, bound: Value, *, is_strict: bool) -> Value:
        return above(value, bound) if bound <= 0 else _normal(value / 2 ** halvings(value, bound, is_strict=is_strict))

    def halved(self, type_: RealType, value: Value, times: int) -> Value:
        numerator, denominator = value.as_integer_ratio()
        fewer = numerator >> times if numerator >= 0 else -(-numerator >> times)
        return fewer if denominator == 1 else _normal(fewer / denominator)

    def all_halved(self, type_: RealType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        if {int}.issuperset(map(type, items)):
            return tuple([v >> times if v >= 0 else -(-v >> times) for v in items])
        return tuple([self.halved(type_, v, times) for v in items])

    def count(self, type_: RealType, within: Within) -> int:
        return 2 * within.natural + 1

    def values(self, type_: RealType, within: Within) -> Sequence[Value]:
        """0, 1, -1, 1/2, -1/2, 2, -2, 3/2 and so on."""
        sizes = [k // 2 + 1 if k % 2 == 0 else k / 2 for k in range(within.natural)]
        return [0, *(signed for size in sizes for signed in (size, -size))]

    def weights(self, type_: RealType, values: Sequence[Value]) -> list[int]:
        return list(map(weight, values))

    def drawn(self, type_: RealType, source: Source) -> Value:
        return self.drawn_row(type_, source, 1)[0]

    def drawn_row(self, type_: RealType, source: Source, length: int) -> tuple[Value, ...]:
        step = source.step
        signs = source.bytes(length)
        return tuple([_drawn(b, s, step) for b, s in zip(source.bytes(length), signs, strict=True)])

    def drawn_list(self, type_: RealType, source: Source) -> tuple[Value, ...]:
        return self.drawn_row(type_, source, source.length(source.least, source.longest))

    def factors(self, type_: RealType) -> tuple[Factor, ...]:
        return (_GRIDS,)

    def wide(self, type_: RealType, drawn: Drawn, levels: Sequence[int]) -> Value:
        most, step = _GRID_OF[levels[0]]
        return _normal(drawn.rng.randint(-most, most) / step)

    def wide_table(self, type_: RealType, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        drawn.count(size)
        most, step = _GRID_OF[levels[0]]
        key = "reals", size, levels[0]
        if step == 1:
            return drawn.kept(key, lambda rng: tuple(rng.choices(range(-most, most + 1), k=size)))
        several = [_normal(k / step) for k in range(-most, most + 1)]
        return drawn.kept(key, lambda rng: tuple(rng.choices(several, k=size)))

    def changed(self, type_: RealType, item: Value, size_of: SizeOf) -> Value:
        # Of a large number, one that comparisons up to some part of it take for the same.
        return item + 1 if abs(item) > _LARGE else -item or 1

    def balanced(self, type_: RealType, one: Value, other: Value, drawn: Drawn) -> tuple[Value, Value] | None:
        return (other, one) if one != other else None

    def smaller(self, type_: RealType, place: Place) -> bool:
        value = place.value
        whole, sign = int(abs(value)), -1 if value < 0 else 1
        sizes: list[float] = [*smaller_numbers(whole), whole, whole + 1, 0.5]
        smaller = [sign * v for v in sizes if weight(v) < weight(value)]
        return place.takes_one_of([*smaller, *([-value] if value < 0 else [])])

    def role(self, type_: RealType) -> str:
        return ""

    def partitions(self, type_: RealType) -> tuple[Partition, ...]:
        return _PARTITIONS

    def partitions_in_table(self, type_: RealType) -> tuple[Partition, ...]:
        return _PARTITIONS_OF_TABLES

    def to_plain(self, type_: RealType, value: Value) -> Any:
        if isinstance(value, Fraction):
            with contextlib.suppress(OverflowError):
                if (held := float(value)) == value:
                    return held
            return ratio_text(value)
        return value

    def from_plain(self, type_: RealType, plain: Any) -> Value:
        return _normal(plain) if type(plain) is float and math.isfinite(plain) else plain


def above(value: Value, bound: Value) -> Value:
    """A number on the other side of a bound, as far from it as one was, so that not all inputs have the same."""
    return bound + (bound - value or 1)


def halvings(value: Value, bound: Value, *, is_strict: bool) -> int:
    """How often a number is halved until it is not above a positive bound, or below it; it keeps its sign."""
    (over, of), (most, parts) = value.as_integer_ratio(), bound.as_integer_ratio()
    times, high, low = 0, over * parts, most * of
    while high > low << times or (is_strict and high == low << times):
        times += 1
    return times


def weight(value: Value) -> int:
    """How large a number is, in numerator and denominator."""
    numerator: int
    denominator: int
    numerator, denominator = abs(value).as_integer_ratio()
    if denominator == 1:
        return max(0, 2 * numerator - 1)
    return numerator + denominator - 1


_SMALL = [0] * 24 + [k for k in range(1, 10) for _ in range(12)]
MAGNITUDES = (*_SMALL, *(10 + k * k // 15 for k in range(256 - len(_SMALL))))
"""256 magnitudes in steps of the grid, one for each byte, up to about 1,000."""


def _drawn(magnitude: int, sign: int, step: int) -> Value:
    steps = MAGNITUDES[magnitude] if sign < 128 else -MAGNITUDES[magnitude]
    return steps if step == 1 else _normal(steps / step)


_LARGE = 2**10

_GRID_OF = ((9, 1), (2**10, 1), (2**10, 4), (2**18, 1), (2**40, 1))
_GRIDS = Factor(
    "grid",
    ("small whole numbers", "whole numbers", "quarters", "large numbers", "numbers beyond 2^24"),
    is_magnitude=True,
)

_PARTITIONS = (
    partition("negative", lambda v, n: v < 0, number=-1),
    partition("zero", lambda v, n: v == 0),
    partition("not whole", lambda v, n: type(v) is not int),
)

_PARTITIONS_OF_TABLES = (
    partition("all zero", lambda v, n: n > 0 and not any(v)),
    partition("both signs", lambda v, n: len(v) > 1 and min(v) < 0 < max(v), "max_n", number=-1),
    partition("not whole", lambda v, n: any([type(item) is not int for item in v])),
)
