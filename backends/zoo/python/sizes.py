"""Specimens on Python lists: sizes at which blocks, pages, grids and shards end."""

from __future__ import annotations

import math

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check_index, faulty, pick


@faulty(
    "flags are flipped in blocks of 768, and the last block stays where it is a full one",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class LastFullBlockStays(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        n, flipped = len(mask), mask[:]
        for block in range((n - 1) // 768):
            flipped[768 * block : 768 * (block + 1)] = [not bit for bit in mask[768 * block : 768 * (block + 1)]]
        if n % 768:
            flipped[-(n % 768) :] = [not bit for bit in mask[-(n % 768) :]]
        return flipped


@faulty(
    "from 2^17 positions on, four workers flip a quarter each, and what is over stays",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class QuartersOfWorkers(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        share = len(mask) // 4 * 4 if len(mask) >= 2**17 else len(mask)
        return [not bit for bit in mask[:share]] + mask[share:]


@faulty(
    "the last position of a page of 1,024 is looked up on the page after it",
    caught_by=because("violation", "selected"),
)
class EndOfPage(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        page, place = divmod(i + 1, 1024)
        place -= 1
        flags = mask[1024 * page : 1024 * (page + 1)] or mask[1024 * (page - 1) :]
        return flags[place] if place >= 0 else flags[0]


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
