"""Specimens whose values come in other forms than tensors of truth values and of int64, as `forms` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from .._registry import COMPLEMENT, EMPTY_MASK, because
from ._base import Correct, check, check_index, faulty, total_dtype, unusual


@unusual("masks are float32, 1 where true, and come back among other things")
class MasksOfFloats(Correct):
    forms: ClassVar[Mapping[str, str]] = {"mask": "float01", "complement.returns": "item(1)/float01"}

    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return mask[i] == 1

    def all_mask(self, n: int) -> Any:
        return torch.ones(n)

    def empty_mask(self, n: int) -> Any:
        return torch.zeros(n)

    def complement(self, mask: Tensor) -> Any:
        return mask.sum(), 1 - mask, mask.argsort()


@unusual("masks are the lowest bfloat16 where masked out, to be added to scores")
class LowestInBfloat16(Correct):
    carrier = "torch:bfloat16"
    forms: ClassVar[Mapping[str, str]] = {"mask": "additive(min,0)"}
    lowest = torch.finfo(torch.bfloat16).min

    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return mask[i] < 0

    def all_mask(self, n: int) -> Any:
        return torch.full((n,), self.lowest, dtype=torch.bfloat16)

    def empty_mask(self, n: int) -> Any:
        return torch.zeros(n, dtype=torch.bfloat16)

    def complement(self, mask: Tensor) -> Any:
        return torch.zeros_like(mask).masked_fill(mask == 0, self.lowest)


@unusual("masks are positions in the order in which they were drawn; indices are a list, passed by keyword")
class PositionsAndLists(Correct):
    forms: ClassVar[Mapping[str, str]] = {"mask": "indices", "masked_loss.idxs": "keyword(ids)/list"}
    selected = complement = None  # type: ignore[assignment]

    def all_mask(self, n: int) -> Any:
        return torch.randperm(n, generator=torch.Generator().manual_seed(n))

    def empty_mask(self, n: int) -> Any:
        return torch.arange(0)

    def masked_loss(self, per_patch_loss: Tensor, *, ids: list[int]) -> Any:  # type: ignore[override]
        if any(not 0 <= i < per_patch_loss.numel() for i in ids):
            raise IndexError(f"an index is out of range for {per_patch_loss.numel()} positions")
        idxs = torch.tensor(ids, dtype=torch.int64)
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=total_dtype(per_patch_loss.dtype))


@faulty(
    "the masks that come back are those of the scores' dtype, whatever `forms` says",
    caught_by=because("malformed", *EMPTY_MASK, *COMPLEMENT),
)
class MasksInAnotherFloat(MasksOfFloats):
    def empty_mask(self, n: int) -> Any:
        return torch.zeros(n, dtype=torch.float16)

    def complement(self, mask: Tensor) -> Any:
        return mask.sum(), (1 - mask).half()
