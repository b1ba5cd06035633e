"""Specimens on PyTorch tensors: which positions a mask selects."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import because
from ._base import Correct, faulty


@faulty(
    "the class token at position 0 is never selected",
    caught_by=because("violation", "allMask", "allMask_selected"),
)
class ClassTokenNeverSelected(Correct):
    def all_mask(self, n: int) -> Any:
        mask = torch.ones(n, dtype=torch.bool)
        mask[:1] = False
        return mask


@faulty(
    "the class token at position 0 is always selected",
    caught_by=because("violation", "emptyMask", "emptyMask_not_selected"),
)
class ClassTokenAlwaysSelected(Correct):
    def empty_mask(self, n: int) -> Any:
        mask = torch.zeros(n, dtype=torch.bool)
        mask[:1] = True
        return mask


@faulty(
    "where all is selected, nothing is flipped, so that some target is left",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class SomethingIsLeft(Correct):
    def complement(self, mask: Tensor) -> Any:
        return mask.clone() if bool(mask.all()) else ~mask


@faulty(
    "as many positions as are not selected, but the first ones",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class FirstPositionsTaken(Correct):
    def complement(self, mask: Tensor) -> Any:
        return torch.arange(mask.numel()) < (~mask).sum()
