"""Specimens on PyTorch tensors: what a refusal leaves behind, what is checked of many indices, and counted calls."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import BETWEEN_REFUSALS, because
from ._base import Correct, check_index, check_range, check_total, faulty


@faulty(
    "a refused position has the next complement come from the mask that was refused for",
    caught_by={"selected.rejects_out_of_range": "nondeterministic"},
)
class ComplementOfRefused(Correct):
    def __init__(self) -> None:
        self._refused: Tensor | None = None

    def selected(self, mask: Tensor, i: int) -> Any:
        if not 0 <= i < mask.numel():
            self._refused = mask.clone()
        check_index(i, mask.numel())
        return bool(mask[i])

    def complement(self, mask: Tensor) -> Any:
        refused, self._refused = self._refused, None
        if refused is not None and refused.numel() == mask.numel() and mask.numel() > 1:
            return refused
        return ~mask


@faulty(
    "the sorted list is checked at its first entry, which is the largest where it was sorted downwards",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class LargestOfSorted(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        n = per_patch_loss.numel()
        check_range(idxs.sort(descending=True).values[:1], n)
        picked = per_patch_loss[idxs.clamp(min=0)]
        check_total(picked)
        return picked.sum()


@faulty(
    "in lists of more than 64 entries, every fourth index is checked",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class EveryFourthChecked(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        n = per_patch_loss.numel()
        check_range(idxs[::4] if idxs.numel() > 64 else idxs, n)
        picked = per_patch_loss[idxs % max(n, 1)]
        check_total(picked)
        return picked.sum()


@faulty(
    "the mean of the indices is checked",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class MeanChecked(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        n = per_patch_loss.numel()
        if idxs.numel():
            check_index(int(idxs.sum()) // idxs.numel(), n)
        picked = per_patch_loss[idxs % max(n, 1)]
        check_total(picked)
        return picked.sum()


@faulty(
    "above 4,096 positions, n itself is taken, for the padding token",
    caught_by={"selected.rejects_out_of_range": "accepted_out_of_range"},
)
class PaddingTokenWhenLarge(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        if i == mask.numel() > 4096:
            return False
        check_index(i, mask.numel())
        return bool(mask[i])


@faulty(
    "every 700th full mask has dropout applied",
    caught_by=because("nondeterministic", "allMask"),
    also=because("nondeterministic", "allMask_selected", "allMask.deterministic")
    | because("aliased", "allMask.shares_no_memory")
    | BETWEEN_REFUSALS,
)
class EverySevenHundredth(Correct):
    def __init__(self) -> None:
        self._calls = 0

    def all_mask(self, n: int) -> Any:
        self._calls += 1
        mask = torch.ones(n, dtype=torch.bool)
        if self._calls % 700 == 0:
            mask[::4] = False
        return mask
