"""What training code does around a loss, on PyTorch tensors: masks from a seed, means over what is selected, labels."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor


def random_mask(n: int, k: int, seed: int) -> Tensor:
    """Return a mask that selects ``k`` of ``n`` positions, ``0 <= k <= n``."""
    return torch.randperm(n, generator=Generator().manual_seed(seed)) < k


def mask_count(n: int, ratio: float) -> int:
    """Return how many of ``n`` positions a ratio between 0 and 1 comes to, rounded down."""
    return math.floor(ratio * n)


def random_mask_ratio(n: int, ratio: float, seed: int) -> Tensor:
    """Return a mask that selects the ratio of ``n`` positions, rounded down."""
    return random_mask(n, mask_count(n, ratio), seed)


def random_mask_allowed(allowed: Tensor, ratio: float, seed: int) -> Tensor:
    """Return a mask that selects the ratio of the allowed positions, rounded down, and none of the others."""
    count = int(allowed.sum())
    mask = torch.zeros_like(allowed)
    mask[allowed] = random_mask(count, mask_count(count, ratio), seed).to(allowed.device)
    return mask


def bernoulli_mask(n: int, p: float, seed: int) -> Tensor:
    """Return a mask that selects each of ``n`` positions with probability ``p``, each by itself."""
    return torch.rand(n, generator=Generator().manual_seed(seed)) < p


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
    outside = (idxs < 0) | (idxs >= n)
    if outside.any():
        raise IndexError(f"index {int(idxs[outside][0])} is out of range for {n} positions")
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
    return _mean(torch.where(mask, x, 0).sum(dim=1) / mask.sum(dim=1))


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


def count_active(labels: Tensor, ignore_index: int) -> int:
    """Return how many labels are not the ignored one."""
    return int((labels != ignore_index).sum())


def ignore_index_loss(losses: Tensor, labels: Tensor, ignore_index: int) -> Tensor:
    """Return the mean loss over the labels that are not ignored, and 0 where all are."""
    return _mean(losses[labels != ignore_index])


def ignore_index_accuracy(preds: Tensor, labels: Tensor, ignore_index: int) -> Tensor:
    """Return the share of right predictions among the labels that are not ignored, and 0 where all are."""
    return _mean((preds == labels)[labels != ignore_index].double())


def _mean(values: Tensor) -> Tensor:
    return values.sum() / max(values.numel(), 1)
