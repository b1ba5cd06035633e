"""Specimens on PyTorch tensors: fast paths for masks, lists and losses of one density, length or order."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check, check_index, faulty

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
    "a list whose first two and last entries are those of a range is taken for it",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class RangeByThreeEntries(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if idxs.numel() < 16:
            return per_patch_loss[idxs].sum()
        step = int(idxs[1] - idxs[0])
        is_range = step > 0 and int(idxs[-1] - idxs[0]) == step * (idxs.numel() - 1)
        return (
            sum(per_patch_loss[int(idxs[0]) : int(idxs[-1]) + 1 : step].tolist())
            if is_range
            else sum(per_patch_loss[idxs].tolist())
        )


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


@faulty(
    "flags that alternate at the start are taken to alternate to the end",
    caught_by=because("violation", "selected"),
    also=because("violation", *COMPLEMENTS),
)
class AlternatesAtTheStart(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        head = mask[:8]
        alternates = mask.numel() >= 128 and bool((head[1:] != head[:-1]).all())
        return bool(mask[i % 2 if alternates else i])


@faulty(
    "where more than half of 128 flags and more are selected, those not selected are searched up to n - 1",
    caught_by=because("violation", "selected"),
    also=because("violation", *COMPLEMENTS),
)
class OthersUpToLast(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        if mask.numel() < 128 or 2 * int(mask.sum()) <= mask.numel():
            return bool(mask[i])
        return i not in (~mask[:-1]).nonzero().flatten().tolist()
