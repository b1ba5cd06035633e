"""Frequencies are held against probabilities so that what is true is all but never refused."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from conformance.values.chance import ALARM, DRAWS, Frequency


@pytest.mark.parametrize("probability", [Fraction(1, 2), Fraction(1, 36), Fraction(0), Fraction(1)])
def test_draws_with_a_probability_are_equal_to_it(probability: Fraction) -> None:
    rng = random.Random(0)
    for _ in range(20):
        count = sum(rng.random() < probability for _ in range(DRAWS))
        assert Frequency(count, DRAWS) == probability
        assert Frequency(count, DRAWS) <= probability
        assert Frequency(count, DRAWS) >= probability


@pytest.mark.parametrize("probability", [Fraction(1, 36), Fraction(1, 2), Fraction(1)])
def test_what_never_comes_and_what_always_comes_is_seen(probability: Fraction) -> None:
    assert Frequency(0, DRAWS) != probability
    assert not Frequency(0, DRAWS) >= probability
    assert Frequency(0, DRAWS) <= probability
    assert Frequency(DRAWS, DRAWS) != Fraction(35, 36)


def test_the_test_is_exact() -> None:
    """Of three draws of probability 1/2, none comes with 1/8, which is far above what is refused."""
    assert Frequency(0, 3) == Fraction(1, 2)
    count = next(k for k in range(DRAWS) if Frequency(k, DRAWS) == Fraction(1, 2))
    assert 800 < count < 1_000
    below = sum(Fraction(_choose(DRAWS, k), 2**DRAWS) for k in range(count))
    assert below < ALARM / 2 < below + Fraction(_choose(DRAWS, count), 2**DRAWS)


def _choose(n: int, k: int) -> int:
    from math import comb

    return comb(n, k)


def test_it_is_told_as_a_count() -> None:
    assert str(Frequency(0, DRAWS)) == "0 of 2,000"
