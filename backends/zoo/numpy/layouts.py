"""Specimens on NumPy arrays: how arguments lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import MASKED_LOSS, because
from ._base import Correct, Indices, Losses, Mask, check, faulty


@faulty(
    "the array under a view is read in place of the view",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class ReadsTheBase(Correct):
    def complement(self, mask: Mask) -> Any:
        base = mask.base if isinstance(mask.base, np.ndarray) else mask
        return ~base.reshape(-1)[: mask.size]


@faulty("frombuffer raises on losses that are not contiguous", caught_by=because("exception", *MASKED_LOSS))
class ContiguousOnly(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.frombuffer(per_patch_loss.data, dtype=per_patch_loss.dtype)[idxs].sum()
