"""Specimens on PyTorch tensors: what becomes of the arguments, and what calls have to do with one another."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import COMPLEMENT, MASKED_LOSS, SELECTED, because
from ._base import Correct, check, check_index, faulty


@faulty(
    "`~` in place flips the caller's mask and returns it",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
    also=because("exception", *COMPLEMENT),  # PyTorch refuses to write into what is expanded from one element.
)
class FlippedInPlace(Correct):
    def complement(self, mask: Tensor) -> Any:
        return mask.logical_not_()


@faulty(
    "losses are multiplied in place",
    caught_by=because("mutated_input", "maskedLoss.preserves_inputs"),
    also=because("exception", *MASKED_LOSS),
)
class MultipliedInPlace(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss.mul_(torch.bincount(idxs, minlength=per_patch_loss.numel())).sum()


@faulty(
    "the mask is cleared but for the position asked for",
    caught_by=because("mutated_input", "selected.preserves_inputs"),
    also=because("exception", *SELECTED),
)
class ClearedForSelection(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return bool(mask.logical_and_(torch.arange(mask.numel()) == i).any())


@faulty("`mask[i]` is a view of the mask", caught_by=because("aliased", "selected.shares_no_memory"))
class ViewOfPosition(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return mask[i]


@faulty(
    "the loss of a single index is a view of the losses", caught_by=because("aliased", "maskedLoss.shares_no_memory")
)
class ViewOfSingleLoss(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if idxs.numel() == 1:
            return per_patch_loss[int(idxs[0])]
        return per_patch_loss[idxs].sum()


@faulty("full masks are expanded from one element", caught_by=because("aliased", "allMask.shares_no_memory"))
class ExpandedFromOne(Correct):
    def __init__(self) -> None:
        self._one = torch.ones(1, dtype=torch.bool)

    def all_mask(self, n: int) -> Any:
        return self._one.expand(n)


@faulty("empty masks are slices of one buffer", caught_by=because("aliased", "emptyMask.shares_no_memory"))
class SlicesOfBuffer(Correct):
    def __init__(self) -> None:
        self._zeros = torch.zeros(0, dtype=torch.bool)

    def empty_mask(self, n: int) -> Any:
        if n > self._zeros.numel():
            self._zeros = torch.zeros(n, dtype=torch.bool)
        return self._zeros[:n]


@faulty(
    "the complement is kept for a tensor, whatever is in it later",
    caught_by=because("nondeterministic", "complement.deterministic"),
)
class ComplementKeptByIdentity(Correct):
    def __init__(self) -> None:
        self._mask = self._flipped = torch.zeros(0, dtype=torch.bool)

    def complement(self, mask: Tensor) -> Any:
        if mask is not self._mask:
            self._mask, self._flipped = mask, ~mask
        return self._flipped.clone()


@faulty(
    "the complement is flipped again at each second call",
    caught_by=because("nondeterministic", "complement", "complement_selected_iff", "complement.deterministic"),
)
class EveryOtherCall(Correct):
    def __init__(self) -> None:
        self._flip = False

    def complement(self, mask: Tensor) -> Any:
        self._flip = not self._flip
        return mask ^ self._flip
