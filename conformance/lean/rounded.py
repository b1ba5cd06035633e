"""Numbers with a bound on how far floats may be from them: running error analysis, for any order of summation.

What an operation on floats gives is `(a op b)(1 + δ) + η` with `|δ| ≤ u`, the unit roundoff, and `|η|` at most half the
least positive float; n numbers are added up, in any order, within `γ_(n-1) Σ|x_i|`, where `γ_k = ku / (1 - ku)`
(N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, sections 2.2, 3.1, 3.3 and 4.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import frexp, inf, isinf, ldexp
from typing import Any, NoReturn

from conformance.lean.allowance import TooMuch

Exact = int | float | Fraction

SLACK = 2
"""Roundings of each item of a total beside those of the body: its share may be taken before they are added up."""

MOST_STEPS = 30_000
"""How many numbers go into others in one evaluation at most."""


class Underivable(Exception):
    """No bound, or no derivative, follows from the body; the message names the part of it that prevents it."""


@dataclass(slots=True)
class Precision:
    """Floats with a significand of `digits` bits whose sums are added up in ones of `digits_in_sums` bits.

    `largest` is the largest finite one and `tiny` half the least positive one. `undecided` counts comparisons whose
    outcome rounding may turn, and `overflowed` results of operations, sums aside, that may be too large.
    """

    digits: int
    digits_in_sums: int
    tiny: float
    largest: float = inf
    undecided: int = 0
    overflowed: int = 0
    steps: int = 0
    unit: float = field(init=False)
    unit_in_sums: float = field(init=False)

    def __post_init__(self) -> None:
        self.unit, self.unit_in_sums = 2.0**-self.digits, 2.0**-self.digits_in_sums

    def step(self, count: int) -> None:
        """Some numbers go into another.

        Raises:
            TooMuch: more have than are followed.
        """
        self.steps += count
        if self.steps > MOST_STEPS:
            raise TooMuch(f"it takes more than {MOST_STEPS:,} steps of arithmetic, and no more are followed")

    def exact(self, number: Exact) -> Rounded:
        """A number that floats hold, or that they round."""
        numerator, _ = number.as_integer_ratio()
        whole = abs(numerator)
        is_held = not whole or whole.bit_length() - ((whole & -whole).bit_length() - 1) <= self.digits
        size = magnitude(number)
        self.overflowed += size > self.largest
        return Rounded(number, 0.0 if is_held and _is_dyadic(number) else self.unit * size, size, 1, self)


def gamma(count: int, unit: float) -> float:
    """`γ_count`; infinite where so many roundings leave nothing."""
    part = count * unit
    return part / (1 - part) if part < 1 else inf


class Rounded:
    """A number, as `exact`, and how far what floats make of it may be from it.

    It is what `count` numbers add up to, of which `mass` is the sum of their magnitudes and `error` that of how far
    each may be off; how far their sum is off, `bound` says. What a table or list adds up to `is_total`: each item may
    have had a weight before.
    """

    __slots__ = ("count", "error", "exact", "is_total", "mass", "precision")

    def __init__(
        self, exact: Exact, error: float, mass: float, count: int, precision: Precision, *, is_total: bool = False
    ) -> None:
        self.exact, self.error, self.mass, self.count, self.precision = exact, error, mass, count, precision
        self.is_total = is_total

    @property
    def bound(self) -> float:
        """How far the number may be off at most."""
        if self.count == 1 and not self.is_total:
            return self.error
        precision = self.precision
        size = magnitude(self.exact)
        if self.count == 2 and not self.is_total:
            return self.error + precision.unit * (size + self.error)
        in_sum = gamma(self.count - 1, precision.unit_in_sums) + gamma(SLACK, precision.unit)
        return self.error + in_sum * (self.mass + self.error) + precision.unit * (size + self.error)

    @property
    def ulp(self) -> float:
        """The distance of floats at the number."""
        _, exponent = frexp(magnitude(self.exact))
        return max(ldexp(1.0, exponent - self.precision.digits), 2 * self.precision.tiny)

    @property
    def keeps_digits(self) -> bool:
        """Whether half of the digits are left at least of a number that is as far off as it may be."""
        return self.bound <= magnitude(self.exact) * 2.0 ** -(self.precision.digits // 2)

    def added(self, others: Iterable[Any], *, is_total: bool = False) -> Rounded:
        """What it and others add up to, in any order, each with a weight where they are what a table holds."""
        parts = [self, *[self.of(other) for other in others]]
        self.precision.step(len(parts))
        kept = [part for part in parts if part.mass or part.error]
        if not kept:
            return self
        return Rounded(
            exact_sum([part.exact for part in kept]), sum([part.error for part in kept]),
            sum([part.mass for part in kept]), sum([part.count for part in kept]), self.precision,
            is_total=is_total or any([part.is_total for part in kept]),
        )  # fmt: skip

    def of(self, number: Any) -> Rounded:
        return number if isinstance(number, Rounded) else self.precision.exact(number)

    def __add__(self, other: Any) -> Rounded:
        return self.added((other,))

    __radd__ = __add__

    def __neg__(self) -> Rounded:
        return Rounded(-self.exact, self.error, self.mass, self.count, self.precision, is_total=self.is_total)

    def __sub__(self, other: Any) -> Rounded:
        return self.added((-self.of(other),))

    def __rsub__(self, other: Any) -> Rounded:
        return self.of(other).added((-self,))

    def __mul__(self, other: Any) -> Rounded:
        right = self.of(other)
        exact = times(self.exact, right.exact)
        if not exact and (_is_zero(self) or _is_zero(right)):
            return self.precision.exact(0)
        a, b = magnitude(self.exact), magnitude(right.exact)
        e, f = self.bound, right.bound
        return self._made(exact, a * f + b * e + e * f)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Rounded:
        right = self.of(other)
        if not right.exact:
            # Lean's `x / 0` is 0.
            self.precision.undecided += right.bound > 0
            return self.precision.exact(0)
        exact = quotient(self.exact, right.exact)
        b, f = magnitude(right.exact), right.bound
        if f >= b:
            self.precision.undecided += 1
            return self._made(exact, inf)
        # The reciprocal may be taken first, and rounded.
        return self._made(exact, (self.bound + magnitude(exact) * f) / (b - f), 2)

    def __rtruediv__(self, other: Any) -> Rounded:
        return self.of(other) / self

    def __pow__(self, exponent: int) -> Rounded:
        found = self if exponent else self.precision.exact(1)
        for _ in range(exponent - 1):
            found = found * self
        return found

    def _made(self, exact: Exact, error: float, times: int = 1) -> Rounded:
        """What an operation gives that was so far off before it rounds, so many times."""
        size = magnitude(exact)
        self.precision.step(1)
        error += gamma(times, self.precision.unit) * (size + error) + self.precision.tiny
        self.precision.overflowed += size + error > self.precision.largest
        return Rounded(exact, error, size + error, 1, self.precision)

    def larger(self, other: Any) -> Rounded:
        return self._one_of(self.of(other), takes_larger=True)

    def smaller(self, other: Any) -> Rounded:
        return self._one_of(self.of(other), takes_larger=False)

    def _one_of(self, other: Rounded, *, takes_larger: bool) -> Rounded:
        low, high = (self, other) if self.exact < other.exact else (other, self)
        taken = high if takes_larger else low
        gap = magnitude(high.exact) + magnitude(low.exact) if low.exact != high.exact else 0.0
        if gap and not self._may_turn(other):
            return Rounded(taken.exact, taken.bound, taken.mass, 1, self.precision)
        error = max(self.bound, other.bound)
        return Rounded(taken.exact, error, max(self.mass, other.mass), 1, self.precision)

    def _may_turn(self, other: Rounded) -> bool:
        """Whether rounding may change which of two is larger."""
        far = self.bound + other.bound
        return bool(far) and (isinf(far) or abs(Fraction(self.exact) - Fraction(other.exact)) <= Fraction(far))

    def _compared(self, other: Any) -> Exact:
        right = self.of(other)
        self.precision.undecided += self._may_turn(right)
        return right.exact

    def __lt__(self, other: Any) -> bool:
        return bool(self.exact < self._compared(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.exact <= self._compared(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.exact > self._compared(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.exact >= self._compared(other))

    def __eq__(self, other: object) -> bool:
        return bool(self.exact == self._compared(other))

    def __ne__(self, other: object) -> bool:
        return bool(self.exact != self._compared(other))

    def __hash__(self) -> int:
        return hash(self.exact)

    def __bool__(self) -> bool:
        return self != 0

    def __index__(self) -> NoReturn:
        raise Underivable("a position or a length is worked out from the numbers")

    def __floor__(self) -> NoReturn:
        raise Underivable("a number is rounded to a whole one")

    __ceil__ = __floor__

    def __floordiv__(self, other: Any) -> NoReturn:
        raise Underivable("a quotient is rounded to a whole number")

    __rfloordiv__ = __mod__ = __rmod__ = __floordiv__

    def __abs__(self) -> Rounded:
        return self if self.exact >= 0 else -self

    @property
    def numerator(self) -> NoReturn:
        raise Underivable("a fraction is taken apart")

    denominator = numerator


def exact_sum(numbers: list[Any]) -> Exact:
    """The sum of exact numbers; of those on one grid that of their multiples of its step."""
    ratios = [number.as_integer_ratio() for number in numbers]
    step = max([denominator for _, denominator in ratios], default=1)
    if all([step % denominator == 0 for _, denominator in ratios]):
        total = sum([numerator * (step // denominator) for numerator, denominator in ratios])
        return total if step == 1 else Fraction(total, step)
    return sum([Fraction(number) for number in numbers])


def times(a: Exact, b: Exact) -> Exact:
    return a * b if type(a) is int and type(b) is int else Fraction(a) * Fraction(b)


def quotient(a: Exact, b: Exact) -> Exact:
    return Fraction(a) / Fraction(b)


def _is_zero(number: Rounded) -> bool:
    return not number.exact and not number.bound


def _is_dyadic(number: Exact) -> bool:
    _, denominator = number.as_integer_ratio()
    return not denominator & (denominator - 1)


def magnitude(number: Exact) -> float:
    """The magnitude as a float; infinite where none is so large."""
    try:
        return abs(float(number))
    except OverflowError:
        return inf
