"""Specimens on PyTorch tensors: how arguments lie in memory."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from .._registry import because
from ._base import Correct, faulty


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
