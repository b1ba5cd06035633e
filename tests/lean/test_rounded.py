"""Numbers with a bound on how far floats may be from them."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import inf, ldexp

import pytest

from conformance.lean.allowance import TooMuch
from conformance.lean.rounded import MOST_STEPS, Precision, Rounded, Underivable, gamma

DOUBLE = Precision(53, 53, 2.0**-1075)
U = 2.0**-53


def numbers(rng: random.Random, count: int) -> list[float]:
    return [ldexp(rng.uniform(-1, 1), rng.randint(-30, 30)) for _ in range(count)]


def off(computed: float, exact: Rounded) -> Fraction:
    return abs(Fraction(computed) - Fraction(exact.exact))


def test_a_sum_is_within_its_bound_in_any_order() -> None:
    rng = random.Random(0)
    for _ in range(200):
        items = numbers(rng, rng.randint(2, 6))
        total = DOUBLE.exact(0).added(items, is_total=True)
        for order in itertools.permutations(items):
            computed = 0.0
            for item in order:
                computed += item
            assert off(computed, total) <= total.bound
        assert total.bound <= 12 * U * sum(map(abs, items))


def test_of_two_numbers_the_sum_is_off_by_half_a_unit_of_itself() -> None:
    difference = DOUBLE.exact(1.0) - DOUBLE.exact(1.0 - 2 * U)
    assert difference.exact == 2 * U
    assert difference.bound == pytest.approx(2 * U * U)


@pytest.mark.parametrize("seed", range(4))
def test_a_formula_is_within_its_bound(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(300):
        a, b, c, d = numbers(rng, 4)
        exact = (DOUBLE.exact(a) * b - DOUBLE.exact(c)) ** 2 / (DOUBLE.exact(d) * d)
        computed = (a * b - c) ** 2 / (d * d)
        assert off(computed, exact) <= exact.bound


def test_a_quotient_may_be_a_product_with_the_reciprocal() -> None:
    for numerator, divisor in itertools.product(range(1, 60), repeat=2):
        exact = DOUBLE.exact(numerator) / DOUBLE.exact(divisor)
        assert off(numerator * (1 / divisor), exact) <= exact.bound


def test_short_floats_add_up_in_longer_ones() -> None:
    half = Precision(11, 24, 2.0**-25, 65504.0)
    total = half.exact(0).added([1.0] * 1000, is_total=True)
    assert total.bound < 4 * 2.0**-11 * 1000
    assert Precision(11, 11, 2.0**-25, 65504.0).exact(0).added([1.0] * 1000, is_total=True).bound > 900


def test_a_number_that_floats_do_not_hold_is_off_from_the_beginning() -> None:
    assert DOUBLE.exact(0.1).bound == 0
    assert DOUBLE.exact(Fraction(1, 10)).bound == pytest.approx(0.1 * U)
    assert DOUBLE.exact(2**53 + 1).bound > 0
    assert DOUBLE.exact(2**60).bound == 0


def test_what_overflows_is_counted_but_for_totals() -> None:
    half = Precision(11, 24, 2.0**-25, 65504.0)
    total = half.exact(0).added([60000.0, 60000.0], is_total=True)
    assert (total / half.exact(2)).exact == 60000
    assert half.overflowed == 0
    assert (half.exact(300) ** 2).exact == 90000
    assert half.overflowed == 1


def test_a_comparison_that_rounding_may_turn_is_counted() -> None:
    precision = Precision(53, 53, 2.0**-1075)
    third = precision.exact(1) / precision.exact(3)
    assert third + third + third > precision.exact(0.5)
    assert precision.undecided == 0
    assert not third * 3 < precision.exact(1)
    assert precision.undecided == 1
    assert (third / (third * 3 - 1 + 2.0**-60)).bound == inf
    assert precision.undecided == 2


def test_the_larger_of_two_is_as_far_off_as_either() -> None:
    third = DOUBLE.exact(1) / DOUBLE.exact(3)
    assert third.larger(Fraction(1, 3)).bound >= third.bound
    assert DOUBLE.exact(0).larger(third).exact == Fraction(1, 3)
    assert third.smaller(0).exact == 0


@pytest.mark.parametrize("part", [lambda a: a // 2, lambda a: a % 2, lambda a: [0, 1][a], lambda a: a.numerator])
def test_what_rounds_or_takes_apart_has_no_bound(part: object) -> None:
    with pytest.raises(Underivable):
        part(DOUBLE.exact(1))  # type: ignore[operator]


def test_so_many_steps_are_followed() -> None:
    precision = Precision(53, 53, 2.0**-1075)
    with pytest.raises(TooMuch, match="30,000 steps of arithmetic"):
        precision.exact(0).added([1] * (MOST_STEPS + 1))


def test_gamma_ends_where_nothing_is_left() -> None:
    assert gamma(1, U) == pytest.approx(U)
    assert gamma(256, 2.0**-8) == inf
