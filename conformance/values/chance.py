"""How often something came about among many draws, held against a probability by an exact binomial test."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import exp, fsum, lgamma, log

DRAWS = 2_000
"""How many draws are made: where one of 36 should come and never does, that is seen all but surely."""

ALARM = 1e-15
"""How likely one test refuses what is true, at most; a run has some ten thousands of them, so that it does so less than
once in 10^9 runs."""


class Frequency(Fraction):
    """How many of some draws had an outcome, as a share.

    It is equal to a probability, at most it, or at least it where draws with that probability come out as far from it
    as these did with a chance above `ALARM`.
    """

    count: int
    draws: int

    def __new__(cls, count: int, draws: int) -> Frequency:
        share = super().__new__(cls, count, draws)
        share.count, share.draws = count, draws
        return share

    __slots__ = ("count", "draws")

    def is_below(self, probability: Fraction) -> bool:
        """Whether there are too few for the probability."""
        return self < Fraction(probability) and _tail(self.count, self.draws, Fraction(probability)) < ALARM / 2

    def is_above(self, probability: Fraction) -> bool:
        """Whether there are too many for the probability."""
        missed = self.draws - self.count
        return self > Fraction(probability) and _tail(missed, self.draws, 1 - Fraction(probability)) < ALARM / 2

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (int, Fraction)):
            return NotImplemented
        return not self.is_below(Fraction(other)) and not self.is_above(Fraction(other))

    def __le__(self, other: object) -> bool:
        return not self.is_above(Fraction(other))  # type: ignore[call-overload]

    def __ge__(self, other: object) -> bool:
        return not self.is_below(Fraction(other))  # type: ignore[call-overload]

    def __hash__(self) -> int:  # type: ignore[override]
        return super().__hash__()

    def __str__(self) -> str:
        return f"{self.count:,} of {self.draws:,}"


@lru_cache(4_096)
def _tail(count: int, draws: int, probability: Fraction) -> float:
    """How likely at most so many of the draws have an outcome of that probability."""
    if probability <= 0:
        return 1.0
    if probability >= 1:
        return float(count >= draws)
    hit, miss = log(probability), log(1 - probability)
    terms = [lgamma(draws + 1) - lgamma(k + 1) - lgamma(draws - k + 1) + k * hit + (draws - k) * miss
             for k in range(count + 1)]  # fmt: skip
    return min(1.0, fsum(map(exp, terms)))
