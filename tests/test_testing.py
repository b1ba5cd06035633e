"""The form of a value, whatever it holds: what is like another one, and what is told where it is not."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from conformance.testing import assert_form

OF_FORM = [
    (np.array([1, 2]), np.array([0])),
    (torch.tensor([True]), torch.tensor([False, True])),
    ([[1], [2, 3]], [[0]]),
    ([], [True]),
    (3, 0),
    (np.int32(3), 0),
    (torch.tensor(3), 0),
    (np.float32(1), 0.5),
    (torch.tensor(1.0), 0.5),
    (np.array(1), Fraction(1, 2)),
    (Fraction(1, 2), 0.5),
    (np.bool_(True), False),
    ([1, True], (0, False)),
    ({1, 2}, {0}),
    ({"mask": [True]}, SimpleNamespace(mask=[False])),
    (SimpleNamespace(mask=[True]), SimpleNamespace(mask=[False])),
    (len, lambda i: i),
    (None, None),
]


@pytest.mark.parametrize(("value", "like"), OF_FORM)
def test_what_a_value_holds_does_not_matter(value: Any, like: Any) -> None:
    assert_form(value, like)


OTHERS = [
    (np.array([1.0]), np.array([0]), r"expected dtype int64, got array\(.*\) \(ndarray, dtype float64, shape \(1,\)\)"),
    (np.array([[1]]), np.array([0]), "expected 1 dimensions"),
    ([1], np.array([0]), r"expected ndarray, got \[1\] \(list\)"),
    (np.array([1]), torch.tensor([0]), "expected Tensor"),
    (torch.tensor([1], device="meta"), torch.tensor([0]), "expected device cpu"),
    ([1, True], [0], r"expected int at \[1\], got True \(bool\)"),
    ((1,), [0], "expected a list"),
    (0.0, 0, r"expected int, got 0.0 \(float\)"),
    (True, 0, "expected int, got True"),
    (1, False, "expected bool, got 1"),
    (np.float32(1), 0, "expected int"),
    (np.array([1]), 0, "expected one int"),
    ([1, 2, 3], (0, 0), "expected 2 parts"),
    ({"m": [True]}, SimpleNamespace(mask=[False]), "expected a field `mask`"),
    (SimpleNamespace(mask=[1]), SimpleNamespace(mask=[False]), r"expected bool at .mask\[0\]"),
    (3, lambda i: i, "expected something that can be called"),
    (0, None, "expected None, got 0"),
    ([0], {0}, "expected a set"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "like", "told"), OTHERS)
def test_another_form_is_told_with_its_place_and_what_came(value: Any, like: Any, told: str) -> None:
    with pytest.raises(AssertionError, match=f"^{told}"):
        assert_form(value, like)


def test_a_dtype_says_which_floats_stand_for_a_number() -> None:
    assert_form(np.float32(1), 0, dtype="float32")
    assert_form(torch.tensor(1.0), 0.0, dtype="float32")
    for other in (np.float64(1), np.int64(1)):
        with pytest.raises(AssertionError, match=r"^expected int or float32, got"):
            assert_form(other, 0, dtype="float32")


@pytest.mark.parametrize("like", ["x", ["x"], {"mask": [True]}, 1j, b""])
def test_what_stands_for_no_form_is_refused(like: Any) -> None:
    with pytest.raises(TypeError, match=r"^`like` must be an array, a bool, .* or None( at \[0\])?, not "):
        assert_form([3] if isinstance(like, list) else 3, like)
    with pytest.raises(TypeError, match=r"^`dtype` must be the name of a dtype, as 'float32', not 3"):
        assert_form(3, 0, dtype=3)  # type: ignore[arg-type]


def test_a_long_value_is_cut() -> None:
    with pytest.raises(AssertionError) as told:
        assert_form("x" * 10_000, 0)
    assert len(str(told.value)) < 300
