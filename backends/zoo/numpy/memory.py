"""Specimens on NumPy arrays: what is kept from one call to the next, and whose memory it is."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

from .._registry import TOTALS, because
from ._base import Correct, Indices, Losses, Mask, check, check_index, faulty

KEPT = 128
"""How many results a cache keeps."""


@faulty(
    "the complement that is kept is handed out on a miss, and copied from then on",
    caught_by={"complement.shares_no_memory": "aliased"},
)
class MissIsKept(Correct):
    def __init__(self) -> None:
        self._kept: dict[bytes, Mask] = {}

    def complement(self, mask: Mask) -> Any:
        key = mask.tobytes()
        if key in self._kept:
            return self._kept[key].copy()
        if len(self._kept) == KEPT:
            self._kept.clear()
        return self._kept.setdefault(key, ~mask)


@faulty(
    "complements from 1,024 positions on are kept for an array, whatever is in it later",
    caught_by={"complement.deterministic": "nondeterministic"},
)
class LargeKeptByReference(Correct):
    def __init__(self) -> None:
        self._mask: Any = lambda: None
        self._flipped: Mask = np.zeros(0, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        if mask.size < 1024:
            return ~mask
        if self._mask() is not mask:
            self._mask, self._flipped = weakref.ref(mask), ~mask
        return self._flipped.copy()


@faulty(
    "complements of one size are written into a ring of 200 arrays",
    caught_by={"complement.shares_no_memory": "aliased", "complement.deterministic": "nondeterministic"},
)
class RingOfArrays(Correct):
    def __init__(self) -> None:
        self._ring: dict[tuple[int, int], Mask] = {}
        self._turns: dict[int, int] = {}

    def complement(self, mask: Mask) -> Any:
        turn = self._turns[mask.size] = (self._turns.get(mask.size, -1) + 1) % 200
        kept = self._ring.setdefault((mask.size, turn), np.empty(mask.size, dtype=np.bool_))
        return np.logical_not(mask, out=kept)


@faulty(
    "from 1,024 positions on, a flag of no dimension is a view of the mask",
    caught_by={"selected.shares_no_memory": "aliased"},
)
class ViewWhenLarge(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i : i + 1].reshape(()) if mask.size >= 1024 else bool(mask[i])


@faulty(
    "full masks from 4,096 positions on are writable views of one flag",
    caught_by={"allMask.shares_no_memory": "aliased"},
)
class LargeMasksOfOneFlag(Correct):
    def __init__(self) -> None:
        self._one = np.ones(1, dtype=np.bool_)

    def all_mask(self, n: int) -> Any:
        if n < 4096:
            return np.ones(n, dtype=np.bool_)
        return np.lib.stride_tricks.as_strided(self._one, (n,), (0,))


@faulty(
    "totals are kept by the list and the length and ends of the losses",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class LossesByTheirEnds(Correct):
    def __init__(self) -> None:
        self._kept: dict[object, Any] = {}

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        total = per_patch_loss[idxs].sum()
        if per_patch_loss.size < 64:
            return total
        key = (hash(idxs.tobytes()), per_patch_loss.size, per_patch_loss[0], per_patch_loss[-1])
        return self._kept.setdefault(key, total)


@faulty(
    "totals are kept by the losses and the length, ends and sum of the list",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class ListByEndsAndSum(Correct):
    def __init__(self) -> None:
        self._kept: dict[object, Any] = {}

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        total = per_patch_loss[idxs].sum()
        if idxs.size < 64:
            return total
        key = (hash(per_patch_loss.tobytes()), idxs.size, idxs[0], idxs[-1], idxs.sum())
        return self._kept.setdefault(key, total)


@faulty(
    "a mask of 1,024 flags and more is frozen so that it may be kept, and stays so",
    caught_by={"complement.preserves_inputs": "mutated_input"},
)
class StaysFrozen(Correct):
    def complement(self, mask: Mask) -> Any:
        if mask.size >= 1024:
            mask.flags.writeable = False
        return ~mask


@faulty(
    "losses are frozen while they are read, and stay so",
    caught_by={"maskedLoss.preserves_inputs": "mutated_input"},
)
class LossesStayFrozen(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        per_patch_loss.setflags(write=False)
        return per_patch_loss[idxs].sum()
