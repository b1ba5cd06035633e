"""Specimens on Python lists: what is kept from one call to the next, and who else holds it."""

from __future__ import annotations

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check_index, faulty, pick

KEPT = 128
"""How many results a cache keeps."""


@faulty(
    "the complement that is kept is handed out on a miss, and copied from then on",
    caught_by={"complement.shares_no_memory": "aliased"},
)
class MissIsKept(Correct):
    def __init__(self) -> None:
        self._kept: dict[bytes, list[bool]] = {}

    def complement(self, mask: list[bool]) -> list[bool]:
        key = bytes(mask)
        if key in self._kept:
            return self._kept[key][:]
        if len(self._kept) == KEPT:
            self._kept.clear()
        return self._kept.setdefault(key, [not bit for bit in mask])


@faulty(
    "totals are kept by the losses and the length, ends and sum of the list",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class ListByEndsAndSum(Correct):
    def __init__(self) -> None:
        self._kept: dict[object, int] = {}

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        if len(idxs) < 16:
            return sum(picked)
        key = (hash(tuple(per_patch_loss)), len(idxs), idxs[0], idxs[-1], sum(idxs))
        return self._kept.setdefault(key, sum(picked))


@faulty(
    "complements are kept by the number of positions, the number selected and every 16th flag",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class MaskByEverySixteenth(Correct):
    def __init__(self) -> None:
        self._kept: dict[object, list[bool]] = {}

    def complement(self, mask: list[bool]) -> list[bool]:
        if len(mask) < 64:
            return [not bit for bit in mask]
        key = (len(mask), sum(mask), *mask[::16])
        return self._kept.setdefault(key, [not bit for bit in mask])[:]


@faulty(
    "selected positions are kept for a list of 256 flags and more, whatever is in it later",
    caught_by={"selected.deterministic": "nondeterministic"},
)
class PositionsOfLongLists(Correct):
    def __init__(self) -> None:
        self._mask: list[bool] = []
        self._positions: set[int] = set()

    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        if len(mask) < 256:
            return mask[i]
        if mask is not self._mask:
            self._mask, self._positions = mask, {k for k, bit in enumerate(mask) if bit}
        return i in self._positions


@faulty(
    "complements of one size are written into a ring of 100 lists",
    caught_by={"complement.shares_no_memory": "aliased", "complement.deterministic": "nondeterministic"},
)
class RingOfLists(Correct):
    def __init__(self) -> None:
        self._rings: dict[int, list[list[bool]]] = {}
        self._turn = 0

    def complement(self, mask: list[bool]) -> list[bool]:
        ring = self._rings.setdefault(len(mask), [])
        if len(ring) < 100:
            ring.append([])
            result = ring[-1]
        else:
            self._turn = (self._turn + 1) % 100
            result = ring[self._turn]
        result[:] = [not bit for bit in mask]
        return result


@faulty(
    "an empty mask of 4,096 positions and more is made once for each size",
    caught_by={"emptyMask.shares_no_memory": "aliased"},
)
class LargeOnesKept(Correct):
    def __init__(self) -> None:
        self._kept: dict[int, list[bool]] = {}

    def empty_mask(self, n: int) -> list[bool]:
        return [False] * n if n < 4096 else self._kept.setdefault(n, [False] * n)


@faulty(
    "from 1,000 positions on, the caller's list is sorted for locality",
    caught_by={"maskedLoss.preserves_inputs": "mutated_input"},
)
class SortedForLocality(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if len(per_patch_loss) >= 1000:
            idxs.sort()
        return sum(pick(idxs, per_patch_loss))
