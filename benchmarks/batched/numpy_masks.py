"""The operations of `masking` on batches of NumPy arrays, whose first axis counts samples."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

carrier = "numpy"
batched = True

Mask = NDArray[np.bool_]
Numbers = NDArray[np.integer[Any]]


def selected(mask: Mask, i: Numbers) -> Mask:
    """Return whether the mask of shape ``(b, n)`` selects the position of shape ``(b,)``, sample by sample."""
    if ((i < 0) | (i >= mask.shape[1])).any():
        raise IndexError("a position is out of range")
    found: Mask = mask[np.arange(len(mask)), i]
    return found


def all_mask(n: int, batch_size: int) -> Mask:
    """Return a bool array of shape ``(batch_size, n)`` that selects every position."""
    return np.ones((batch_size, n), dtype=np.bool_)


def empty_mask(n: int, batch_size: int) -> Mask:
    """Return a bool array of shape ``(batch_size, n)`` that selects no position."""
    return np.zeros((batch_size, n), dtype=np.bool_)


def complement(mask: Mask) -> Mask:
    """Return a bool array of shape ``(b, n)`` that selects the positions that the mask does not."""
    return np.logical_not(mask)


def masked_loss(idxs: Numbers, per_patch_loss: Numbers) -> Numbers:
    """Return the sum, of shape ``(b,)``, of each sample's losses at its positions of shape ``(b, k)``."""
    if idxs.size and (idxs.min() < 0 or idxs.max() >= per_patch_loss.shape[1]):
        raise IndexError("a position is out of range")
    found: Numbers = np.take_along_axis(per_patch_loss, idxs, axis=1).sum(axis=1)
    return found
