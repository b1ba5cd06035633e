"""Specimens on Python lists: words, digits and indices that are too narrow."""

from __future__ import annotations

import decimal
import math

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check_index, faulty, pick


@faulty(
    "the last of the 64-bit words of a mask is cut to n % 64 bits, which is none where n is a multiple",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class LastWordCut(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        n, flipped = len(mask), [not bit for bit in mask]
        if n >= 128:
            flipped[n - 1 - (n - 1) % 64 + n % 64 :] = [False] * ((n - 1) % 64 + 1 - n % 64)
        return flipped


@faulty("a position goes through 16 bits, so that 65,536 is 0", caught_by=because("violation", "selected"))
class PositionInSixteenBits(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        return mask[i & 0xFFFF]


@faulty(
    "an index goes through 13 bits of an entry, so that 8,192 is 0",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class IndexInThirteenBits(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        pick(idxs, per_patch_loss)
        return sum(per_patch_loss[i & 0x1FFF] for i in idxs)


@faulty(
    "lists of more than 1,024 are added in float64, wrong above 2^53",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class FloatWhenLong(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        return int(math.fsum(picked)) if len(picked) > 1024 else sum(picked)


@faulty(
    "losses are taken apart into four limbs of 32 bits, and what is beyond is lost",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class FourLimbs(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        return sum(sum(loss >> 32 * limb & 0xFFFF_FFFF for loss in picked) << 32 * limb for limb in range(4))


@faulty(
    "decimals of the default context are added, which keep 28 digits",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class TwentyEightDigits(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        context = decimal.Context(prec=28)
        total = decimal.Decimal(0)
        for loss in pick(idxs, per_patch_loss):
            total = context.add(total, decimal.Decimal(loss))
        return int(total)


@faulty(
    "a total of small losses is kept in 16 bits",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class SmallLossesInSixteenBits(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        total = sum(pick(idxs, per_patch_loss))
        return total & 0xFFFF if max(per_patch_loss, default=0) < 2**15 else total
