"""Real numbers are drawn in several ways, held by the floats that they are for, and made simpler."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.cases.reals import Reals, simpler


@pytest.mark.parametrize(("digits", "largest"), [(24, 3.4e38), (11, 65504.0), (8, 3.38e38), (53, 1.7e308)])
def test_all_are_held_and_none_is_too_large(digits: int, largest: float) -> None:
    for numbers in Reals(digits, largest).of([5], 50):
        assert len(numbers) == 50
        for number in numbers:
            numerator, _ = abs(number).as_integer_ratio()
            assert 0 < abs(number) <= largest
            assert numerator.bit_length() - (numerator & -numerator).bit_length() < digits


def test_the_same_input_has_the_same_ones_and_another_has_others() -> None:
    reals = Reals(24, 3.4e38)
    assert reals.of([5], 9) == reals.of([5], 9) != reals.of([6], 9)


def test_sums_of_some_are_small_beside_their_items() -> None:
    _, _, cancelling, offset = Reals(24, 3.4e38).of([5], 100)
    assert sum(-number in cancelling for number in cancelling) >= 98
    assert max(offset) - min(offset) < max(offset) / 100


def test_what_fails_is_made_simpler() -> None:
    def fails(numbers: Sequence[float]) -> bool:
        return numbers[1] > 2 and len(numbers) == 3

    assert simpler([0.7310585, 3.1415926, -2.7182818], fails) == [0.0, 4.0, 0.0]
    assert simpler([0.5, 1.5], lambda numbers: False) == [0.5, 1.5]
