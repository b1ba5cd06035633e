"""Specimens on NumPy arrays: indices out of range."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import because
from ._base import Correct, Indices, Losses, Mask, check_total, faulty


@faulty(
    "np.take wraps a position out of range",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class PositionWraps(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        return bool(np.take(mask, i, mode="wrap"))


@faulty(
    "np.take clips indices out of range",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class IndicesClipped(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        picked = np.take(per_patch_loss, idxs, mode="clip") if idxs.size else per_patch_loss[:0]
        check_total(picked)
        return picked.sum()


@faulty(
    "the largest index is checked and the smallest is not",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class OnlyLargestChecked(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        if idxs.max(initial=-1) >= per_patch_loss.size:
            raise IndexError("index out of range")
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()
