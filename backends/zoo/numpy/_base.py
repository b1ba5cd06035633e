"""What specimens on NumPy arrays share."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._registry import Collection

collection = Collection("numpy")
faulty, unusual = collection.faulty, collection.unusual
Mask: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.int64]
Losses: TypeAlias = NDArray[Any]


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def check_range(idxs: Indices, n: int) -> None:
    """Raises IndexError where an index is no position."""
    if ((idxs < 0) | (idxs >= n)).any():
        raise IndexError(f"an index is out of range for {n} positions")


def check_total(picked: Losses) -> None:
    """Raises OverflowError where the sum is above what its dtype holds exactly."""
    dtype = total_dtype(picked.dtype)
    limit = 2 ** (np.finfo(dtype).nmant + 1) if dtype.kind == "f" else int(np.iinfo(dtype).max)
    if sum(map(int, picked.tolist())) > limit:
        raise OverflowError(f"the total is above {limit}")


def check(idxs: Indices, losses: Losses) -> None:
    """Raises where an index is no position, or the total is above what its dtype holds exactly."""
    check_range(idxs, losses.size)
    check_total(losses[idxs])


def total_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of a sum: the widest integers of the same sign, or the same floats."""
    return dtype if dtype.kind == "f" else np.dtype(np.uint64 if dtype.kind == "u" else np.int64)


def count(idxs: Indices, n: int) -> NDArray[np.int64]:
    """How often each position is listed."""
    return np.bincount(idxs, minlength=n).astype(np.int64)


@collection.correct("masking")
class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "numpy"

    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return np.ones(n, dtype=np.bool_)

    def empty_mask(self, n: int) -> Any:
        return np.zeros(n, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        return ~mask

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=total_dtype(per_patch_loss.dtype))
