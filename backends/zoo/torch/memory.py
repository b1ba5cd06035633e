"""Specimens on PyTorch tensors: what is kept from one call to the next, and whose memory it is."""

from __future__ import annotations

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
    "a mask that is not contiguous is made so for the caller as well",
    caught_by={"complement.preserves_inputs": "mutated_input"},
)
class MadeContiguous(Correct):
    def complement(self, mask: Tensor) -> Any:
        if not mask.is_contiguous():
            mask.set_(mask.contiguous())
        return ~mask


@faulty(
    "gradients are asked of the losses, and stay asked for",
    caught_by={"maskedLoss.preserves_inputs": "mutated_input"},
)
class GradientsStayAskedFor(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss.requires_grad_()[idxs].sum().detach()
