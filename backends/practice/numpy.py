"""What training code does around a loss, on NumPy arrays: masks from a seed, means over what is selected, labels."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Mask: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.int64]
Reals: TypeAlias = NDArray[np.floating[Any]]


def random_mask(n: int, k: int, seed: int) -> Mask:
    """Return a mask that selects ``k`` of ``n`` positions, ``0 <= k <= n``."""
    return np.random.default_rng(seed).permutation(n) < k


def mask_count(n: int, ratio: float) -> int:
    """Return how many of ``n`` positions a ratio between 0 and 1 comes to, rounded down."""
    return math.floor(ratio * n)


def random_mask_ratio(n: int, ratio: float, seed: int) -> Mask:
    """Return a mask that selects the ratio of ``n`` positions, rounded down."""
    return random_mask(n, mask_count(n, ratio), seed)


def random_mask_allowed(allowed: Mask, ratio: float, seed: int) -> Mask:
    """Return a mask that selects the ratio of the allowed positions, rounded down, and none of the others."""
    mask = np.zeros_like(allowed)
    count = int(allowed.sum())
    mask[allowed] = random_mask(count, mask_count(count, ratio), seed)
    return mask


def bernoulli_mask(n: int, p: float, seed: int) -> Mask:
    """Return a mask that selects each of ``n`` positions with probability ``p``, each by itself."""
    return np.random.default_rng(seed).random(n) < p


def count_selected(mask: Mask) -> int:
    """Return how many positions a mask selects."""
    return int(np.count_nonzero(mask))


def mask_to_indices(mask: Mask) -> Indices:
    """Return the selected positions in their order."""
    return np.flatnonzero(mask)


def indices_to_mask(n: int, idxs: Indices) -> Mask:
    """Return the mask over ``n`` positions that selects the listed ones.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    outside = (idxs < 0) | (idxs >= n)
    if outside.any():
        raise IndexError(f"index {idxs[outside][0]} is out of range for {n} positions")
    mask = np.zeros(n, dtype=np.bool_)
    mask[idxs] = True
    return mask


def visible_indices(mask: Mask) -> Indices:
    """Return the positions that are not selected in their order."""
    return np.flatnonzero(~mask)


def drop_cls(mask: Mask) -> Mask:
    """Return the mask over patches, of one that has a class token in front of them."""
    return mask[1:].copy()


def add_cls(mask: Mask) -> Mask:
    """Return the mask with a class token in front, which is not selected."""
    return np.concatenate([np.zeros(1, dtype=np.bool_), mask])


def masked_sum(x: Reals, mask: Mask) -> Any:
    """Return the sum of what is selected."""
    return x[mask].sum()


def masked_mean(x: Reals, mask: Mask) -> Any:
    """Return the mean of what is selected, and 0 where nothing is."""
    return _mean(x[mask])


def masked_mean_or_none(x: Reals, mask: Mask) -> Any:
    """Return the mean of what is selected, and None where nothing is."""
    return x[mask].mean() if mask.any() else None


def mean_of_selected(x: Reals, mask: Mask) -> Any:
    """Return the mean of what is selected, which must not be nothing."""
    return x[mask].mean()


def per_sample_mean(x: Reals, mask: Mask) -> Any:
    """Return the mean over samples, arrays of shape ``(b, n)``, of the means of what is selected in each."""
    return _mean(np.where(mask, x, 0).sum(axis=1) / mask.sum(axis=1))


def global_mean(x: Reals, mask: Mask) -> Any:
    """Return the mean of what is selected in any sample, arrays of shape ``(b, n)``, and 0 where nothing is."""
    return _mean(x[mask])


def masked_fill(x: Reals, mask: Mask, value: float) -> Reals:
    """Return what there is with ``value`` in the place of what is selected."""
    return np.where(mask, np.asarray(value, dtype=x.dtype), x)


def masked_select(x: Reals, mask: Mask) -> Reals:
    """Return what is selected in its order."""
    return x[mask]


def masked_mse(pred: Reals, target: Reals, mask: Mask) -> Any:
    """Return the mean over selected patches, arrays of shape ``(n, d)``, of the mean squared error of each, or 0."""
    return _mean((pred[mask] - target[mask]) ** 2)


def count_active(labels: Indices, ignore_index: int) -> int:
    """Return how many labels are not the ignored one."""
    return int(np.count_nonzero(labels != ignore_index))


def ignore_index_loss(losses: Reals, labels: Indices, ignore_index: int) -> Any:
    """Return the mean loss over the labels that are not ignored, and 0 where all are."""
    return _mean(losses[labels != ignore_index])


def ignore_index_accuracy(preds: Indices, labels: Indices, ignore_index: int) -> Any:
    """Return the share of right predictions among the labels that are not ignored, and 0 where all are."""
    return _mean((preds == labels)[labels != ignore_index])


def _mean(values: NDArray[Any]) -> Any:
    return values.mean() if values.size else 0.0
