"""Specimens on PyTorch tensors: what comes back."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import ALL_MASK, COMPLEMENT, EMPTY_MASK, MASKED_LOSS, SELECTED, because
from ._base import Correct, check_index, faulty


@faulty("integer losses are turned into floats and stay so", caught_by=because("malformed", *MASKED_LOSS))
class FloatTotal(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs, per_patch_loss).float()


@faulty("the full mask is a NumPy array", caught_by=because("malformed", *ALL_MASK))
class NumpyForTorch(Correct):
    def all_mask(self, n: int) -> Any:
        return torch.ones(n, dtype=torch.bool).numpy()


@faulty("torch.zeros without a dtype gives floats", caught_by=because("malformed", *EMPTY_MASK))
class FloatMask(Correct):
    def empty_mask(self, n: int) -> Any:
        return torch.zeros(n)


@faulty("the empty mask has a batch dimension", caught_by=because("malformed", *EMPTY_MASK))
class BatchDimension(Correct):
    def empty_mask(self, n: int) -> Any:
        return torch.zeros(1, n, dtype=torch.bool)


@faulty("the complement is the indices of the other positions", caught_by=because("malformed", *COMPLEMENT))
class IndicesForMask(Correct):
    def complement(self, mask: Tensor) -> Any:
        return (~mask).nonzero().flatten()


@faulty("gather gives a tensor of one bool", caught_by=because("malformed", *SELECTED))
class GatheredPosition(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return mask.gather(0, torch.tensor([i]))
