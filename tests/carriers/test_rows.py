"""Arrays are made of nested tuples whole, of whatever depth, and none of rows of different lengths."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from conformance.carriers.nested import Empty
from conformance.carriers.rows import array_of

INTEGERS, REALS = np.dtype("int64"), np.dtype("float64")


@pytest.mark.parametrize(
    ("value", "rank", "shape"),
    [
        (((1, 2), (3, 4)), 2, (2, 2)),
        ((), 2, (0, 0)),
        (((), ()), 2, (2, 0)),
        (((), ()), 3, (2, 0, 0)),
        (Empty((0, 5)), 2, (0, 5)),
    ],
)
def test_it_has_the_depth_that_is_asked_for_where_there_is_nothing_as_well(
    value: Any, rank: int, shape: tuple[int, ...]
) -> None:
    made = array_of(value, rank, INTEGERS)
    assert made is not None
    assert (made.shape, made.dtype) == (shape, INTEGERS)


@pytest.mark.parametrize(
    ("value", "rank"), [(((1,), ()), 2), (((), (1,)), 2), ((((1,),), ((1, 2),)), 3), (((), ((),)), 3)]
)
def test_rows_of_different_lengths_are_none(value: Any, rank: int) -> None:
    assert array_of(value, rank, INTEGERS) is None


def test_what_numpy_refuses_else_is_raised() -> None:
    with pytest.raises(OverflowError):
        array_of(((2**63,),), 2, INTEGERS)


def test_exact_numbers_become_floats() -> None:
    made = array_of(((Fraction(1, 4), 2**70), (0.5, -3)), 2, REALS)
    assert made is not None
    assert made.tolist() == [[0.25, 2.0**70], [0.5, -3.0]]
