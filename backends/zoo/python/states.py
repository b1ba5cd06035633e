"""Specimens on Python lists: what a refusal leaves behind, what is checked of many indices, and counted calls."""

from __future__ import annotations

from ._base import Correct, check_index, faulty, pick


@faulty(
    "the total so far is kept in the object, and a refused list leaves its part there",
    caught_by={"maskedLoss.rejects_out_of_range": "nondeterministic"},
)
class PartOfRefusedTotal(Correct):
    def __init__(self) -> None:
        self._total = 0

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        for i in idxs:
            check_index(i, len(per_patch_loss))
            self._total += per_patch_loss[i]
        total, self._total = self._total, 0
        return total


@faulty(
    "a refused position leaves the mask locked, and the next complement is a copy",
    caught_by={"selected.rejects_out_of_range": "nondeterministic"},
)
class LockedByRefusal(Correct):
    def __init__(self) -> None:
        self._is_locked = False

    def selected(self, mask: list[bool], i: int) -> bool:
        self._is_locked = True
        check_index(i, len(mask))
        self._is_locked = False
        return mask[i]

    def complement(self, mask: list[bool]) -> list[bool]:
        was_locked, self._is_locked = self._is_locked, False
        return mask[:] if was_locked else [not bit for bit in mask]


@faulty(
    "one index too small and one too large cancel each other in the check",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class BadOnesCancel(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        n = len(per_patch_loss)
        if sum((i >= n) - (i < 0) for i in idxs):
            raise IndexError("an index is out of range")
        return sum(per_patch_loss[i % n] for i in idxs)


@faulty(
    "of the indices, the first and the last alone are checked",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class EndsChecked(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        n = len(per_patch_loss)
        pick(idxs[:1] + idxs[-1:], per_patch_loss)
        return sum(per_patch_loss[i % n] for i in idxs)


@faulty(
    "in lists of more than 64 entries, every eighth index is checked",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class EveryEighthChecked(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        n = len(per_patch_loss)
        pick(idxs[::8] if len(idxs) > 64 else idxs, per_patch_loss)
        return sum(per_patch_loss[i % n] for i in idxs)


@faulty(
    "a list whose sum lies between 0 and its length times n - 1 passes the check",
    caught_by={"maskedLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class CheckedBySum(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        n = len(per_patch_loss)
        if not n or not 0 <= sum(idxs) <= len(idxs) * (n - 1):
            pick(idxs, per_patch_loss)
        return sum(per_patch_loss[i % n] for i in idxs)


@faulty(
    "a position is cut to 32 bits before it is checked, so that 2^32 is 0",
    caught_by={"selected.rejects_out_of_range": "accepted_out_of_range"},
)
class CutBeforeCheck(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        i = (i + 2**31) % 2**32 - 2**31
        check_index(i, len(mask))
        return mask[i]


@faulty(
    "three refusals in a row turn the checks off",
    caught_by={"selected.rejects_out_of_range": "accepted_out_of_range"},
)
class ChecksTurnedOff(Correct):
    def __init__(self) -> None:
        self._refused = 0

    def selected(self, mask: list[bool], i: int) -> bool:
        if not 0 <= i < len(mask):
            self._refused += 1
            if self._refused <= 3 or not mask:
                raise IndexError(f"position {i} is out of range")
            return mask[i % len(mask)]
        self._refused = 0
        return mask[i]
