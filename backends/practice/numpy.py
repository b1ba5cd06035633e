"""What training code does around a loss, on NumPy arrays: means over what is selected, attention, padding, labels."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Mask: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.int64]
Reals: TypeAlias = NDArray[np.floating[Any]]


def inverse_permutation(perm: Indices) -> Indices:
    """Return the permutation that undoes another.

    Raises:
        IndexError: an item is negative or at least ``n``.
    """
    _check_indices(perm, len(perm))
    return np.argsort(perm)


def masked_softmax(scores: Reals, mask: Mask) -> Reals:
    """Return the weights over what is allowed, 0 elsewhere."""
    weights = np.zeros_like(scores)
    if mask.any():
        powers = np.exp(scores[mask] - scores[mask].max())
        weights[mask] = powers / powers.sum()
    return weights


def softmax_of_selected(scores: Reals, mask: Mask) -> Reals:
    """Return the weights over what is selected, which must not be nothing, 0 elsewhere."""
    powers: Reals = np.exp(scores - scores[mask].max(), where=mask, out=np.zeros_like(scores))
    weights: Reals = powers / powers.sum()
    return weights


def masked_max(x: Reals, mask: Mask) -> Any:
    """Return the largest of what is selected, which must not be nothing."""
    return x[mask].max()


def masked_argmax(x: Reals, mask: Mask) -> int:
    """Return the position of the largest of what is selected, which must not be nothing."""
    return int(np.flatnonzero(mask)[x[mask].argmax()])


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
    _check_indices(idxs, n)
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
    return (np.where(mask, x, 0).sum(axis=1) / mask.sum(axis=1)).mean()


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


def latent_loss(pred: Reals, target: Reals, mask: Mask) -> Any:
    """Return the mean over selected patches of the mean squared error against a target, or 0."""
    return masked_mse(pred, target, mask)


def mse_of_selected(pred: Reals, target: Reals, mask: Mask) -> Any:
    """Return the mean over selected patches, of which there is one, of the mean squared error of each."""
    return ((pred[mask] - target[mask]) ** 2).mean()


def count_active(labels: Indices, ignore_index: int) -> int:
    """Return how many labels are not the ignored one."""
    return int(np.count_nonzero(labels != ignore_index))


def ignore_index_loss(losses: Reals, labels: Indices, ignore_index: int) -> Any:
    """Return the mean loss over the labels that are not ignored, and 0 where all are."""
    return _mean(losses[labels != ignore_index])


def ignore_index_accuracy(preds: Indices, labels: Indices, ignore_index: int) -> Any:
    """Return the share of right predictions among the labels that are not ignored, and 0 where all are."""
    return _mean((preds == labels)[labels != ignore_index])


def index_select(x: Reals, idxs: Indices) -> Reals:
    """Return what stands at the listed positions.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(idxs, len(x))
    return x[idxs]


def gather_rows(x: Reals, ids: Indices) -> Reals:
    """Return what stands in each row at the positions listed for it, of arrays of shape ``(b, n)`` and ``(b, m)``.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(ids, x.shape[1])
    return np.take_along_axis(x, ids, axis=1)


def scatter_tokens(base: Reals, idxs: Indices, values: Reals) -> Reals:
    """Return what there is with the values at the listed positions, each of which is listed once.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(idxs, len(base))
    scattered = base.copy()
    scattered[idxs] = values
    return scattered


def restore_tokens(visible: Reals, mask_token: float, ids_restore: Indices) -> Reals:
    """Return visible tokens in their places, and the mask token in the others.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    n = len(ids_restore)
    _check_indices(ids_restore, n)
    filled = np.full(max(n, len(visible)), mask_token, dtype=visible.dtype)
    filled[: len(visible)] = visible
    return filled[ids_restore]


def unshuffle_tokens(visible: Reals, mask_token: Reals, ids_restore: Indices) -> Reals:
    """Return visible tokens, rows of values, in their places, and the mask token in the others.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    n = len(ids_restore)
    _check_indices(ids_restore, n)
    return np.concatenate([visible, np.tile(mask_token, (n - len(visible), 1))])[ids_restore]


def causal_mask(n: int) -> Mask:
    """Return which key each query may see: its own and those before."""
    return np.tri(n, dtype=np.bool_)


def sliding_window_mask(n: int, w: int) -> Mask:
    """Return which key each query may see: the last ``w`` up to its own."""
    back = np.arange(n)[:, None] - np.arange(n)
    return (back >= 0) & (back < w)


def document_mask(doc: Indices) -> Mask:
    """Return which key each query may see: those of its own document."""
    return np.equal(doc[:, None], doc)


def combine_masks(a: Mask, b: Mask) -> Mask:
    """Return what both of two masks allow."""
    return a & b


def lengths_to_mask(n: int, lengths: Indices) -> Mask:
    """Return of each sample the positions before its length, in shape ``(b, n)``."""
    return np.arange(n) < lengths[:, None]


def left_padding_mask(n: int, lengths: Indices) -> Mask:
    """Return of each sample the last positions, as many as it is long, in shape ``(b, n)``."""
    return lengths_to_mask(n, lengths)[:, ::-1].copy()


def key_padding_mask(mask: Mask) -> Mask:
    """Return which key each query of a sample may see: those that the mask selects, in shape ``(b, n, n)``."""
    return np.repeat(mask[:, None, :], mask.shape[1], axis=1)


def tile_heads(mask: Mask, heads: int) -> Mask:
    """Return the mask of each sample once for each head, samples in the outer order, in shape ``(b * heads, n)``."""
    return np.repeat(mask, heads, axis=0)


def tile_heads_outer(mask: Mask, heads: int) -> Mask:
    """Return the mask of each sample once for each head, heads in the outer order, in shape ``(heads * b, n)``."""
    return np.tile(mask, (heads, 1))


def additive_mask(mask: Mask, low: float) -> Reals:
    """Return what to add to scores: 0 where the mask allows, ``low`` elsewhere."""
    return np.where(mask, 0.0, low)


def pad_right(xs: Reals, n: int, value: float) -> Reals:
    """Return the array with a value at its end up to a length."""
    return np.concatenate([xs, np.full(max(n - len(xs), 0), value, dtype=xs.dtype)])


def pad_left(xs: Reals, n: int, value: float) -> Reals:
    """Return the array with a value at its start up to a length."""
    return np.concatenate([np.full(max(n - len(xs), 0), value, dtype=xs.dtype), xs])


def mean_pool(x: Reals, length: int) -> Any:
    """Return the mean of the first items, as many as the sample is long, and 0 where it is empty."""
    return _mean(x[:length])


def _mean(values: NDArray[Any]) -> Any:
    return values.mean() if values.size else 0.0


def _check_indices(idxs: Indices, n: int) -> None:
    outside = (idxs < 0) | (idxs >= n)
    if outside.any():
        raise IndexError(f"index {idxs[outside][0]} is out of range for {n} positions")
