"""Specimens on PyTorch tensors: odd but right, in what results are and in how they come about."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from .._registry import because
from ._base import Correct, check, faulty, unusual


@unusual("is a module, whose operations run without gradients")
class Module(nn.Module):
    carrier = "torch"
    flag: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("flag", torch.tensor(True))

    @torch.no_grad()
    def all_mask(self, n: int) -> Any:
        return self.flag.repeat(n)

    @torch.no_grad()
    def empty_mask(self, n: int) -> Any:
        return ~self.all_mask(n)

    @torch.no_grad()
    def complement(self, mask: Tensor) -> Any:
        return mask ^ self.flag

    @torch.no_grad()
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss.take(idxs).sum()


@unusual("results are made by NumPy, whose memory they have")
class FromNumpy(Correct):
    def complement(self, mask: Tensor) -> Any:
        return torch.from_numpy(~mask.numpy())


@unusual("totals are int and tensors of no dimension in turn, of int64 and int32")
class KindsInTurn(Correct):
    def __init__(self) -> None:
        self._calls = 0

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        self._calls += 1
        total = int(super().masked_loss(idxs, per_patch_loss))
        if self._calls % 3 == 0:
            return total
        return torch.tensor(total, dtype=torch.int32 if total < 2**31 and self._calls % 3 == 1 else torch.int64)


@unusual("unique gives the listed positions and how often each is listed")
class UniqueWithCounts(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        positions, counts = torch.unique(idxs, return_counts=True)
        return (per_patch_loss[positions] * counts).sum()


@unusual("a sparse tensor adds what is listed twice when it is coalesced")
class SparseTensor(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        shape = (per_patch_loss.numel(),)
        picked = torch.sparse_coo_tensor(idxs[None], per_patch_loss[idxs], shape, check_invariants=True)
        return picked.coalesce().values().sum()


@unusual("the complement is the middle of a larger new tensor, behind an offset")
class MiddleOfNew(Correct):
    def complement(self, mask: Tensor) -> Any:
        larger = torch.zeros(mask.numel() + 16, dtype=torch.bool)
        larger[8:-8] = ~mask
        return larger[8:-8]


@unusual("vmap flips flag by flag")
class Vmapped(Correct):
    def complement(self, mask: Tensor) -> Any:
        return torch.vmap(torch.logical_not)(mask) if mask.numel() else mask.clone()


@faulty(
    "float32 losses are added in float64 without a tape, and come back as float32",
    caught_by=because("violation", "maskedLoss.gradient"),
)
class DetachedInFloat64(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        with torch.enable_grad():
            losses = per_patch_loss.detach().clone().requires_grad_()
            return losses.double()[idxs].sum().float().detach()
