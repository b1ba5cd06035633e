"""Specimens on NumPy arrays: what a refusal leaves behind, what is checked of many indices, and counted calls."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import BETWEEN_REFUSALS, TOTALS, because
from ._base import Correct, Indices, Losses, Mask, check_index, check_range, check_total, faulty


@faulty(
    "counts are cleared after a total, and a refused list leaves its own there",
    caught_by={"maskedLoss.rejects_out_of_range": "nondeterministic"},
    also=because("nondeterministic", *TOTALS, "maskedLoss"),
)
class CountsOfRefused(Correct):
    def __init__(self) -> None:
        self._counts = np.zeros(0, dtype=np.int64)

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        n = per_patch_loss.size
        if self._counts.size != n:
            self._counts = np.zeros(n, dtype=np.int64)
        np.add.at(self._counts, idxs[(idxs >= 0) & (idxs < n)], 1)
        check_range(idxs, n)
        check_total(per_patch_loss[idxs])
        total = (self._counts * per_patch_loss).sum()
        self._counts[:] = 0
        return total


@faulty(
    "a refused list leaves the next full mask without its last position",
    caught_by={"maskedLoss.rejects_out_of_range": "nondeterministic"},
    also={"maskedLoss.no_silent_overflow": "nondeterministic"},
)
class RefusalShortensMask(Correct):
    def __init__(self) -> None:
        self._is_refused = False

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        self._is_refused = True
        total = super().masked_loss(idxs, per_patch_loss)
        self._is_refused = False
        return total

    def all_mask(self, n: int) -> Any:
        mask = np.ones(n, dtype=np.bool_)
        mask[n - self._is_refused :] = False
        self._is_refused = False
        return mask


@faulty(
    "a list is checked at its ends where the first is not above the last",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class EndsOfRising(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        is_rising = idxs.size > 0 and idxs[0] <= idxs[-1]
        check_range(idxs[[0, -1]] if is_rising else idxs, per_patch_loss.size)
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "the span of the indices is checked, and not their ends",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class SpanChecked(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        if idxs.size and np.ptp(idxs) >= per_patch_loss.size:
            raise IndexError("the indices span more than there is")
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "lists of more than 1,000 indices are trusted",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class LongListsTrusted(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs[:0] if idxs.size > 1000 else idxs, per_patch_loss.size)
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "a mask is padded to 64 flags, and the padding can be read",
    caught_by={"selected.rejects_out_of_range": "accepted_out_of_range"},
)
class PaddingReadable(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        padded = np.pad(mask, (0, -mask.size % 64))
        check_index(i, padded.size)
        return bool(padded[i])


@faulty(
    "the smallest and the largest are checked as absolute values",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class AbsoluteValuesChecked(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(np.abs(idxs), per_patch_loss.size)
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "every 500th complement is that of the call before, where the sizes are the same",
    caught_by=because("nondeterministic", "complement"),
    also=because("nondeterministic", "complement_selected_iff", "complement.deterministic")
    | because("aliased", "complement.shares_no_memory")
    | BETWEEN_REFUSALS,
)
class EveryFiveHundredth(Correct):
    def __init__(self) -> None:
        self._calls = 0
        self._before = np.zeros(0, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        self._calls += 1
        flipped = ~mask
        if self._calls % 500 == 0 and self._before.size == mask.size:
            flipped = self._before.copy()
        self._before = flipped.copy()
        return flipped
