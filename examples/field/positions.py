"""Positions as a mask, for implementations that take a mask where the spec has a list of positions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

THROUGH_A_MASK = (
    "Positions become a mask before the library sees them. Repeats cannot be told to it, and a position out of range "
    "is refused by the translation, so that `maskedLoss.rejects_out_of_range` says nothing of the library."
)


def as_mask(idxs: Any, n: int) -> NDArray[np.bool_]:
    """Return a bool array of shape ``(n,)`` that is true at the positions of ``idxs``, a 1-D array of any library.

    Raises:
        IndexError: a position is negative or at least ``n``, so that no mask of ``n`` positions has it.
    """
    listed = np.asarray(idxs)
    outside = listed[(listed < 0) | (listed >= n)]
    if outside.size:
        raise IndexError(f"a mask of {n} positions has no position {outside[0]}")
    mask = np.zeros(n, dtype=np.bool_)
    mask[listed] = True
    return mask
