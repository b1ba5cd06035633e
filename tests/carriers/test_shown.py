"""Any object in a few characters: what it holds, where that can be had, and never where it lies in memory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.carriers.shown import shown


class Lazy:
    """An array that is computed when it is asked for."""

    def __init__(self, items: Any, dtype: str = "int64") -> None:
        self._items = items
        self.dtype = np.dtype(dtype)
        self.shape = np.shape(items)
        self.asked = 0

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        self.asked += 1
        return np.asarray(self._items, dtype=dtype or self.dtype)


class Deferred(Lazy):
    __array__ = None  # type: ignore[assignment]

    def compute(self) -> Any:
        return np.asarray(self._items)


class Failing(Lazy):
    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("the device is gone")


class Endless:
    """Of which it is not known how large it is."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise AssertionError("it is not to be asked")


@pytest.mark.parametrize(
    ("native", "text"),
    [
        (Lazy([1, 2]), "[1, 2]"),
        (Lazy(7), "7"),
        (Deferred([True, False]), "[True, False]"),
        ([Lazy([1]), 2], "[[1], 2]"),
    ],
)
def test_a_lazy_array_is_shown_by_its_value(native: object, text: str) -> None:
    assert shown(native) == text


def test_a_dask_array_is_shown_by_its_value() -> None:
    array = pytest.importorskip("dask.array")
    assert shown(array.from_array(np.array([3, 4]), chunks=1) + 1) == "[4, 5]"


@pytest.mark.parametrize("native", [Failing([1]), Endless(), object(), len])
def test_what_has_no_value_to_be_had_is_shown_as_it_says(native: object) -> None:
    text = shown(native)
    assert text.startswith("<")
    assert "0x" not in text


def test_what_is_large_is_not_computed() -> None:
    large = Lazy(np.zeros(20_000))
    assert shown(large) == "20,000 values of a Lazy"
    assert large.asked == 0


def test_a_failure_shows_what_a_lazy_result_holds() -> None:
    backend = SimpleNamespace(complement=lambda mask: Lazy(correct.complement(mask), "bool"), name="b")
    failure = check(backend, laws=["complement.well_formed"], profile="quick").failures[0].failure
    assert failure is not None
    assert "got [] (" in failure.message
    assert "Lazy, dtype bool, shape (0,)" in failure.message
