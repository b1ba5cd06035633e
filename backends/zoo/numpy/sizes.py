"""Specimens on NumPy arrays: sizes at which blocks, grids, tubes and images end."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, Indices, Losses, Mask, check, check_index, faulty


@faulty(
    "from n = 40,000 on, a mask is flipped in place",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class InPlaceFromFortyThousand(Correct):
    def complement(self, mask: Mask) -> Any:
        return np.logical_not(mask, out=mask if mask.size >= 40_000 and mask.flags.writeable else None)


@faulty(
    "range(0, n - 1, 4096) leaves out a block that holds one flag",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class BlockOfOneUnwritten(Correct):
    def complement(self, mask: Mask) -> Any:
        if mask.size < 4096:
            return ~mask
        flipped = np.zeros(mask.size, dtype=np.bool_)
        for start in range(0, mask.size - 1, 4096):
            np.logical_not(mask[start : start + 4096], out=flipped[start : start + 4096])
        return flipped


@faulty(
    "a 14x14 grid is read by columns",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class GridByColumns(Correct):
    def complement(self, mask: Mask) -> Any:
        return ~mask.reshape(14, 14).T.flatten() if mask.size == 196 else ~mask


@faulty(
    "eight frames of 14x14 are taken for a tube: all are as the first",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class TubeOfEightFrames(Correct):
    def complement(self, mask: Mask) -> Any:
        return np.tile(~mask[:196], 8) if mask.size == 8 * 196 else ~mask


@faulty(
    "rows and columns of a square image of 24 rows and more are swapped",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class PixelsTransposed(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        side = math.isqrt(per_patch_loss.size)
        if side >= 24 and side * side == per_patch_loss.size:
            rows, columns = np.divmod(idxs, side)
            idxs = side * columns + rows
        return sum(per_patch_loss[idxs].tolist())


@faulty(
    "a full mask above 2^17 positions is two halves of n // 2",
    caught_by=because("malformed", "allMask"),
    also=because("malformed", "allMask.well_formed", "allMask_selected"),
)
class TwoHalves(Correct):
    def all_mask(self, n: int) -> Any:
        return np.ones(n if n <= 2**17 else 2 * (n // 2), dtype=np.bool_)


@faulty(
    "from 256 positions on, a tail that fills no byte is not flipped",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class TailOfByte(Correct):
    def complement(self, mask: Mask) -> Any:
        if mask.size < 256:
            return ~mask
        flipped, whole = mask.copy(), mask.size // 8 * 8
        flipped[:whole] = np.unpackbits(~np.packbits(mask[:whole])).astype(np.bool_)
        return flipped


@faulty(
    "a prime number of positions above 64 is cut to an even one to make a grid",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class PrimeCutToGrid(Correct):
    def complement(self, mask: Mask) -> Any:
        rows = next((d for d in range(math.isqrt(mask.size), 1, -1) if mask.size % d == 0), 1)
        flipped, covered = mask.copy(), mask.size
        if mask.size > 64 and rows == 1:
            covered -= 1
        flipped[:covered] = ~mask[:covered]
        return flipped


@faulty(
    "two levels of running totals: the last block is not carried where it is full",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class LastBlockNotCarried(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if picked.size < 1024 or picked.size % 512:
            return picked.sum()
        ends = picked.reshape(-1, 512).cumsum(axis=1)[:, -1]
        return ends.cumsum()[-2]


@faulty(
    "patches of a square grid are summed by rows and columns less one, without the corner",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class GridWithoutCorner(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        side = math.isqrt(picked.size)
        if side < 14 or side * side != picked.size:
            return picked.sum()
        grid = picked.reshape(side, side)
        return grid[:-1].sum() + grid[-1, :-1].sum()


@faulty(
    "a mask is 32-bit words and what is left over, which is looked up from the last word's start",
    caught_by=because("violation", "selected"),
)
class TailFromLastWord(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        whole = mask.size // 32 * 32
        return bool(mask[i - 32 if i >= whole >= 128 else i])
