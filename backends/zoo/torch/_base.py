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


@collection.correct("mae", "jepa")
class CorrectPatches:
    """The operations on patches and their predictions as they should be."""

    carrier = "torch"

    def reconstruct(self, decode: Tensor, pred: Tensor) -> Any:
        return decode[torch.arange(pred.numel()), pred]

    def exact_reconstruction(self, x: Tensor, y: Tensor) -> Any:
        return torch.equal(x, y)

    def mae_loss(self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor) -> Any:
        return self.listed(masked_idxs, patch_loss[target, pred])

    def jepa_loss(self, target_idxs: Tensor, context: int, target: Tensor, predict: Tensor, rep_loss: Tensor) -> Any:
        return self.listed(target_idxs, rep_loss[target, predict[context]])

    def listed(self, idxs: Tensor, losses: Tensor) -> Any:
        """The sum of the losses at ``idxs``."""
        check(idxs, losses)
        return losses[idxs].sum(dtype=total_dtype(losses.dtype))


@collection.correct("vicreg")
class CorrectGuards:
    """The penalties that guard against collapse as they should be."""

    carrier = "torch"

    def variance_floor_penalty(self, gamma: int, variance: int) -> Any:
        return max(gamma - variance, 0)

    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        below = gamma - variances[variances < gamma]
        check_total(below)
        return below.sum(dtype=total_dtype(below.dtype))

    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        return lambda_ * invariance + mu * variance + nu * covariance

    def diagonal_redundancy_penalty(self, c: int) -> Any:
        return abs(c - 1)

    def off_diagonal_redundancy_penalty(self, c: int) -> Any:
        return c

    def redundancy_reduction_objective(self, lambda_: int, diag: Tensor, off_diag: Tensor) -> Any:
        off_one = torch.where(diag > 1, diag - 1, 1 - diag)
        return sum(map(int, off_one.tolist())) + lambda_ * sum(map(int, off_diag.tolist()))
