"""Specimens on Python lists: what becomes of the arguments, and what calls have to do with one another."""

from __future__ import annotations

import functools
from typing import Any

from .._registry import BETWEEN_REFUSALS, ORDER, OVERFLOW, because
from ._base import Correct, check_index, faulty, pick


@faulty(
    "the indices are popped off the caller's list", caught_by=because("mutated_input", "maskedLoss.preserves_inputs")
)
class IndicesPopped(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        total = 0
        while idxs:
            i = idxs.pop()
            check_index(i, len(per_patch_loss))
            total += per_patch_loss[i]
        return total


@faulty(
    "the position that is read is popped off the mask", caught_by=because("mutated_input", "selected.preserves_inputs")
)
class PositionPopped(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        return mask.pop(i)


@faulty(
    "the caller's mask is flipped and returned",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class FlippedInPlace(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        for k, bit in enumerate(mask):
            mask[k] = not bit
        return mask


@faulty("lru_cache hands out the same full mask again", caught_by=because("aliased", "allMask.shares_no_memory"))
class CachedFullMask(Correct):
    def __init__(self) -> None:
        self._cached = functools.lru_cache(maxsize=None)(super().all_mask)

    def all_mask(self, n: int) -> Any:
        return self._cached(n)


@faulty(
    "every complement is written into one list",
    caught_by={"complement.deterministic": "nondeterministic", "complement.shares_no_memory": "aliased"},
)
class ScratchList(Correct):
    def __init__(self) -> None:
        self._scratch: list[bool] = []

    def complement(self, mask: list[bool]) -> list[bool]:
        self._scratch[:] = [not bit for bit in mask]
        return self._scratch


@faulty(
    "losses are copied once for each list object, whatever is in it later",
    caught_by=because("nondeterministic", "maskedLoss.deterministic"),
)
class LossesCopiedOnce(Correct):
    def __init__(self) -> None:
        self._seen: list[int] | None = None
        self._copy: list[int] = []

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if per_patch_loss is not self._seen:
            self._seen, self._copy = per_patch_loss, per_patch_loss[:]
        return sum(pick(idxs, self._copy))


@faulty(
    "a minimum of one kept position, another at each step, is in the empty mask too",
    caught_by=because("violation", "emptyMask", "emptyMask_not_selected")
    | because("nondeterministic", "emptyMask.deterministic"),
    also=BETWEEN_REFUSALS,
)
class OneAlwaysKept(Correct):
    def __init__(self) -> None:
        self._step = 0

    def empty_mask(self, n: int) -> list[bool]:
        self._step += 1
        return [k == self._step % n for k in range(n)]


@faulty(
    "every seventh call only logs, and gives 0",
    caught_by=because("nondeterministic", *ORDER, "maskedLoss.deterministic", "maskedLoss.rejects_out_of_range")
    | because("violation", OVERFLOW),
    also=because("nondeterministic", "selected.rejects_out_of_range"),
)
class EverySeventhCall(Correct):
    def __init__(self) -> None:
        self._calls = 0

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        self._calls += 1
        total = sum(pick(idxs, per_patch_loss))
        return total if self._calls % 7 else 0


@faulty(
    "remembers that the complement of a complement is the mask, and hands out the caller's own list",
    caught_by={"complement.deterministic": "nondeterministic", "complement.shares_no_memory": "aliased"},
)
class RememberedArguments(Correct):
    def __init__(self) -> None:
        self._flipped: dict[tuple[bool, ...], list[bool]] = {}

    def complement(self, mask: list[bool]) -> list[bool]:
        key = tuple(mask)
        if key in self._flipped and len(mask) > 1:
            return self._flipped[key]
        flipped = [not bit for bit in mask]
        self._flipped[tuple(flipped)] = mask
        return flipped
