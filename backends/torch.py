"""The operations of the shipped modules on PyTorch tensors, on any device.

A type of `k` values is that of the numbers from 0 to `k - 1`, and a function on it the tensor of its values.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from .draws.torch import (  # noqa: F401
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
from .practice.torch import (  # noqa: F401
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
from .views.torch import (  # noqa: F401
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

carrier = "torch"


def selected(mask: Tensor, i: int) -> bool:
    """Return whether ``mask`` selects position ``i``.

    Args:
        mask: bool tensor of shape ``(n,)``.
        i: a position, ``0 <= i < n``.

    Raises:
        IndexError: ``i`` is negative or at least ``n``.
    """
    n = mask.shape[0]
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")
    # ``mask[i]`` alone would be a view of the mask.
    return bool(mask[i])


def all_mask(n: int) -> Tensor:
    """Return a new bool tensor of shape ``(n,)``, on the default device, that selects every position.

    Raises:
        ValueError: ``n`` is negative.
    """
    _check_length(n)
    return torch.ones(n, dtype=torch.bool)


def empty_mask(n: int) -> Tensor:
    """Return a new bool tensor of shape ``(n,)``, on the default device, that selects no position.

    Raises:
        ValueError: ``n`` is negative.
    """
    _check_length(n)
    return torch.zeros(n, dtype=torch.bool)


def complement(mask: Tensor) -> Tensor:
    """Return a new bool tensor of shape ``(n,)`` that selects the positions that ``mask`` does not.

    Args:
        mask: bool tensor of shape ``(n,)``; the result is on its device.
    """
    return torch.logical_not(mask)


def masked_loss(idxs: Tensor, per_patch_loss: Tensor) -> Tensor:
    """Return the sum of the losses at ``idxs``; a repeated index counts each time.

    Args:
        idxs: int64 tensor of shape ``(k,)``, positions, each ``0 <= i < n``.
        per_patch_loss: tensor of shape ``(n,)``, natural numbers in any integer or float dtype.

    Returns:
        A 0-d tensor on the losses' device: int64 for integer losses, the losses' own dtype for floats.

    Raises:
        IndexError: an index is negative or at least ``n``.
        OverflowError: the total is above ``2**63 - 1`` for integer losses, or above ``2**p`` for a float
            dtype with a significand of ``p`` bits.
    """
    n = per_patch_loss.shape[0]
    if idxs.numel():
        # Out of range on a CUDA device would be an assertion that ends the process's use of the device.
        low, high = torch.aminmax(idxs)
        if low.item() < 0 or high.item() >= n:
            outside = idxs[(idxs < 0) | (idxs >= n)]
            raise IndexError(f"index {outside[0].item()} is out of range for {n} positions")

    return _exact_sum(_picked(per_patch_loss, idxs))


def reconstruct(decode: Tensor, pred: Tensor) -> Tensor:
    """Return the patch that each position's decoder makes of that position's prediction.

    Args:
        decode: int64 tensor of shape ``(n, k)``, for each position the patch that each of ``k`` predictions becomes.
        pred: int64 tensor of shape ``(n,)``, predictions, each ``0 <= p < k``.

    Returns:
        An int64 tensor of shape ``(n,)`` on their device.
    """
    return decode.gather(1, pred.unsqueeze(1)).squeeze(1)


def exact_reconstruction(x: Tensor, y: Tensor) -> bool:
    """Return whether two batches of patches agree at every position.

    Args:
        x, y: int64 tensors of shape ``(n,)``.
    """
    return torch.equal(x, y)


def mae_loss(masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor) -> Tensor:
    """Return the sum of the losses between target and prediction at the masked positions.

    Args:
        masked_idxs: int64 tensor of shape ``(m,)``, positions, each ``0 <= i < n``.
        target, pred: int64 tensors of shape ``(n,)``.
        patch_loss: tensor of shape ``(k, l)``, the loss of each of ``k`` patches with each of ``l`` predictions.

    Returns:
        A 0-d tensor, as `masked_loss` does.

    Raises:
        IndexError: an index is negative or at least ``n``.
        OverflowError: as `masked_loss` does.
    """
    return masked_loss(masked_idxs, _picked(patch_loss, target, pred))


def jepa_loss(target_idxs: Tensor, context: int, target: Tensor, predict: Tensor, rep_loss: Tensor) -> Tensor:
    """Return the sum of the losses between target and predicted representation at the target positions.

    Args:
        target_idxs: int64 tensor of shape ``(m,)``, positions, each ``0 <= i < n``.
        context: what the predictions are made from, ``0 <= context < c``.
        target: int64 tensor of shape ``(n,)``, representations.
        predict: int64 tensor of shape ``(c, n)``, the representations predicted from each context.
        rep_loss: tensor of shape ``(k, l)``, the loss of each of ``k`` targets with each of ``l`` predictions.

    Returns:
        A 0-d tensor, as `masked_loss` does.

    Raises:
        IndexError: an index is negative or at least ``n``.
        OverflowError: as `masked_loss` does.
    """
    return masked_loss(target_idxs, _picked(rep_loss, target, predict[context]))


def variance_floor_penalty(gamma: int, variance: int) -> int:
    """Return how far ``variance`` lies below the floor ``gamma``, 0 where it is above."""
    return max(gamma - variance, 0)


def variance_term(gamma: int, variances: Tensor) -> Tensor:
    """Return the sum of what each of some variances lies below the floor ``gamma``.

    Args:
        gamma: a natural number that the dtype of ``variances`` holds.
        variances: tensor of shape ``(d,)``, natural numbers in any integer or float dtype.

    Returns:
        A 0-d tensor, as `masked_loss` does.

    Raises:
        OverflowError: as `masked_loss` does.
    """
    return _exact_sum(torch.clamp(gamma - _wide(variances), min=0))


def vicreg_objective(lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
    """Return the sum of three terms, weighed by ``lambda_``, ``mu`` and ``nu``."""
    return lambda_ * invariance + mu * variance + nu * covariance


def diagonal_redundancy_penalty(c: int) -> int:
    """Return how far ``c`` lies from 1."""
    return abs(c - 1)


def off_diagonal_redundancy_penalty(c: int) -> int:
    """Return how far ``c`` lies from 0."""
    return c


def redundancy_reduction_objective(lambda_: int, diag: Tensor, off_diag: Tensor) -> int:
    """Return what the diagonal entries lie from 1, and ``lambda_`` times what the others lie from 0.

    Args:
        lambda_: the weight of what is off the diagonal.
        diag, off_diag: tensors of one dimension, natural numbers in any integer or float dtype.

    Raises:
        OverflowError: an entry of ``diag`` is above ``2**63 - 1``.
    """
    # A sum that is too large for any dtype may be weighed with 0.
    return _total((_wide(diag) - 1).abs()) + lambda_ * _total(off_diag)


def _exact_sum(numbers: Tensor) -> Tensor:
    """Return the sum of natural numbers, in the dtype that `_sum_dtype` says.

    Raises:
        OverflowError: it is above what that dtype can hold exactly.
    """
    dtype, limit = _sum_dtype(numbers.dtype)
    if not _bounded(numbers, dtype, limit):
        # The cheap bound does not settle it, so the total is taken in Python's unbounded integers.
        total = _total(numbers)
        if total > limit:
            raise OverflowError(f"total {total} is above {limit}, the largest that {dtype} can hold exactly")
    # No partial sum of natural numbers is above the total, so none wraps or rounds, in whatever order.
    return numbers.to(dtype).sum(dtype=dtype)


def _total(numbers: Tensor) -> int:
    """Return the sum of natural numbers, of any size."""
    return sum(map(int, numbers.tolist()))


def _wide(numbers: Tensor) -> Tensor:
    """Return natural numbers in the dtype that they add up in, in which differences of them do not wrap.

    Raises:
        OverflowError: one is above what that dtype can hold exactly.
    """
    dtype, limit = _sum_dtype(numbers.dtype)
    wide = numbers.to(dtype)
    if numbers.dtype == torch.uint64 and bool((wide < 0).any()):
        raise OverflowError(f"a number is above {limit}, the largest that {dtype} can hold exactly")
    return wide


def _picked(losses: Tensor, *idxs: Tensor) -> Tensor:
    """Return the losses at ``idxs``; CUDA indexes the wider unsigned dtypes by no kernel of their own."""
    signed = _SIGNED.get(losses.dtype)
    return losses[idxs] if signed is None else losses.view(signed)[idxs].view(losses.dtype)


_SIGNED = {torch.uint16: torch.int16, torch.uint32: torch.int32, torch.uint64: torch.int64}


@cache
def _sum_dtype(dtype: torch.dtype) -> tuple[torch.dtype, int]:
    """Return the dtype that losses of ``dtype`` add up in, and the limit up to which sums are exact."""
    if dtype.is_floating_point:
        # With p bits of significand, eps is 2**(1 - p).
        return dtype, int(2 / torch.finfo(dtype).eps)
    return torch.int64, torch.iinfo(torch.int64).max


def _bounded(picked: Tensor, dtype: torch.dtype, limit: int) -> bool:
    """Return whether the number of losses times the largest of them is within ``limit``."""
    if picked.numel() == 0:
        return True
    # The wider unsigned dtypes have no max of their own. A uint64 that int64 lacks turns negative here.
    smallest, largest = torch.aminmax(picked.detach().to(dtype))
    return smallest.item() >= 0 and picked.numel() * int(largest.item()) <= limit


def _check_length(n: int) -> None:
    if n < 0:
        raise ValueError(f"a mask cannot have {n} positions")
