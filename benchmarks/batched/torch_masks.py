"""The operations of `masking` on batches of PyTorch tensors, whose first dimension counts samples."""

from __future__ import annotations

import torch
from torch import Tensor

carrier = "torch"
batched = True


def selected(mask: Tensor, i: Tensor) -> Tensor:
    """Return whether the mask of shape ``(b, n)`` selects the position of shape ``(b,)``, sample by sample."""
    if ((i < 0) | (i >= mask.shape[1])).any():
        raise IndexError("a position is out of range")
    return mask.gather(1, i[:, None])[:, 0]


def all_mask(n: int, batch_size: int) -> Tensor:
    """Return a bool tensor of shape ``(batch_size, n)`` that selects every position."""
    return torch.ones(batch_size, n, dtype=torch.bool)


def empty_mask(n: int, batch_size: int) -> Tensor:
    """Return a bool tensor of shape ``(batch_size, n)`` that selects no position."""
    return torch.zeros(batch_size, n, dtype=torch.bool)


def complement(mask: Tensor) -> Tensor:
    """Return a bool tensor of shape ``(b, n)`` that selects the positions that the mask does not."""
    return ~mask


def masked_loss(idxs: Tensor, per_patch_loss: Tensor) -> Tensor:
    """Return the sum, of shape ``(b,)``, of each sample's losses at its positions of shape ``(b, k)``."""
    if idxs.numel() and (idxs.min() < 0 or idxs.max() >= per_patch_loss.shape[1]):
        raise IndexError("a position is out of range")
    return per_patch_loss.gather(1, idxs).sum(1)
