"""The masking operations on NumPy arrays."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

carrier = "numpy"

Mask: TypeAlias = NDArray[np.bool_]
Number: TypeAlias = np.integer[Any] | np.floating[Any]


def selected(mask: Mask, i: int) -> bool:
    """Return whether ``mask`` selects position ``i``.

    Args:
        mask: bool array of shape ``(n,)``.
        i: a position, ``0 <= i < n``.

    Raises:
        IndexError: ``i`` is negative or at least ``n``.
    """
    n = mask.shape[0]
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")
    return bool(mask[i])


def all_mask(n: int) -> Mask:
    """Return a new bool array of shape ``(n,)`` that selects every position.

    Raises:
        ValueError: ``n`` is negative.
    """
    return np.ones(n, dtype=np.bool_)


def empty_mask(n: int) -> Mask:
    """Return a new bool array of shape ``(n,)`` that selects no position.

    Raises:
        ValueError: ``n`` is negative.
    """
    return np.zeros(n, dtype=np.bool_)


def complement(mask: Mask) -> Mask:
    """Return a new bool array of shape ``(n,)`` that selects the positions that ``mask`` does not.

    Args:
        mask: bool array of shape ``(n,)``.
    """
    return np.logical_not(mask)


def masked_loss(idxs: NDArray[np.int64], per_patch_loss: NDArray[Number]) -> Number:
    """Return the sum of the losses at ``idxs``; a repeated index counts each time.

    Args:
        idxs: int64 array of shape ``(k,)``, positions, each ``0 <= i < n``.
        per_patch_loss: array of shape ``(n,)``, natural numbers in any integer or float dtype.

    Returns:
        A scalar: uint64 for unsigned losses, int64 for other integers, the losses' own dtype for floats.

    Raises:
        IndexError: an index is negative or at least ``n``.
        OverflowError: the total is above the largest value of the result's integer dtype, or above
            ``2**p`` for a float dtype with a significand of ``p`` bits.
    """
    n = per_patch_loss.shape[0]
    outside = (idxs < 0) | (idxs >= n)
    if outside.any():
        raise IndexError(f"index {idxs[outside][0]} is out of range for {n} positions")

    picked = per_patch_loss[idxs]
    dtype, limit = _sum_dtype(picked.dtype)
    if picked.size * int(picked.max(initial=0)) > limit:
        # The cheap bound does not settle it, so the total is taken in Python's unbounded integers.
        total = sum(map(int, picked.tolist()))
        if total > limit:
            raise OverflowError(f"total {total} is above {limit}, the largest that {dtype} can hold exactly")
    # No partial sum of natural numbers is above the total, so none wraps or rounds, in whatever order.
    result: Number = picked.sum(dtype=dtype)
    return result


@cache
def _sum_dtype(dtype: np.dtype[Any]) -> tuple[np.dtype[Any], int]:
    """Return the dtype that losses of ``dtype`` add up in, and the limit up to which sums are exact."""
    if np.issubdtype(dtype, np.floating):
        return dtype.newbyteorder("="), 2 ** (np.finfo(dtype).nmant + 1)
    wide = np.dtype(np.uint64 if np.issubdtype(dtype, np.unsignedinteger) else np.int64)
    return wide, int(np.iinfo(wide).max)
