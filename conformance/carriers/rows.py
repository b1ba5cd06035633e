"""NumPy arrays of rows of equal lengths, for the carriers that are made of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.carriers.nested import full_shape, is_rectangular


def array_of(value: Any, rank: int, dtype: np.dtype[Any]) -> NDArray[Any] | None:
    """An array of nested tuples of that rank; None where rows have different lengths."""
    try:
        made = np.array(value, dtype=dtype)
    except ValueError:
        if is_rectangular(value, rank):
            raise
        return None
    if made.ndim == rank:
        return made
    # Where there are no items, NumPy does not see how deep they would lie.
    return made.reshape(full_shape(value, rank)) if is_rectangular(value, rank) else None
