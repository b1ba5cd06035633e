"""Bounds: what bounds two values, and what is known of a row of them that goes on."""

from __future__ import annotations

import pytest

from conformance.lean.bounds import Bound, Heavy, Items, applied, further, joined


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (3, 5, 5),
        (None, 5, 5),
        (Items(2, 9), Items(4, 1), Items(4, 9)),
        (Items(0, None), Items(4, 1), Items(4, 1)),
    ],
)
def test_what_bounds_both_is_the_larger_in_each_part(one: Bound, other: Bound, both: Bound) -> None:
    assert joined(one, other) == joined(other, one) == both


def test_two_functions_are_bounded_at_each_argument() -> None:
    assert joined(lambda n: n + 1, lambda n: 2 * n)(5) == 10
    assert joined(lambda n: n + 1, Items(3, 8))(5) == 8


def test_nothing_is_known_of_what_is_no_function() -> None:
    assert applied(Items(3, 8), 1) == 8
    with pytest.raises(Heavy):
        applied(3, 1)


@pytest.mark.parametrize(
    ("row", "after_ten"),
    [
        ((1, 2, 3), 13),
        ((4, 4, 4), 4),
        ((1, 4, 6), 26),
        ((1, 2, 4), None),
        ((Items(1, 5), Items(2, 5), Items(3, 5)), Items(13, 5)),
        ((Items(0, None), Items(0, None), Items(0, None)), Items(0, None)),
        ((Items(1, 1), Items(2, 2), Items(3, 4)), None),
    ],
)
def test_a_row_goes_on_as_it_grew_last_unless_it_grows_faster(row: tuple[Bound, ...], after_ten: Bound) -> None:
    assert further(*row, 10) == after_ten
