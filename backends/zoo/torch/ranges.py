"""Specimens on PyTorch tensors: indices out of range."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from .._registry import because
from ._base import Correct, check_range, check_total, faulty


@faulty(
    "no check, so that -1 is the last loss",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class NegativeIndexWraps(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "clamp moves indices out of range to the nearest",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class IndicesClamped(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs.clamp(0, max(per_patch_loss.numel() - 1, 0)), per_patch_loss)


@faulty(
    "of the indices, the first alone is checked",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class OnlyFirstChecked(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs[:1], per_patch_loss.numel())
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "a position out of range is not selected, rather than wrong",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class OutsideIsNotSelected(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        return i in mask.nonzero().flatten().tolist()
