"""NumPy arrays as values of a library that are made of them, and what these hold as arrays again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.carriers.base import Carrier, Form, Kind, UnsupportedForm

EXACT = 2**53
"""Floats up to here hold whole numbers, and 64 bits do too."""


class NumpyColumns:
    """Arrays of the carrier's dtypes; one of a subclass is refused, as it may tell other items than it holds."""

    def __init__(self, carrier: Carrier, dtype_of: Callable[[Kind], np.dtype[Any]]) -> None:
        self._carrier, self._dtype_of = carrier, dtype_of

    def given(self, form: Form, items: NDArray[Any]) -> NDArray[Any]:
        dtype = self._dtype_of(form.kind)
        if dtype.kind != "b" and dtype != items.dtype:
            check_held(items, np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype))
        return np.array(items, dtype=dtype, order="C")

    def came(self, form: Form, native: object) -> NDArray[Any]:
        dtype = self._dtype_of(form.kind)
        if type(native) is not np.ndarray or native.ndim != form.rank or native.dtype != dtype:
            self._carrier.refuse(f"a {form.rank}-d {dtype} array", native)
        return whole_numbers(self._carrier, native, native)


def check_held(items: NDArray[Any], info: Any) -> None:
    """
    Args:
        info: what a library tells of a dtype, by `finfo` or `iinfo`.

    Raises:
        UnsupportedForm: the dtype does not hold each of these whole numbers.
    """
    eps = getattr(info, "eps", None)
    most = info.max if eps is None else 2 / float(eps)
    least = info.min if eps is None else -most
    if items.min(initial=0) < least or items.max(initial=0) > most:
        raise UnsupportedForm(f"{info.dtype} does not hold each of these numbers")


def whole_numbers(carrier: Carrier, items: NDArray[Any], native: object) -> NDArray[Any]:
    """A copy of the array as one of `bool` or `int64`: a library may write the next result where this one lies.

    Raises:
        Malformed: its numbers are not whole, or may be beyond what 64 bits hold.
    """
    kind = items.dtype.kind
    if kind == "b" or items.dtype == np.int64:
        return items.copy()
    if kind == "f":
        # A bound beyond the dtype would be infinite in it.
        items = items.astype(np.float64)
        if not (np.isfinite(items) & (np.floor(items) == items) & (np.abs(items) <= EXACT)).all():
            carrier.refuse("whole numbers", native)
    if kind == "u" and items.dtype.itemsize == 8 and items.max(initial=0) > EXACT:
        carrier.refuse("numbers that 64 bits hold with either sign", native)
    return items.astype(np.int64)
