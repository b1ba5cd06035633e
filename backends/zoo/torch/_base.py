"""What specimens on PyTorch tensors share."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import Collection

collection = Collection("torch")
faulty, unusual = collection.faulty, collection.unusual


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def check_range(idxs: Tensor, n: int) -> None:
    """Raises IndexError where an index is no position."""
    if bool(((idxs < 0) | (idxs >= n)).any()):
        raise IndexError(f"an index is out of range for {n} positions")


def check_total(picked: Tensor) -> None:
    """Raises OverflowError where the sum is above what its dtype holds exactly."""
    dtype = total_dtype(picked.dtype)
    limit = int(2 / torch.finfo(dtype).eps) if dtype.is_floating_point else torch.iinfo(dtype).max
    if sum(map(int, picked.tolist())) > limit:
        raise OverflowError(f"the total is above {limit}")


def check(idxs: Tensor, losses: Tensor) -> None:
    """Raises where an index is no position, or the total is above what its dtype holds exactly."""
    check_range(idxs, losses.numel())
    check_total(losses[idxs])


def total_dtype(dtype: torch.dtype) -> torch.dtype:
    """The dtype of a sum: int64, or the same floats."""
    return dtype if dtype.is_floating_point else torch.int64


@collection.correct("masking")
class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "torch"

    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return torch.ones(n, dtype=torch.bool)

    def empty_mask(self, n: int) -> Any:
        return torch.zeros(n, dtype=torch.bool)

    def complement(self, mask: Tensor) -> Any:
        return ~mask

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=total_dtype(per_patch_loss.dtype))
