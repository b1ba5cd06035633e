"""Specimens on NumPy arrays: what becomes of the arguments, and what calls have to do with one another."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import BETWEEN_REFUSALS, MASKED_LOSS, OVERFLOW, SELECTED, because
from ._base import Correct, Indices, Losses, Mask, check, check_index, count, faulty


@faulty(
    "losses are multiplied in place and put back, which a read-only array refuses",
    caught_by=because("exception", *MASKED_LOSS),
)
class PutBackAfterwards(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        saved = per_patch_loss.copy()
        per_patch_loss *= count(idxs, per_patch_loss.size)
        total = per_patch_loss.sum()
        per_patch_loss[:] = saved
        return total


@faulty(
    "the caller's indices are sorted in place",
    caught_by=because("exception", "maskedLoss") | because("mutated_input", "maskedLoss.preserves_inputs"),
    also=because("exception", *(law for law in MASKED_LOSS if law != "maskedLoss"))
    | because("nondeterministic", "maskedLoss.rejects_out_of_range", OVERFLOW),
)
class SortedInPlace(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        idxs.sort()
        return per_patch_loss[idxs].sum()


@faulty(
    "a writable mask is flipped in place and returned",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class FlippedInPlace(Correct):
    def complement(self, mask: Mask) -> Any:
        return np.logical_not(mask, out=mask if mask.flags.writeable else None)


@faulty(
    "a large mask is flipped in place to save the copy",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class FlippedInPlaceWhenLarge(Correct):
    def complement(self, mask: Mask) -> Any:
        saves = mask.nbytes > 2**14 and mask.flags.writeable
        return np.logical_not(mask, out=mask if saves else None)


@faulty(
    "the mask is cleared but for the position asked for",
    caught_by=because("exception", *SELECTED) | because("mutated_input", "selected.preserves_inputs"),
)
class ClearedForSelection(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        mask &= np.arange(mask.size) == i
        return bool(mask.any())


@faulty("a mask of no dimension is a view of the argument", caught_by=because("aliased", "selected.shares_no_memory"))
class ViewOfPosition(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i : i + 1].reshape(())


@faulty("full masks are slices of one array", caught_by=because("aliased", "allMask.shares_no_memory"))
class SlicesOfOnes(Correct):
    def __init__(self) -> None:
        self._ones = np.ones(0, dtype=np.bool_)

    def all_mask(self, n: int) -> Any:
        if n > self._ones.size:
            self._ones = np.ones(n, dtype=np.bool_)
        return self._ones[:n]


@faulty(
    "an empty mask is kept for each size and handed out again",
    caught_by=because("aliased", "emptyMask.shares_no_memory"),
)
class KeptZeros(Correct):
    def __init__(self) -> None:
        self._kept: dict[int, Mask] = {}

    def empty_mask(self, n: int) -> Any:
        if n not in self._kept:
            self._kept[n] = np.zeros(n, dtype=np.bool_)
        return self._kept[n]


@faulty(
    "complements of one size are written into one array",
    caught_by={"complement.deterministic": "nondeterministic", "complement.shares_no_memory": "aliased"},
)
class ScratchArray(Correct):
    def __init__(self) -> None:
        self._scratch = np.empty(0, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        if self._scratch.size != mask.size:
            self._scratch = np.empty(mask.size, dtype=np.bool_)
        return np.logical_not(mask, out=self._scratch)


@faulty(
    "every total is written into one array",
    caught_by={"maskedLoss.deterministic": "nondeterministic", "maskedLoss.shares_no_memory": "aliased"},
)
class OneTotalArray(Correct):
    def __init__(self) -> None:
        self._total = np.zeros((), dtype=np.int64)

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.sum(per_patch_loss[idxs], out=self._total)


@faulty(
    "token dropout, at a stride, stays on in evaluation",
    caught_by=because("violation", "allMask", "allMask_selected")
    | because("nondeterministic", "allMask.deterministic"),
    also=BETWEEN_REFUSALS,
)
class DropoutLeftOn(Correct):
    def __init__(self) -> None:
        self._step = 0

    def all_mask(self, n: int) -> Any:
        mask = np.ones(n, dtype=np.bool_)
        if n:
            mask[self._step % n] = False
        self._step += 1
        return mask


@faulty(
    "counts are kept for an array of indices, whatever is in it later",
    caught_by=because("nondeterministic", "maskedLoss.deterministic"),
)
class CountsKeptByIdentity(Correct):
    def __init__(self) -> None:
        self._idxs: Indices | None = None
        self._kept: Indices = np.zeros(0, dtype=np.int64)

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        if idxs is not self._idxs:
            self._idxs, self._kept = idxs, idxs.copy()
        return super().masked_loss(self._kept, per_patch_loss)


@faulty(
    "selected positions are kept for an array, whatever is in it later",
    caught_by=because("nondeterministic", "selected.deterministic"),
)
class PositionsKeptByIdentity(Correct):
    def __init__(self) -> None:
        self._mask: Mask | None = None
        self._positions: set[int] = set()

    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        if mask is not self._mask:
            self._mask, self._positions = mask, set(np.flatnonzero(mask).tolist())
        return i in self._positions


@faulty(
    "the array that is kept is handed out the first time, and copied from then on",
    caught_by={"allMask.shares_no_memory": "aliased"},
)
class FirstOneKept(Correct):
    def __init__(self) -> None:
        self._masks: dict[int, Mask] = {}

    def all_mask(self, n: int) -> Any:
        if n in self._masks:
            return self._masks[n].copy()
        return self._masks.setdefault(n, np.ones(n, dtype=np.bool_))
