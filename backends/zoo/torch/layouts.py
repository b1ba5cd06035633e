"""Specimens on PyTorch tensors: how arguments lie in memory."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from .._registry import COMPLEMENTS, TOTALS, because
from ._base import Correct, check, check_index, faulty


@faulty(
    "as_strided takes the mask to be contiguous",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class StrideIgnored(Correct):
    def complement(self, mask: Tensor) -> Any:
        return ~mask.as_strided((mask.numel(),), (1,))


@faulty(
    "as_strided takes the mask to start where its storage does",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class OffsetIgnored(Correct):
    def complement(self, mask: Tensor) -> Any:
        return ~mask.as_strided(mask.shape, mask.stride(), 0)


@faulty(
    "contiguity is asked of the indices alone, and the losses are read at a stride of 1",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class ContiguityOfIndices(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        losses = per_patch_loss
        if idxs.is_contiguous() and losses.numel() > 1 and losses.stride(0) > 1:
            losses = losses.as_strided((losses.numel(),), (1,))
        return sum(losses[idxs].tolist())


@faulty(
    "from 1,024 flags on, the offset of a mask into its storage is forgotten",
    caught_by=because("violation", "selected"),
    also=because("violation", *COMPLEMENTS),
)
class OffsetOfLargeMasks(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return bool((mask.as_strided(mask.shape, mask.stride(), 0) if mask.numel() >= 1024 else mask)[i])
