"""The masking operations on PyTorch tensors, on any device."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

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

    picked = _picked(per_patch_loss, idxs)
    dtype, limit = _sum_dtype(picked.dtype)
    if not _bounded(picked, dtype, limit):
        # The cheap bound does not settle it, so the total is taken in Python's unbounded integers.
        total = sum(map(int, picked.tolist()))
        if total > limit:
            raise OverflowError(f"total {total} is above {limit}, the largest that {dtype} can hold exactly")
    # No partial sum of natural numbers is above the total, so none wraps or rounds, in whatever order.
    return picked.to(dtype).sum(dtype=dtype)


def _picked(losses: Tensor, idxs: Tensor) -> Tensor:
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
