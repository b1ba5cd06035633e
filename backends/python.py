"""The operations of the shipped modules on Python lists.

A type of `k` values is that of the numbers from 0 to `k - 1`, and a function on it the list of its values.
"""

from __future__ import annotations

from collections.abc import Sequence

from .draws.python import (  # noqa: F401
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
from .practice.python import (  # noqa: F401
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
from .views.python import (  # noqa: F401
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

carrier = "python"


def selected(mask: Sequence[bool], i: int) -> bool:
    """Return whether ``mask`` selects position ``i``.

    Args:
        mask: ``n`` booleans.
        i: a position, ``0 <= i < n``.

    Raises:
        IndexError: ``i`` is negative or at least ``n``.
    """
    if not 0 <= i < len(mask):
        raise _outside(i, len(mask))
    return mask[i]


def all_mask(n: int) -> list[bool]:
    """Return a new mask that selects each of ``n`` positions.

    Raises:
        ValueError: ``n`` is negative.
    """
    _check_length(n)
    return [True] * n


def empty_mask(n: int) -> list[bool]:
    """Return a new mask that selects none of ``n`` positions.

    Raises:
        ValueError: ``n`` is negative.
    """
    _check_length(n)
    return [False] * n


def complement(mask: Sequence[bool]) -> list[bool]:
    """Return a new mask, as long as ``mask``, that selects the positions that ``mask`` does not."""
    return [not bit for bit in mask]


def masked_loss(idxs: Sequence[int], per_patch_loss: Sequence[int]) -> int:
    """Return the sum of the losses at ``idxs``; a repeated index counts each time.

    Args:
        idxs: positions, each ``0 <= i < n``, of any number and in any order.
        per_patch_loss: the ``n`` losses, natural numbers of any size.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    n = len(per_patch_loss)
    for i in idxs:
        if not 0 <= i < n:
            raise _outside(i, n)
    return sum([per_patch_loss[i] for i in idxs])


def reconstruct(decode: Sequence[Sequence[int]], pred: Sequence[int]) -> list[int]:
    """Return the patch that each position's decoder makes of that position's prediction.

    Args:
        decode: for each of ``n`` positions, the patch that each prediction becomes.
        pred: ``n`` predictions.
    """
    return [decoder[p] for decoder, p in zip(decode, pred, strict=True)]


def exact_reconstruction(x: Sequence[int], y: Sequence[int]) -> bool:
    """Return whether two batches of ``n`` patches agree at every position."""
    return all(a == b for a, b in zip(x, y, strict=True))


def mae_loss(
    masked_idxs: Sequence[int], target: Sequence[int], pred: Sequence[int], patch_loss: Sequence[Sequence[int]]
) -> int:
    """Return the sum of the losses between target and prediction at the masked positions.

    Args:
        masked_idxs: positions, each ``0 <= i < n``, of any number and in any order.
        target: ``n`` patches.
        pred: ``n`` predictions.
        patch_loss: for each patch the loss of each prediction.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    return masked_loss(masked_idxs, [patch_loss[t][p] for t, p in zip(target, pred, strict=True)])


def jepa_loss(
    target_idxs: Sequence[int],
    context: int,
    target: Sequence[int],
    predict: Sequence[Sequence[int]],
    rep_loss: Sequence[Sequence[int]],
) -> int:
    """Return the sum of the losses between target and predicted representation at the target positions.

    Args:
        target_idxs: positions, each ``0 <= i < n``, of any number and in any order.
        context: what the predictions are made from.
        target: ``n`` representations.
        predict: for each context the ``n`` representations that are predicted from it.
        rep_loss: for each target the loss of each prediction.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    predicted = predict[context]
    return masked_loss(target_idxs, [rep_loss[t][p] for t, p in zip(target, predicted, strict=True)])


def variance_floor_penalty(gamma: int, variance: int) -> int:
    """Return how far ``variance`` lies below the floor ``gamma``, 0 where it is above."""
    return max(gamma - variance, 0)


def variance_term(gamma: int, variances: Sequence[int]) -> int:
    """Return the sum of what each of some variances lies below the floor ``gamma``."""
    return sum([max(gamma - variance, 0) for variance in variances])


def vicreg_objective(lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
    """Return the sum of three terms, weighed by ``lambda_``, ``mu`` and ``nu``."""
    return lambda_ * invariance + mu * variance + nu * covariance


def diagonal_redundancy_penalty(c: int) -> int:
    """Return how far ``c`` lies from 1."""
    return abs(c - 1)


def off_diagonal_redundancy_penalty(c: int) -> int:
    """Return how far ``c`` lies from 0."""
    return c


def redundancy_reduction_objective(lambda_: int, diag: Sequence[int], off_diag: Sequence[int]) -> int:
    """Return what the diagonal entries lie from 1, and ``lambda_`` times what the others lie from 0."""
    return sum([abs(c - 1) for c in diag]) + lambda_ * sum(off_diag)


def _outside(i: int, n: int) -> IndexError:
    return IndexError(f"index {i} is out of range for {n} positions")


def _check_length(n: int) -> None:
    if n < 0:
        raise ValueError(f"a mask cannot have {n} positions")
