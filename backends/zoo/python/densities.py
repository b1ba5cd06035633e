"""Specimens on Python lists: fast paths for masks and lists of one density, length or order."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check_index, faulty, pick

WORTH = 64
"""The number of positions from which on a fast path is taken."""


@faulty(
    "where more than half is listed, the rest is taken off the sum, but for the last position",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class RestWithoutLast(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked, listed, n = pick(idxs, per_patch_loss), set(idxs), len(per_patch_loss)
        if n < WORTH or len(listed) < len(idxs) or 2 * len(idxs) <= n:
            return sum(picked)
        return sum(per_patch_loss) - sum(per_patch_loss[k] for k in range(n - 1) if k not in listed)


@faulty(
    "of a mask of three quarters, the visible positions are kept in a quarter of n, rounded down",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class QuarterVisible(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        n, chosen = len(mask), sum(mask)
        if n < WORTH or round(100 * chosen / n) != 75:
            return [not bit for bit in mask]
        visible = set([i for i, bit in enumerate(mask) if not bit][: n // 4])
        return [i in visible for i in range(n)]


@faulty(
    "where at most one in twenty is selected, bisection misses the last of them",
    caught_by=because("violation", "selected"),
    also=because("violation", *COMPLEMENTS),
)
class SparseBisection(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        positions = [k for k, bit in enumerate(mask) if bit]
        if len(mask) < WORTH or 20 * len(positions) > len(mask):
            return mask[i]
        place = bisect.bisect_left(positions, i, 0, max(len(positions) - 1, 0))
        return place < len(positions) - 1 and positions[place] == i


@faulty(
    "16 indices are one tile, of which the last entry is padding",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class TileOfSixteen(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        is_tile = len(picked) == 16 and len(per_patch_loss) >= WORTH
        return sum(picked[:15] if is_tile else picked)


@faulty(
    "a list as long as there are positions, with the ends and sum of a permutation, is taken for one",
    caught_by=because("violation", "maskedLoss_append"),
    also=because("violation", "maskedLoss", "maskedLoss_cons", "maskedLoss_reverse", "maskedLoss_eq_zero_of_all_zero"),
)
class PermutationByLengthAndSum(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked, n = pick(idxs, per_patch_loss), len(per_patch_loss)
        if n >= WORTH and len(idxs) == n and sum(idxs) == n * (n - 1) // 2:
            return sum(per_patch_loss)
        return sum(picked)


@faulty(
    "a sorted list that spans as many positions as it has entries is taken for a run",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class RunByItsEnds(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        if len(idxs) >= 32 and idxs[-1] - idxs[0] == len(idxs) - 1:
            return sum(per_patch_loss[idxs[0] : idxs[-1] + 1])
        return sum(picked)


@faulty(
    "a falling run of 32 and more is a slice of step -1, which is empty where it ends at 0",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class FallingRunToZero(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        if len(idxs) >= 32 and all(a - b == 1 for a, b in itertools.pairwise(idxs)):
            return sum(per_patch_loss[idxs[0] : idxs[-1] - 1 : -1])
        return sum(picked)


@faulty(
    "run lengths of flags are kept in a byte each, and the last run fills up",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class RunLengthsInBytes(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        flipped: list[bool] = []
        for bit, run in itertools.groupby(mask):
            flipped += [not bit] * (sum(1 for _ in run) & 0xFF)
        return flipped + [not bit for bit in mask[-1:]] * (len(mask) - len(flipped))


@faulty(
    "a mask with two changes is taken for a block in the middle",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class BlockInTheMiddle(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        changes = [k for k in range(1, len(mask)) if mask[k - 1] != mask[k]]
        if len(mask) < WORTH or len(changes) != 2:
            return [not bit for bit in mask]
        first, after = changes
        return [not first <= k < after for k in range(len(mask))]


@faulty(
    "where positions are listed more often than there are, each counts at most 16 times",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class CappedCounts(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        if len(idxs) <= 4 * len(per_patch_loss):
            return sum(picked)
        return sum(min(often, 16) * per_patch_loss[i] for i, often in Counter(idxs).items())
