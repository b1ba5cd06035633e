"""Specimens on NumPy arrays: fast paths for masks and lists of one density, length, order or shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, Indices, Losses, Mask, check, check_index, faulty

WORTH = 64
"""The number of positions from which on a fast path is taken."""


@faulty(
    "where more than half is listed, the rest is taken off the sum, as if nothing were listed twice",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class RestIgnoresRepeats(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if per_patch_loss.size < WORTH or 2 * idxs.size <= per_patch_loss.size:
            return per_patch_loss[idxs].sum()
        rest = np.ones(per_patch_loss.size, dtype=np.bool_)
        rest[idxs] = False
        return sum(per_patch_loss.tolist()) - sum(per_patch_loss[rest].tolist())


@faulty(
    "a mask of 75 % to two digits leaves exactly a quarter of the positions",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class ExactlyAQuarter(Correct):
    def complement(self, mask: Mask) -> Any:
        if mask.size < WORTH or round(float(mask.mean()), 2) != 0.75:
            return ~mask
        flipped = np.zeros(mask.size, dtype=np.bool_)
        flipped[np.argsort(mask, kind="stable")[: mask.size // 4]] = True
        return flipped


@faulty(
    "where nine tenths and more are selected, others are looked for up to the last but one",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class DenseWithoutLast(Correct):
    def complement(self, mask: Mask) -> Any:
        if mask.size < WORTH or mask.sum() < 0.9 * mask.size:
            return ~mask
        flipped = np.zeros(mask.size, dtype=np.bool_)
        flipped[np.flatnonzero(~mask[:-1])] = True
        return flipped


@faulty(
    "where one in twenty or fewer are selected, positions are kept in 10 bits",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class SparseInTenBits(Correct):
    def complement(self, mask: Mask) -> Any:
        flipped, positions = np.ones(mask.size, dtype=np.bool_), np.flatnonzero(mask)
        if mask.size >= WORTH and 20 * positions.size <= mask.size:
            positions &= 0x3FF
        flipped[positions] = False
        return flipped


@faulty(
    "a long list whose first index is below its last is searched as if it were sorted",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class SearchedAsSorted(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if idxs.size < WORTH or idxs[0] >= idxs[-1]:
            return per_patch_loss[idxs].sum()
        edges = np.searchsorted(idxs, np.arange(per_patch_loss.size + 1))
        return sum((np.diff(edges) * per_patch_loss).tolist())


@faulty(
    "the total of a run is a difference of running totals, which takes the last off where it starts at 0",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class RunFromZero(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if idxs.size < 32 or (np.diff(idxs) != 1).any() or sum(per_patch_loss.tolist()) >= 2**62:
            return per_patch_loss[idxs].sum()
        totals = per_patch_loss.cumsum()
        return abs(totals[idxs[-1]] - totals[idxs[0] - 1])


@faulty(
    "lists of more than 4,096 are added in chunks, and a last chunk of a few is left out",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class LastChunkOfFew(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked, over = per_patch_loss[idxs], idxs.size % 4096
        return picked[: picked.size - over if picked.size > 4096 and over < 256 else None].sum()


@faulty(
    "a mask that fills nine tenths of its bounding box on a square grid is taken for a block",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class BoundingBox(Correct):
    def complement(self, mask: Mask) -> Any:
        side = math.isqrt(mask.size)
        if side < 8 or side * side != mask.size or not mask.any():
            return ~mask
        rows, columns = np.nonzero(mask.reshape(side, side))
        flipped = np.ones((side, side), dtype=np.bool_)
        flipped[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = False
        is_block = rows.size >= 0.9 * (mask.size - flipped.sum())
        return flipped.ravel() if is_block else ~mask


@faulty(
    "the flags repeat if the first 64 do, and a period of the first two is laid out over all",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class PeriodOfTheFirst(Correct):
    def complement(self, mask: Mask) -> Any:
        head = mask[:64]
        if mask.size <= 64 or (head[2:] != head[:-2]).any():
            return ~mask
        return np.resize(~mask[:2], mask.size)


@faulty(
    "a list as long as there are positions, with ends and sum of a permutation, is taken for one",
    caught_by=because("violation", "maskedLoss_append"),
    also=because("violation", "maskedLoss", "maskedLoss_cons", "maskedLoss_reverse", "maskedLoss_eq_zero_of_all_zero"),
)
class PermutationByEnds(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        n = per_patch_loss.size
        if n >= WORTH and idxs.size == n and idxs[0] + idxs[-1] == n - 1 and idxs.sum() == n * (n - 1) // 2:
            return sum(per_patch_loss.tolist())
        return per_patch_loss[idxs].sum()


@faulty(
    "one index among more than 1,000 positions is looked up in a table of the first 1,000",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class TableOfThousand(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs % 1000 if idxs.size == 1 else idxs].sum()


@faulty(
    "where a third to a half is selected, the last word of 64 flags is not read",
    caught_by=because("violation", "selected"),
    also=because("violation", *COMPLEMENTS),
)
class MediumWithoutLastWord(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        is_medium = mask.size >= 128 and 1 / 3 <= mask.mean() <= 1 / 2
        return bool(mask[i]) and not (is_medium and i >= (mask.size - 1) // 64 * 64)


@faulty(
    "a block of a square grid is cut out in Fortran order, and comes back in the order of memory",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class BlockInOrderOfMemory(Correct):
    def complement(self, mask: Mask) -> Any:
        side = math.isqrt(mask.size)
        if side < 8 or side * side != mask.size:
            return ~mask
        grid = mask.reshape(side, side)
        rows, columns = np.flatnonzero(grid.any(axis=1)), np.flatnonzero(grid.any(axis=0))
        if rows.size < 2 or not grid[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all():
            return ~mask
        flipped = np.ones((side, side), dtype=np.bool_, order="F")
        flipped[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = False
        return flipped.ravel("K")
