"""Specimens on PyTorch tensors: which losses are added, and how."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import ADDITION, MASKED_LOSS, ORDER, TOTALS, because
from ._base import Correct, check, check_range, faulty


@faulty("a bool mask made of the indices loses repeats", caught_by=because("violation", *ADDITION))
class MaskOfIndices(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        keep = torch.zeros_like(per_patch_loss, dtype=torch.bool)
        keep[idxs] = True
        return per_patch_loss[keep].sum()


@faulty("scatter_ writes 1 where scatter_add_ would count", caught_by=because("violation", *ADDITION))
class ScatterWithoutAdd(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        counts = torch.zeros(per_patch_loss.numel(), dtype=torch.int64)
        counts.scatter_(0, idxs, 1)
        return (per_patch_loss * counts).sum()


@faulty("the first index is left out as the class token", caught_by=because("violation", *ORDER))
class FirstIndexIsClassToken(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs[1:]].sum()


@faulty(
    "losses are read one place too early, as if a class token came before them",
    caught_by=because("violation", "maskedLoss", "maskedLoss_cons", "maskedLoss_eq_zero_of_all_zero"),
)
class ClassTokenOffset(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        with_token = torch.cat([per_patch_loss.new_zeros(1), per_patch_loss])
        return sum(with_token[idxs].tolist())


@faulty(
    "indices are stored as int16, so that 32768 is negative and counts from the end",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class Int16Indices(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return sum(per_patch_loss[idxs.to(torch.int16).long()].tolist())


@faulty("a list is cut off after 1024 tokens", caught_by=because("violation", *ORDER))
class ContextOf1024(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs[:1024]].sum()


@faulty("above 196 indices, unfold drops what does not fill an image", caught_by=because("violation", *ORDER))
class WholeImagesOnly(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if picked.numel() <= 196:
            return picked.sum()
        return picked.unfold(0, 196, 196).sum()


@faulty(
    "the formula of MAE, (loss * mask).sum() / mask.sum(), which is NaN for no index",
    caught_by=because("malformed", *MASKED_LOSS)
    | because("violation", "maskedLoss.ignores_unread", "maskedLoss.gradient", "maskedLoss.rounding"),
)
class MeanOverMask(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        mask = torch.zeros_like(per_patch_loss)
        mask[idxs] = 1
        return (per_patch_loss * mask).sum() / mask.sum()


@faulty(
    "a total of 0 is raised to 1, so that nothing is divided by 0",
    caught_by=because("violation", *ADDITION, "maskedLoss_nil", "maskedLoss_eq_zero_of_all_zero"),
)
class AtLeastOne(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs, per_patch_loss).clamp(min=1)


@faulty("autocast rounds the total to bfloat16", caught_by=because("violation", *ADDITION, "maskedLoss.rounding"))
class RoundedToBfloat16(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs, per_patch_loss).to(torch.bfloat16).to(torch.float32)


@faulty("the sum is taken in uint8", caught_by=because("violation", *ADDITION))
class Uint8Accumulator(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=torch.uint8)


@faulty("the total is rounded to float32 and is wrong above 2^24", caught_by=because("violation", *ADDITION))
class RoundedToFloat32(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return int(super().masked_loss(idxs, per_patch_loss).to(torch.float32))


@faulty("a total above uint8 wraps", caught_by=because("violation", "maskedLoss.no_silent_overflow"))
class Uint8Wraps(Correct):
    carrier = "torch:uint8"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs, per_patch_loss.numel())
        return per_patch_loss[idxs].sum(dtype=torch.uint8)


@faulty("a total above 2^8 is rounded", caught_by=because("violation", "maskedLoss.no_silent_overflow"))
class Bfloat16Rounds(Correct):
    carrier = "torch:bfloat16"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs, per_patch_loss.numel())
        return per_patch_loss[idxs].sum()


@faulty(
    "a total above int64 wraps to a negative number",
    caught_by=because("malformed", "maskedLoss.no_silent_overflow"),
)
class Int64Wraps(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs, per_patch_loss.numel())
        return per_patch_loss[idxs].sum()
