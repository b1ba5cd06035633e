"""What training code does around a loss, on PyTorch tensors: means over what is selected, attention, labels."""

from __future__ import annotations

import torch
from torch import Tensor


def inverse_permutation(perm: Tensor) -> Tensor:
    """Return the permutation that undoes another.

    Raises:
        IndexError: an item is negative or at least ``n``.
    """
    _check_indices(perm, len(perm))
    return perm.argsort()


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Return the weights over what is allowed, 0 elsewhere."""
    weights = torch.zeros_like(scores)
    weights[mask] = scores[mask].softmax(dim=0)
    return weights


def softmax_of_selected(scores: Tensor, mask: Tensor) -> Tensor:
    """Return the weights over what is selected, which must not be nothing, 0 elsewhere."""
    return scores.masked_fill(~mask, -torch.inf).softmax(dim=0)


def masked_max(x: Tensor, mask: Tensor) -> Tensor:
    """Return the largest of what is selected, which must not be nothing."""
    return x[mask].max()


def masked_argmax(x: Tensor, mask: Tensor) -> int:
    """Return the position of the largest of what is selected, which must not be nothing."""
    return int(mask.nonzero().squeeze(1)[x[mask].argmax()])


def count_selected(mask: Tensor) -> int:
    """Return how many positions a mask selects."""
    return int(mask.sum())


def mask_to_indices(mask: Tensor) -> Tensor:
    """Return the selected positions in their order."""
    return mask.nonzero().squeeze(1)


def indices_to_mask(n: int, idxs: Tensor) -> Tensor:
    """Return the mask over ``n`` positions that selects the listed ones.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(idxs, n)
    mask = torch.zeros(n, dtype=torch.bool, device=idxs.device)
    mask[idxs] = True
    return mask


def visible_indices(mask: Tensor) -> Tensor:
    """Return the positions that are not selected in their order."""
    return (~mask).nonzero().squeeze(1)


def drop_cls(mask: Tensor) -> Tensor:
    """Return the mask over patches, of one that has a class token in front of them."""
    return mask[1:].clone()


def add_cls(mask: Tensor) -> Tensor:
    """Return the mask with a class token in front, which is not selected."""
    return torch.cat([mask.new_zeros(1), mask])


def masked_sum(x: Tensor, mask: Tensor) -> Tensor:
    """Return the sum of what is selected."""
    return x[mask].sum()


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of what is selected, and 0 where nothing is."""
    return _mean(x[mask])


def masked_mean_or_none(x: Tensor, mask: Tensor) -> Tensor | None:
    """Return the mean of what is selected, and None where nothing is."""
    return x[mask].mean() if mask.any() else None


def mean_of_selected(x: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of what is selected, which must not be nothing."""
    return x[mask].mean()


def per_sample_mean(x: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over samples, tensors of shape ``(b, n)``, of the means of what is selected in each."""
    return (torch.where(mask, x, 0).sum(dim=1) / mask.sum(dim=1)).mean()


def global_mean(x: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of what is selected in any sample, tensors of shape ``(b, n)``, and 0 where nothing is."""
    return _mean(x[mask])


def masked_fill(x: Tensor, mask: Tensor, value: float) -> Tensor:
    """Return what there is with ``value`` in the place of what is selected."""
    return x.masked_fill(mask, value)


def masked_select(x: Tensor, mask: Tensor) -> Tensor:
    """Return what is selected in its order."""
    return x.masked_select(mask)


def masked_mse(pred: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over selected patches, tensors of shape ``(n, d)``, of the mean squared error of each, or 0."""
    return _mean((pred[mask] - target[mask]) ** 2)


def latent_loss(pred: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over selected patches of the mean squared error against a target, which has no gradient, or 0."""
    return masked_mse(pred, target.detach(), mask)


def mse_of_selected(pred: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over selected patches, of which there is one, of the mean squared error of each."""
    return ((pred[mask] - target[mask]) ** 2).mean()


def count_active(labels: Tensor, ignore_index: int) -> int:
    """Return how many labels are not the ignored one."""
    return int((labels != ignore_index).sum())


def ignore_index_loss(losses: Tensor, labels: Tensor, ignore_index: int) -> Tensor:
    """Return the mean loss over the labels that are not ignored, and 0 where all are."""
    return _mean(losses[labels != ignore_index])


def ignore_index_accuracy(preds: Tensor, labels: Tensor, ignore_index: int) -> Tensor:
    """Return the share of right predictions among the labels that are not ignored, and 0 where all are."""
    return _mean((preds == labels)[labels != ignore_index].double())


def index_select(x: Tensor, idxs: Tensor) -> Tensor:
    """Return what stands at the listed positions.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(idxs, len(x))
    return x[idxs]


def gather_rows(x: Tensor, ids: Tensor) -> Tensor:
    """Return what stands in each row at the positions listed for it, of tensors of shape ``(b, n)`` and ``(b, m)``.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(ids, x.shape[1])
    return x.gather(1, ids)


def scatter_tokens(base: Tensor, idxs: Tensor, values: Tensor) -> Tensor:
    """Return what there is with the values at the listed positions, each of which is listed once.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(idxs, len(base))
    return base.clone().index_copy(0, idxs, values)


def restore_tokens(visible: Tensor, mask_token: float, ids_restore: Tensor) -> Tensor:
    """Return visible tokens in their places, and the mask token in the others.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    n = len(ids_restore)
    _check_indices(ids_restore, n)
    return torch.cat([visible, visible.new_full((max(n - len(visible), 0),), mask_token)])[ids_restore]


def unshuffle_tokens(visible: Tensor, mask_token: Tensor, ids_restore: Tensor) -> Tensor:
    """Return visible tokens, rows of values, in their places, and the mask token in the others.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    n = len(ids_restore)
    _check_indices(ids_restore, n)
    return torch.cat([visible, mask_token.expand(n - len(visible), -1)])[ids_restore]


def causal_mask(n: int) -> Tensor:
    """Return which key each query may see: its own and those before."""
    return torch.ones(n, n, dtype=torch.bool).tril()


def sliding_window_mask(n: int, w: int) -> Tensor:
    """Return which key each query may see: the last ``w`` up to its own."""
    back = torch.arange(n)[:, None] - torch.arange(n)
    return (back >= 0) & (back < w)


def document_mask(doc: Tensor) -> Tensor:
    """Return which key each query may see: those of its own document."""
    return doc[:, None] == doc


def combine_masks(a: Tensor, b: Tensor) -> Tensor:
    """Return what both of two masks allow."""
    return a & b


def lengths_to_mask(n: int, lengths: Tensor) -> Tensor:
    """Return of each sample the positions before its length, in shape ``(b, n)``."""
    return torch.arange(n, device=lengths.device) < lengths[:, None]


def left_padding_mask(n: int, lengths: Tensor) -> Tensor:
    """Return of each sample the last positions, as many as it is long, in shape ``(b, n)``."""
    return lengths_to_mask(n, lengths).flip(1)


def key_padding_mask(mask: Tensor) -> Tensor:
    """Return which key each query of a sample may see: those that the mask selects, in shape ``(b, n, n)``."""
    return mask[:, None, :].repeat(1, mask.shape[1], 1)


def tile_heads(mask: Tensor, heads: int) -> Tensor:
    """Return the mask of each sample once for each head, samples in the outer order, in shape ``(b * heads, n)``."""
    return mask.repeat_interleave(heads, dim=0)


def tile_heads_outer(mask: Tensor, heads: int) -> Tensor:
    """Return the mask of each sample once for each head, heads in the outer order, in shape ``(heads * b, n)``."""
    return mask.repeat(heads, 1)


def additive_mask(mask: Tensor, low: float) -> Tensor:
    """Return what to add to scores: 0 where the mask allows, ``low`` elsewhere."""
    return torch.zeros(mask.shape, dtype=torch.float64, device=mask.device).masked_fill(~mask, low)


def pad_right(xs: Tensor, n: int, value: float) -> Tensor:
    """Return the tensor with a value at its end up to a length."""
    return torch.cat([xs, xs.new_full((max(n - len(xs), 0),), value)])


def pad_left(xs: Tensor, n: int, value: float) -> Tensor:
    """Return the tensor with a value at its start up to a length."""
    return torch.cat([xs.new_full((max(n - len(xs), 0),), value), xs])


def mean_pool(x: Tensor, length: int) -> Tensor:
    """Return the mean of the first items, as many as the sample is long, and 0 where it is empty."""
    return _mean(x[:length])


def _mean(values: Tensor) -> Tensor:
    # A total in half precision may be infinite where the mean is not.
    return values.mean() if values.numel() else values.sum()


def _check_indices(idxs: Tensor, n: int) -> None:
    outside = (idxs < 0) | (idxs >= n)
    if outside.any():
        raise IndexError(f"index {int(idxs[outside][0])} is out of range for {n} positions")
