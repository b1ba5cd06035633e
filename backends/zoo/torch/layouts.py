"""Specimens on PyTorch tensors: how arguments lie in memory."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from .._registry import COMPLEMENTS, IN_LAYOUTS, because
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
    also=IN_LAYOUTS,
)
class ContiguityOfIndices(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        losses = per_patch_loss
        if idxs.is_contiguous() and losses.numel() > 1 and losses.stride(0) > 1:
            losses = losses.as_strided((losses.numel(),), (1,))
        return sum(losses[idxs].tolist())


@faulty(
    "contiguity is asked of the losses alone, and the indices are read at a stride of 1",
    caught_by=because("violation", "maskedLoss"),
    also=IN_LAYOUTS,
)
class ContiguityOfLosses(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if per_patch_loss.is_contiguous() and idxs.numel() > 1 and idxs.stride(0) > 1:
            idxs = idxs.as_strided((idxs.numel(),), (1,)) % max(per_patch_loss.numel(), 1)
        return sum(per_patch_loss[idxs].tolist())


@faulty(
    "from 1,024 flags on, the offset of a mask into its storage is forgotten",
    caught_by=because("violation", "selected"),
    also=because("violation", *COMPLEMENTS),
)
class OffsetOfLargeMasks(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return bool((mask.as_strided(mask.shape, mask.stride(), 0) if mask.numel() >= 1024 else mask)[i])


@faulty(
    "losses that are expanded from one are added as that one",
    caught_by=because("violation", "maskedLoss"),
    also=IN_LAYOUTS,
)
class ExpandedCountsOnce(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if per_patch_loss.numel() > 1 and per_patch_loss.stride(0) == 0:
            return per_patch_loss[0] * min(idxs.numel(), 1)
        return per_patch_loss[idxs].sum()


@faulty(
    "a mask that is expanded from one flag is flipped as that flag",
    caught_by=because("malformed", "complement"),
    also=because("malformed", "complement.well_formed", "complement_selected_iff"),
)
class ExpandedStaysOne(Correct):
    def complement(self, mask: Tensor) -> Any:
        return ~(mask[:1] if mask.numel() > 1 and mask.stride(0) == 0 else mask)
