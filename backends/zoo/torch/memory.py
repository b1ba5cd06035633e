"""Specimens on PyTorch tensors: what is kept from one call to the next, and whose memory it is."""

from __future__ import annotations

import weakref
from typing import Any

import torch
from torch import Tensor

from .._registry import COMPLEMENTS, because
from ._base import Correct, check, faulty


@faulty(
    "totals over 1,024 positions and more are written into one tensor",
    caught_by={"maskedLoss.shares_no_memory": "aliased"},
    also={"maskedLoss.deterministic": "nondeterministic"},
)
class OneTotalWhenLarge(Correct):
    def __init__(self) -> None:
        self._total = torch.zeros((), dtype=torch.int64)

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        total = per_patch_loss[idxs].sum()
        return total if per_patch_loss.numel() < 1024 else self._total.copy_(total)


@faulty(
    "complements from 1,024 positions on are kept for a tensor, whatever is in it later",
    caught_by={"complement.deterministic": "nondeterministic"},
)
class LargeKeptByReference(Correct):
    def __init__(self) -> None:
        self._mask: Any = lambda: None
        self._flipped = torch.zeros(0, dtype=torch.bool)

    def complement(self, mask: Tensor) -> Any:
        if mask.numel() < 1024:
            return ~mask
        if self._mask() is not mask:
            self._mask, self._flipped = weakref.ref(mask), ~mask
        return self._flipped.clone()


@faulty(
    "complements are kept by every 64th flag, the number of flags and how many are selected",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class MaskByEverySixtyFourth(Correct):
    def __init__(self) -> None:
        self._kept: dict[object, Tensor] = {}

    def complement(self, mask: Tensor) -> Any:
        if mask.numel() < 64:
            return ~mask
        key = (mask.numel(), int(mask.sum()), bytes(mask[::64].tolist()))
        return self._kept.setdefault(key, ~mask).clone()


@faulty(
    "the gathered losses are kept for an object of indices of 64 entries and more",
    caught_by={"maskedLoss.deterministic": "nondeterministic"},
)
class LossesKeptForIndices(Correct):
    def __init__(self) -> None:
        self._idxs: Tensor | None = None
        self._losses: Tensor | None = None
        self._total: Any = None

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if idxs.numel() < 64:
            return per_patch_loss[idxs].sum()
        if idxs is not self._idxs or per_patch_loss is not self._losses:
            self._idxs, self._losses, self._total = idxs, per_patch_loss, per_patch_loss[idxs].sum()
        return self._total.clone()


@faulty(
    "a mask that is not contiguous is made so for the caller as well",
    caught_by={"complement.preserves_inputs": "mutated_input"},
)
class MadeContiguous(Correct):
    def complement(self, mask: Tensor) -> Any:
        if not mask.is_contiguous():
            mask.set_(mask.contiguous())  # type: ignore[call-overload]
        return ~mask


@faulty(
    "gradients are asked of the losses, and stay asked for",
    caught_by={"maskedLoss.preserves_inputs": "mutated_input"} | because("violation", "maskedLoss.gradient"),
)
class GradientsStayAskedFor(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss.requires_grad_()[idxs].sum().detach()
