"""Built-in functions end where their results would be too much, before these are made."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from conformance.lean.allowance import MAX_COUNT, TooMuch
from conformance.lean.meanings import (
    all_hold,
    any_holds,
    append,
    divide,
    filtered,
    fold_left,
    fold_right,
    mapped,
    modulo,
    monus,
    power,
    power_exactly,
    unique,
    up_to,
)


def test_natural_arithmetic_is_total_as_in_lean() -> None:
    assert (monus(3, 5), divide(3, 0), modulo(3, 0), power(0, 0)) == (0, 0, 3, 1)


def test_a_power_is_refused_before_it_is_made() -> None:
    with pytest.raises(TooMuch, match=r"a power of more than 1,000,000,000 bits"):
        power(2, 10**9)


def test_a_list_is_refused_before_it_is_made() -> None:
    half = (0,) * (MAX_COUNT // 2 + 1)
    with pytest.raises(TooMuch, match="counts to 1,000,002"):
        append(half, half)
    with pytest.raises(TooMuch, match="counts to"):
        up_to(10**12)


def test_folds_begin_at_their_end() -> None:
    def minus(a: int) -> Callable[[int], int]:
        return lambda b: a - b

    assert fold_left(minus, 0, (1, 2, 3)) == -6
    assert fold_right(minus, 0, (1, 2, 3)) == 2


def test_duplicates_go_and_the_first_stays_in_its_place() -> None:
    assert unique((3, 1, 3, 2, 1)) == (3, 1, 2)


@pytest.mark.parametrize("items", [(), (1,), (2, 0), (2, 0, 2, 1)])
def test_a_table_does_to_items_what_the_function_does_that_it_holds(items: tuple[int, ...]) -> None:
    squares, parities = (0, 1, 4), (True, False, True)
    assert mapped(squares, items) == mapped(lambda k: k * k, items) == tuple([k * k for k in items])
    assert filtered(parities, items) == filtered(lambda k: k % 2 == 0, items) == tuple([k for k in items if k != 1])
    assert all_hold(items, parities) is all_hold(items, lambda k: k % 2 == 0) is (1 not in items)
    assert any_holds(items, parities) is any_holds(items, lambda k: k % 2 == 0) is (set(items) > {1} or 0 in items)


def test_powers_of_fractions_and_of_whole_numbers_are_exact() -> None:
    bases = (-3, 0, 7, 10**40, Fraction(-3, 2), 1.5)
    for base in bases:
        assert [power_exactly(base, k) for k in range(4)] == [1, base, base * base, base * base * base]
    assert [type(power_exactly(base, 2)) for base in bases] == [int, int, int, int, Fraction, float]
