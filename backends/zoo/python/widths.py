"""Specimens on Python lists: words, digits and indices that are too narrow."""

from __future__ import annotations

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, faulty, pick


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
    "a total of small losses is kept in 16 bits",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class SmallLossesInSixteenBits(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        total = sum(pick(idxs, per_patch_loss))
        return total & 0xFFFF if max(per_patch_loss, default=0) < 2**15 else total
