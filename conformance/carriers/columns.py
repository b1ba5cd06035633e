"""NumPy arrays as values of a library that are made of them, and what these hold as arrays again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.carriers.base import Carrier, Form, Kind

EXACT = 2**53
"""Floats up to here hold whole numbers, and 64 bits do too."""


class NumpyColumns:
    """Arrays of the carrier's dtypes; one of a subclass is refused, as it may tell other items than it holds."""

    def __init__(self, carrier: Carrier, dtype_of: Callable[[Kind], np.dtype[Any]]) -> None:
        self._carrier, self._dtype_of = carrier, dtype_of

    def given(self, form: Form, items: NDArray[Any]) -> NDArray[Any]:
        return np.array(items, dtype=self._dtype_of(form.kind), order="C")

    def came(self, form: Form, native: object) -> NDArray[Any]:
        dtype = self._dtype_of(form.kind)
        if type(native) is not np.ndarray or native.ndim != form.rank or native.dtype != dtype:
            self._carrier.refuse(f"a {form.rank}-d {dtype} array", native)
        return whole_numbers(self._carrier, native, native)


def whole_numbers(carrier: Carrier, items: NDArray[Any], native: object) -> NDArray[Any]:
    """The array as one of `bool` or `int64`.

    Raises:
        Malformed: its numbers are not whole, or may be beyond what 64 bits hold.
    """
    kind = items.dtype.kind
    if kind == "b" or items.dtype == np.int64:
        return items
    if kind == "f" and not (np.isfinite(items) & (np.floor(items) == items) & (np.abs(items) <= EXACT)).all():
        carrier.refuse("whole numbers", native)
    if kind == "u" and items.dtype.itemsize == 8 and items.max(initial=0) > EXACT:
        carrier.refuse("numbers that 64 bits hold with either sign", native)
    return items.astype(np.int64)
