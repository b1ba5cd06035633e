"""Specimens on PyTorch tensors: odd but right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from ._base import Correct, CorrectGuards, CorrectPatches, check, check_index, check_range, check_total, unusual


@unusual("scatter_add_ counts the indices")
class ScatterAdd(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        counts = torch.zeros(per_patch_loss.numel(), dtype=torch.int64)
        counts.scatter_add_(0, idxs, torch.ones_like(idxs))
        return torch.dot(counts, per_patch_loss)


@unusual("index_add_ brings every loss to place 0")
class IndexAdd(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        return torch.zeros(1, dtype=torch.int64).index_add_(0, torch.zeros_like(idxs), picked)[0]


@unusual("gathers from the end and takes the last of the running totals")
class RunningTotals(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss.gather(0, idxs.flip(0))
        return torch.cat([picked.new_zeros(1), picked]).cumsum(0)[-1]


@unusual("float16 losses add up in float64 and come back in float16")
class Float16Upcast(Correct):
    carrier = "torch:float16"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss.double().index_select(0, idxs).sum().to(torch.float16)


@unusual("bfloat16 losses, exact up to 2^8")
class Bfloat16Losses(Correct):
    carrier = "torch:bfloat16"


@unusual("a float64 einsum with a one-hot matrix, for few positions and totals up to 2^53")
class OneHotEinsum(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"max_n": 64, "max_nat": 2**53}

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        if sum(per_patch_loss[idxs].tolist()) > 2**53:
            raise OverflowError("the total is above 2^53")
        if not per_patch_loss.numel():
            return 0
        one_hot = functional.one_hot(idxs, per_patch_loss.numel()).double()
        return torch.einsum("kn,n->", one_hot, per_patch_loss.double()).long()


@unusual("the total is a Python integer of any size, and bools are 0-d tensors")
class PythonTotal(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return mask[i].clone()

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs, per_patch_loss.numel())
        return sum(per_patch_loss[idxs].tolist())


@unusual("claims lists without repeats only, and uses masked_select")
class MaskedSelect(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"distinct_indices": True}

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        keep = torch.zeros_like(per_patch_loss, dtype=torch.bool).index_fill_(0, idxs, True)
        return per_patch_loss.masked_select(keep).sum()


@unusual("constant masks are expanded from a new element, with a stride of 0")
class ExpandedMasks(Correct):
    def all_mask(self, n: int) -> Any:
        return torch.ones((), dtype=torch.bool).expand(n)

    def empty_mask(self, n: int) -> Any:
        return torch.zeros((), dtype=torch.bool).expand(n)


class MaskTensor(torch.Tensor):
    """A tensor with a name of its own."""


@unusual("masks are of a subclass of Tensor")
class NamedMasks(Correct):
    def all_mask(self, n: int) -> Any:
        return super().all_mask(n).as_subclass(MaskTensor)

    def empty_mask(self, n: int) -> Any:
        return super().empty_mask(n).as_subclass(MaskTensor)

    def complement(self, mask: Tensor) -> Any:
        return super().complement(mask).as_subclass(MaskTensor)


@unusual("masks are parts of one pool, each used once")
class PooledMasks(Correct):
    def __init__(self) -> None:
        self.pool = torch.empty(0, dtype=torch.bool)

    def part(self, n: int) -> Tensor:
        if self.pool.numel() < n:
            self.pool = torch.empty(8 * n, dtype=torch.bool)
        part, self.pool = self.pool[:n], self.pool[n:]
        return part

    def all_mask(self, n: int) -> Any:
        return self.part(n).fill_(True)

    def empty_mask(self, n: int) -> Any:
        return self.part(n).fill_(False)


@unusual("the complement is a column of a new matrix")
class ColumnComplement(Correct):
    def complement(self, mask: Tensor) -> Any:
        return torch.stack([mask, mask == False], dim=1)[:, 1]  # noqa: E712


@unusual("works in inference mode, on detached copies")
class InferenceMode(Correct):
    @torch.inference_mode()
    def complement(self, mask: Tensor) -> Any:
        return torch.where(mask, torch.tensor(False), torch.tensor(True))

    @torch.inference_mode()
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs.clone(), per_patch_loss.clone())


@unusual("provides constant masks alone")
class ConstantMasksOnly:
    carrier = "torch"

    def all_mask(self, n: int) -> Tensor:
        return torch.arange(n) >= 0

    def empty_mask(self, n: int) -> Tensor:
        return torch.full((n,), fill_value=False)


@unusual("scatter_add_ gathers counts of the positions, which weigh the losses")
class ScatteredCounts(CorrectPatches):
    def listed(self, idxs: Tensor, losses: Tensor) -> Any:
        check(idxs, losses)
        counts = torch.zeros(losses.numel(), dtype=torch.int64).scatter_add_(0, idxs, torch.ones_like(idxs))
        return torch.dot(counts, losses)


@unusual("gathers from the decoders, and drops the dimension that gather keeps")
class GatheredDecoding(CorrectPatches):
    def reconstruct(self, decode: Tensor, pred: Tensor) -> Any:
        return decode.gather(1, pred[:, None]).squeeze(1)


@unusual("float32 penalties, from the last coordinate to the first")
class PenaltiesBackwards(CorrectGuards):
    carrier = "torch:float32"

    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        below = torch.relu(gamma - variances).flip(0)
        check_total(below)
        return below.sum()
