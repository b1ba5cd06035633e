"""Lists within lists are read level by level."""

from __future__ import annotations

from enum import IntEnum

import pytest

from conformance.carriers.nested import (
    Empty,
    full_shape,
    has_lengths,
    is_rectangular,
    items_of_lengths,
    items_of_lists,
    marked,
    rebuilt,
)


class Rows(list[int]):
    """A list that may tell other items than it holds."""


class One(IntEnum):
    ONE = 1


def test_another_kind_of_sequence_is_made_at_each_depth() -> None:
    assert rebuilt(list, 1)((1, 2)) == [1, 2]
    assert rebuilt(list, 2)(((1, 2), ())) == [[1, 2], []]
    assert rebuilt(tuple, 3)([[[1], []], []]) == (((1,), ()), ())


def test_items_are_those_of_the_innermost_lists() -> None:
    assert items_of_lists([[1, 2], [], [3]], 2) == [1, 2, 3]
    assert items_of_lists([], 2) == []
    # What the items are is not looked at.
    assert items_of_lists([[One.ONE, None]], 2) == [One.ONE, None]


@pytest.mark.parametrize("value", [[[1], (2,)], [[1], 2], [Rows([1])], ((1,),), None])
def test_lists_of_another_class_are_not_read(value: object) -> None:
    assert items_of_lists(value, 2) is None


@pytest.mark.parametrize(
    ("lengths", "items"),
    [([2, 1], [5, 6]), ([2, None], [5, 6]), ([None, 1], [5, 6]), ([3, 1], None), ([2, 2], None)],
)
def test_each_depth_has_its_length(lengths: list[int | None], items: list[int] | None) -> None:
    assert items_of_lengths(((5,), (6,)), lengths) == items
    assert has_lengths(((5,), (6,)), lengths) is (items is not None)


def test_a_shape_goes_as_deep_as_asked() -> None:
    assert full_shape(((1, 2), (3, 4)), 2) == (2, 2)
    assert full_shape((), 3) == (0, 0, 0)
    assert full_shape(Empty((0, 7)), 2) == (0, 7)


@pytest.mark.parametrize(
    ("value", "rank", "expected"),
    [
        ((), 3, True),
        (((), ()), 3, True),
        (((1, 2), (3, 4)), 2, True),
        (((1, 2), (3,)), 2, False),
        (((), ((1,),)), 3, False),
        ((((1,), (2,)), ((3,), (4, 5))), 3, False),
        (Empty((0, 7)), 2, True),
    ],
)
def test_rows_are_of_equal_lengths_or_not(value: object, rank: int, expected: bool) -> None:
    assert is_rectangular(value, rank) is expected


def test_a_place_is_marked_or_all_that_lies_there() -> None:
    assert marked((2, 2), (0, 1)) == [[False, True], [False, False]]
    assert marked((2, 2), (1,)) == [[False, False], [True, True]]
    assert (marked((), ()), marked((0,), (0,))) == (True, [])
