"""The operations of the shipped modules on NumPy arrays.

A type of `k` values is that of the numbers from 0 to `k - 1`, and a function on it the array of its values.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .draws.numpy import (  # noqa: F401
    bernoulli_mask,
    bernoulli_mask_allowed,
    block_mask,
    blockwise_mask,
    context_and_targets,
    mask_count,
    mask_tokens,
    random_mask,
    random_mask_allowed,
    random_mask_ratio,
    random_masking,
    span_mask,
    tube_mask,
)
from .practice.numpy import (  # noqa: F401
    add_cls,
    additive_mask,
    causal_mask,
    combine_masks,
    count_active,
    count_selected,
    document_mask,
    drop_cls,
    gather_rows,
    global_mean,
    ignore_index_accuracy,
    ignore_index_loss,
    index_select,
    indices_to_mask,
    inverse_permutation,
    key_padding_mask,
    latent_loss,
    left_padding_mask,
    lengths_to_mask,
    mask_to_indices,
    masked_argmax,
    masked_fill,
    masked_max,
    masked_mean,
    masked_mean_or_none,
    masked_mse,
    masked_select,
    masked_softmax,
    masked_sum,
    mean_of_selected,
    mean_pool,
    mse_of_selected,
    pad_left,
    pad_right,
    per_sample_mean,
    restore_tokens,
    scatter_tokens,
    sliding_window_mask,
    softmax_of_selected,
    tile_heads,
    tile_heads_outer,
    unshuffle_tokens,
    visible_indices,
)
from .views.numpy import (  # noqa: F401
    barlow_guard_value,
    collapsed_rep,
    coordinate_spread,
    encoded_target_predictive_view_contract,
    graph_alignment_energy,
    graph_ssl_objective,
    jepa_as_predictive_view_contract,
    mae_as_predictive_view_contract,
    predictive_loss,
    predictive_view_objective,
    real_variance_floor_guard,
    real_variance_floor_penalty,
    sq_dist,
    vic_reg_guard_value,
    view_graph_energy,
    with_geometry_guard,
)

carrier = "numpy"

Mask: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.int64]
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


def masked_loss(idxs: Indices, per_patch_loss: NDArray[Number]) -> Number:
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

    return _exact_sum(per_patch_loss[idxs])


def reconstruct(decode: Indices, pred: Indices) -> Indices:
    """Return the patch that each position's decoder makes of that position's prediction.

    Args:
        decode: int64 array of shape ``(n, k)``, for each position the patch that each of ``k`` predictions becomes.
        pred: int64 array of shape ``(n,)``, predictions, each ``0 <= p < k``.

    Returns:
        An int64 array of shape ``(n,)``.
    """
    return decode[np.arange(len(pred)), pred]


def exact_reconstruction(x: Indices, y: Indices) -> bool:
    """Return whether two batches of patches agree at every position.

    Args:
        x, y: int64 arrays of shape ``(n,)``.
    """
    return np.array_equal(x, y)


def mae_loss(masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: NDArray[Number]) -> Number:
    """Return the sum of the losses between target and prediction at the masked positions.

    Args:
        masked_idxs: int64 array of shape ``(m,)``, positions, each ``0 <= i < n``.
        target, pred: int64 arrays of shape ``(n,)``.
        patch_loss: array of shape ``(k, l)``, the loss of each of ``k`` patches with each of ``l`` predictions.

    Returns:
        A scalar, as `masked_loss` does.

    Raises:
        IndexError: an index is negative or at least ``n``.
        OverflowError: as `masked_loss` does.
    """
    return masked_loss(masked_idxs, patch_loss[target, pred])


def jepa_loss(
    target_idxs: Indices, context: int, target: Indices, predict: Indices, rep_loss: NDArray[Number]
) -> Number:
    """Return the sum of the losses between target and predicted representation at the target positions.

    Args:
        target_idxs: int64 array of shape ``(m,)``, positions, each ``0 <= i < n``.
        context: what the predictions are made from, ``0 <= context < c``.
        target: int64 array of shape ``(n,)``, representations.
        predict: int64 array of shape ``(c, n)``, the representations predicted from each context.
        rep_loss: array of shape ``(k, l)``, the loss of each of ``k`` targets with each of ``l`` predictions.

    Returns:
        A scalar, as `masked_loss` does.

    Raises:
        IndexError: an index is negative or at least ``n``.
        OverflowError: as `masked_loss` does.
    """
    return masked_loss(target_idxs, rep_loss[target, predict[context]])


def variance_floor_penalty(gamma: int, variance: int) -> int:
    """Return how far ``variance`` lies below the floor ``gamma``, 0 where it is above."""
    return max(gamma - variance, 0)


def variance_term(gamma: int, variances: NDArray[Number]) -> Number:
    """Return the sum of what each of some variances lies below the floor ``gamma``.

    Args:
        gamma: a natural number that the dtype of ``variances`` holds.
        variances: array of shape ``(d,)``, natural numbers in any integer or float dtype.

    Returns:
        A scalar, as `masked_loss` does.

    Raises:
        OverflowError: as `masked_loss` does.
    """
    return _exact_sum(np.maximum(gamma, variances) - variances)


def vicreg_objective(lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
    """Return the sum of three terms, weighed by ``lambda_``, ``mu`` and ``nu``."""
    return lambda_ * invariance + mu * variance + nu * covariance


def diagonal_redundancy_penalty(c: int) -> int:
    """Return how far ``c`` lies from 1."""
    return abs(c - 1)


def off_diagonal_redundancy_penalty(c: int) -> int:
    """Return how far ``c`` lies from 0."""
    return c


def redundancy_reduction_objective(lambda_: int, diag: NDArray[Number], off_diag: NDArray[Number]) -> int:
    """Return what the diagonal entries lie from 1, and ``lambda_`` times what the others lie from 0.

    Args:
        lambda_: the weight of what is off the diagonal.
        diag, off_diag: arrays of one dimension, natural numbers in any integer or float dtype.
    """
    off_one = np.maximum(diag, 1) - np.minimum(diag, 1)
    # A sum that is too large for any dtype may be weighed with 0.
    return _total(off_one) + lambda_ * _total(off_diag)


def _exact_sum(numbers: NDArray[Number]) -> Number:
    """Return the sum of natural numbers, in the dtype that `_sum_dtype` says.

    Raises:
        OverflowError: it is above what that dtype can hold exactly.
    """
    dtype, limit = _sum_dtype(numbers.dtype)
    if numbers.size * int(numbers.max(initial=0)) > limit:
        # The cheap bound does not settle it, so the total is taken in Python's unbounded integers.
        total = _total(numbers)
        if total > limit:
            raise OverflowError(f"total {total} is above {limit}, the largest that {dtype} can hold exactly")
    # No partial sum of natural numbers is above the total, so none wraps or rounds, in whatever order.
    result: Number = numbers.sum(dtype=dtype)
    return result


def _total(numbers: NDArray[Number]) -> int:
    """Return the sum of natural numbers, of any size."""
    return sum(map(int, numbers.tolist()))


@cache
def _sum_dtype(dtype: np.dtype[Any]) -> tuple[np.dtype[Any], int]:
    """Return the dtype that losses of ``dtype`` add up in, and the limit up to which sums are exact."""
    if np.issubdtype(dtype, np.floating):
        return dtype.newbyteorder("="), 2 ** (np.finfo(dtype).nmant + 1)
    wide = np.dtype(np.uint64 if np.issubdtype(dtype, np.unsignedinteger) else np.int64)
    return wide, int(np.iinfo(wide).max)
