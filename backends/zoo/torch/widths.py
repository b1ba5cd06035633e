"""Specimens on PyTorch tensors: counts, lengths, indices and totals in dtypes that are too narrow."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import COMPLEMENTS, OVERFLOW, TOTALS, because
from ._base import Correct, check, check_index, faulty

INDEX_LAWS = ("maskedLoss", "maskedLoss_cons", "maskedLoss_eq_zero_of_all_zero")


@faulty(
    "the sum is taken in int32 where each loss fits",
    caught_by=because("malformed", "maskedLoss"),
    also=because("malformed", *TOTALS, "maskedLoss.well_formed"),
)
class Int32WhereEachFits(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        fits = bool((picked < 2**31).all())
        return picked.sum(dtype=torch.int32 if fits else torch.int64)


@faulty(
    "the sum is taken in float32 where each loss fits",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class Float32WhereEachFits(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        return int(picked.float().sum()) if bool((picked < 2**24).all()) else picked.sum()


@faulty(
    "up to 256 patches and a class token, indices are kept in uint8",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class Uint8WithToken(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        narrow = idxs.to(torch.uint8).long() if per_patch_loss.numel() - 1 <= 256 else idxs
        return sum(per_patch_loss[narrow].tolist())


@faulty(
    "how often a position is listed is counted in bfloat16, exact up to 256",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class CountsInBfloat16(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        counts = torch.bincount(idxs, minlength=per_patch_loss.numel()).to(torch.bfloat16).long()
        return sum(often * loss for often, loss in zip(counts.tolist(), per_patch_loss.tolist(), strict=True))


@faulty(
    "uint8 losses are added in int16",
    caught_by={OVERFLOW: "malformed"},
)
class Uint8SummedInInt16(Correct):
    carrier = "torch:uint8"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=torch.int16)


@faulty(
    "selected flags are counted in uint8, and a count of 0 means that none is",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class NoneOf256(Correct):
    def complement(self, mask: Tensor) -> Any:
        if not int(mask.sum(dtype=torch.uint8)):
            return torch.ones(mask.numel(), dtype=torch.bool)
        return ~mask


@faulty(
    "above 1,024 positions, the running totals of flags are kept in uint8",
    caught_by=because("violation", "selected"),
    also=because("violation", "allMask_selected", *COMPLEMENTS),
)
class RunningTotalsInUint8(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        if mask.numel() <= 1024:
            return bool(mask[i])
        totals = mask.cumsum(0, dtype=torch.uint8)
        return int(totals[i]) > (int(totals[i - 1]) if i else 0)


@faulty(
    "float32 losses: the total is a mean times the number of indices, rounded",
    caught_by=because("violation", "maskedLoss", "maskedLoss.gradient", "maskedLoss.rounding"),
    also=because("violation", *TOTALS),
)
class MeanTimesNumber(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        return (picked.mean() * picked.numel()).round() if picked.numel() else picked.sum()
