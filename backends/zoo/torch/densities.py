"""Specimens on PyTorch tensors: fast paths for masks, lists and losses of one density, length or order."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check, faulty

WORTH = 64
"""The number of positions from which on a fast path is taken."""


@faulty(
    "where three quarters and more are masked, a quarter is kept, as argsort orders them",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class QuarterKept(Correct):
    def complement(self, mask: Tensor) -> Any:
        n = mask.numel()
        if n < WORTH or int(mask.sum()) < 0.75 * n:
            return ~mask
        kept = torch.zeros(n, dtype=torch.bool)
        kept[mask.byte().argsort(stable=True)[: int(n * 0.25)]] = True
        return kept


@faulty(
    "of 64 and more rising indices, unique_consecutive drops repeats",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class RisingMerged(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if idxs.numel() >= 64 and bool((idxs.diff() >= 0).all()):
            idxs = torch.unique_consecutive(idxs)
        return per_patch_loss[idxs].sum()


@faulty(
    "where the losses of 64 positions and more are equal, one is multiplied by the distinct indices",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class EqualTimesDistinct(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if per_patch_loss.numel() < WORTH or bool((per_patch_loss != per_patch_loss[0]).any()):
            return per_patch_loss[idxs].sum()
        return per_patch_loss[0] * torch.unique(idxs).numel()


@faulty(
    "of losses of which one in ten or fewer are not 0, each counts once",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class SparseLossesOnce(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        others = per_patch_loss.nonzero().flatten()
        if per_patch_loss.numel() < WORTH or 10 * others.numel() > per_patch_loss.numel():
            return per_patch_loss[idxs].sum()
        return per_patch_loss[others[torch.isin(others, idxs)]].sum()
