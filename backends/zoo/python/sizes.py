"""Specimens on Python lists: sizes at which blocks, pages, grids and shards end."""

from __future__ import annotations

import math

from .._registry import TOTALS, because
from ._base import Correct, faulty, pick


@faulty(
    "the class token before a square grid of 14 rows and more is not selected",
    caught_by=because("violation", "allMask"),
    also=because("violation", "allMask_selected"),
)
class TokenBeforeGrid(Correct):
    def all_mask(self, n: int) -> list[bool]:
        side = math.isqrt(max(n - 1, 0))
        has_token = side >= 14 and side * side == n - 1
        return [False] * has_token + [True] * (n - has_token)


@faulty(
    "above 1,000 positions, an empty mask is padded to whole bytes",
    caught_by=because("malformed", "emptyMask"),
    also=because("malformed", "emptyMask.well_formed", "emptyMask_not_selected"),
)
class PaddedAboveThousand(Correct):
    def empty_mask(self, n: int) -> list[bool]:
        return [False] * (n if n <= 1000 else n + -n % 8)


@faulty(
    "losses lie in shards of 1,000, and the last of a shard is read from the shard after it",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class EndOfShard(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        pick(idxs, per_patch_loss)
        last = len(per_patch_loss) - 1
        return sum(per_patch_loss[min(i + 1, last) if i % 1000 == 999 else i] for i in idxs)


@faulty(
    "a list of exactly as many micro-batches of 64 as it fills loses the last one",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class LastMicroBatch(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        full, over = divmod(len(picked), 64)
        batches = [picked[64 * k : 64 * (k + 1)] for k in range(full if over else full - 1)]
        return sum(map(sum, batches)) + sum(picked[64 * len(batches) :] if over else [])
