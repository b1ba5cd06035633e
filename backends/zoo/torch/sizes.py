"""Specimens on PyTorch tensors: sizes at which blocks, grids, tubes and words end."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check, check_index, faulty


@faulty(
    "blocks of 768 are written, and the last one is not where n is a multiple",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class LastBlockUnwritten(Correct):
    def complement(self, mask: Tensor) -> Any:
        n = mask.numel()
        if n < 768:
            return ~mask
        flipped = torch.zeros_like(mask, memory_format=torch.contiguous_format)
        for block in range((n - 1) // 768):
            flipped[768 * block : 768 * (block + 1)] = ~mask[768 * block : 768 * (block + 1)]
        if n % 768:
            flipped[-(n % 768) :] = ~mask[-(n % 768) :]
        return flipped


@faulty(
    "from two frames of 196 on, a mask is taken for a tube: all frames are as the first",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class TubeOfFrames(Correct):
    def complement(self, mask: Tensor) -> Any:
        frames, over = divmod(mask.numel(), 196)
        return ~mask if over or frames < 2 else ~mask[:196].repeat(frames)


@faulty(
    "a class token before a square grid costs nothing",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class TokenCostsNothing(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        side = math.isqrt(max(per_patch_loss.numel() - 1, 0))
        has_token = side >= 14 and side * side == per_patch_loss.numel() - 1
        return per_patch_loss[idxs[idxs != 0] if has_token else idxs].sum()


@faulty(
    "above 64 losses, halves are added until one is left, and an odd one out is lost",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class HalvesWithoutOddOne(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if picked.numel() <= 64:
            return picked.sum()
        while picked.numel() > 1:
            half = picked.numel() // 2
            picked = picked[:half] + picked[half : 2 * half]
        return picked[0]


@faulty(
    "an empty mask above 2^17 positions is whole tiles of 1,024",
    caught_by=because("malformed", "emptyMask"),
    also=because("malformed", "emptyMask.well_formed", "emptyMask_not_selected"),
)
class WholeTiles(Correct):
    def empty_mask(self, n: int) -> Any:
        return torch.zeros(n if n <= 2**17 else n + -n % 1024, dtype=torch.bool)


@faulty(
    "64 flags are a float64 sum of powers of two, which keeps 53 of them",
    caught_by=because("violation", "selected"),
    also=because("violation", "allMask_selected", *COMPLEMENTS),
)
class WordsInFloat64(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        start = i // 64 * 64
        flags = mask[start : start + 64].double()
        word = int((flags * 2.0 ** torch.arange(flags.numel(), dtype=torch.float64)).sum())
        return bool(word >> i - start & 1)


@faulty(
    "windows of 1,000 that unfold makes leave out a tail, but for that of a short list",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class WindowsWithoutTail(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        over = picked.numel() % 1000
        return picked.unfold(0, 1000, 1000).sum() if picked.numel() > 1000 and over < 100 else picked.sum()


@faulty(
    "chunk(8) is taken to give eight parts of one size, and the last is cut",
    caught_by=because("malformed", "complement"),
    also=because("malformed", "complement.well_formed", "complement_selected_iff"),
)
class EightEqualChunks(Correct):
    def complement(self, mask: Tensor) -> Any:
        if mask.numel() < 512:
            return ~mask
        return torch.cat([~part[: mask.numel() // 8] for part in mask.chunk(8)])


@faulty(
    "a full mask of 3 * 2^k positions, from 192 on, is tiled from thirds without the last flag",
    caught_by=because("violation", "allMask"),
    also=because("violation", "allMask_selected"),
)
class LastThirdShort(Correct):
    def all_mask(self, n: int) -> Any:
        mask = torch.ones(n, dtype=torch.bool)
        if n >= 192 and n % 3 == 0 and (n // 3) & (n // 3 - 1) == 0:
            mask[-1] = False
        return mask
