"""`Rat`: fractions, as Python's `int` and `fractions.Fraction`.

Where nothing holds all of them, they lie on the grid of `ℝ`, on which the arithmetic of floats is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count, islice
from math import gcd
from typing import Any

from conformance.carriers.base import Form, Kind
from conformance.lean.closures import Value
from conformance.lean.types import RatType
from conformance.text.numbers import ratio_text
from conformance.values.factors import Factor
from conformance.values.former import Former, SizeOf
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, smaller_numbers
from conformance.values.real import MAGNITUDES, above, halvings, weight
from conformance.values.sources import Drawn, Source, Within


def _ratio(numerator: int, denominator: int) -> Value:
    return numerator // denominator if numerator % denominator == 0 else Fraction(numerator, denominator)


class Rat(Former[RatType]):
    """Rational numbers; each is an `int` where it is whole."""

    types = (RatType,)
    has_magnitude = True

    def form(self, type_: RatType) -> Form | None:
        return Form(Kind.RATIONAL, 0)

    def holds(self, type_: RatType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int or isinstance(value, Fraction)

    def holds_all(self, type_: RatType, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        return {int, Fraction}.issuperset(map(type, items))

    def least(self, type_: RatType, size_of: SizeOf) -> Value:
        return 0

    def another(self, type_: RatType, value: Value, size_of: SizeOf) -> Value | None:
        return value + 1

    def above(self, value: Value, bound: Value) -> Value:
        return above(value, bound)

    def below(self, value: Value, bound: Value, *, is_strict: bool) -> Value:
        if bound <= 0:
            return above(value, bound)
        return _ratio(*(Fraction(value) / 2 ** halvings(value, bound, is_strict=is_strict)).as_integer_ratio())

    def halved(self, type_: RatType, value: Value, times: int) -> Value:
        numerator, denominator = value.as_integer_ratio()
        return _ratio(numerator >> times if numerator >= 0 else -(-numerator >> times), denominator)

    def all_halved(self, type_: RatType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        return tuple([self.halved(type_, v, times) for v in items])

    def count(self, type_: RatType, within: Within) -> int:
        return 2 * within.natural + 1

    def values(self, type_: RatType, within: Within) -> Sequence[Value]:
        """0, 1, -1, 1/2, -1/2, 2, -2, 1/3 and so on, on the grid without thirds."""
        return [0, *(v for size in islice(_sizes(within.is_on_grid), within.natural) for v in (size, -size))]

    def weights(self, type_: RatType, values: Sequence[Value]) -> list[int]:
        return list(map(weight, values))

    def drawn(self, type_: RatType, source: Source) -> Value:
        return self.drawn_row(type_, source, 1)[0]

    def drawn_row(self, type_: RatType, source: Source, length: int) -> tuple[Value, ...]:
        denominators = _DENOMINATORS[source.is_on_grid]
        magnitudes, others = source.bytes(length), source.bytes(length)
        return tuple([
            _ratio(MAGNITUDES[k] if other % 3 else -MAGNITUDES[k], denominators[other // 3 % len(denominators)])
            for k, other in zip(magnitudes, others, strict=True)
        ])  # fmt: skip

    def drawn_list(self, type_: RatType, source: Source) -> tuple[Value, ...]:
        return self.drawn_row(type_, source, source.length(source.least, source.longest))

    def factors(self, type_: RatType) -> tuple[Factor, ...]:
        return (_EXTENTS,)

    def wide(self, type_: RatType, drawn: Drawn, levels: Sequence[int]) -> Value:
        most, denominators = _EXTENT_OF[levels[0]]
        denominator = drawn.rng.choice(denominators[drawn.is_on_grid])
        # A part of one is not negative.
        least = 0 if most == 1 else -most
        return _ratio(drawn.rng.randint(least * denominator, most * denominator), denominator)

    def changed(self, type_: RatType, item: Value, size_of: SizeOf) -> Value:
        return -item or 1

    def balanced(self, type_: RatType, one: Value, other: Value, drawn: Drawn) -> tuple[Value, Value] | None:
        return (other, one) if one != other else None

    def smaller(self, type_: RatType, place: Place) -> bool:
        value = place.value
        whole, sign = int(abs(value)), -1 if value < 0 else 1
        sizes: list[int | Fraction] = [*smaller_numbers(whole), whole, whole + 1, Fraction(1, 2)]
        smaller = [sign * v for v in sizes if weight(v) < weight(value)]
        return place.takes_one_of([*smaller, *([-value] if value < 0 else [])])

    def partitions(self, type_: RatType) -> tuple[Partition, ...]:
        return _PARTITIONS

    def partitions_in_table(self, type_: RatType) -> tuple[Partition, ...]:
        return _PARTITIONS_OF_TABLES

    def to_plain(self, type_: RatType, value: Value) -> Any:
        return value if type(value) is int else ratio_text(value)

    def from_plain(self, type_: RatType, plain: Any) -> Value:
        if not isinstance(plain, str) or len(plain) > _LONGEST:
            return plain
        try:
            return _ratio(*Fraction(plain).as_integer_ratio())
        except (ValueError, ZeroDivisionError):
            return plain


_LONGEST = 1_000
"""Characters of a fraction that is read at most."""

_DENOMINATORS = {True: (1, 2, 4, 8), False: (1, 2, 3, 4, 5, 7, 10)}
"""Those of drawn fractions, on the grid and off it."""

_EXTENT_OF = (
    (1, {True: (2, 4, 16), False: (2, 3, 10, 16)}),
    (9, {True: (1,), False: (1,)}),
    (2**10, {True: (1, 4), False: (3, 4, 100)}),
    (2**40, {True: (1,), False: (1, 7)}),
)
_EXTENTS = Factor("extent", ("a part of one", "small whole numbers", "fractions", "large numbers"), is_magnitude=True)
"""Up to what numbers go, and their denominators."""

_PARTITIONS = (
    partition("negative", lambda v, n: v < 0, number=-1),
    partition("zero", lambda v, n: v == 0),
    partition("between 0 and 1", lambda v, n: 0 < v < 1),
    partition("one", lambda v, n: v == 1),
    partition("above 1", lambda v, n: v > 1),
    partition("not whole", lambda v, n: v.denominator > 1),
)

_PARTITIONS_OF_TABLES = (
    partition("all zero", lambda v, n: n > 0 and not any(v)),
    partition("both signs", lambda v, n: len(v) > 1 and min(v) < 0 < max(v), "max_n", number=-1),
    partition("not whole", lambda v, n: any([item.denominator > 1 for item in v])),
)


def _sizes(is_on_grid: bool) -> Iterator[Value]:
    """The positive rationals, those of small numerators and denominators first: 1, 1/2, 2, 1/3, 3, 1/4 and so on."""
    for total in count(2):
        for numerator in range(1, total):
            denominator = total - numerator
            # On the grid it is a power of two.
            if gcd(numerator, denominator) == 1 and not (is_on_grid and denominator & (denominator - 1)):
                yield _ratio(numerator, denominator)
