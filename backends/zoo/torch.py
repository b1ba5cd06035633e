"""Specimens on PyTorch tensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from ._registry import (
    ADDITION,
    ALL_MASK,
    COMPLEMENT,
    EMPTY_MASK,
    MASKED_LOSS,
    ORDER,
    SELECTED,
    Collection,
    because,
)

collection = Collection("torch")
faulty, unusual = collection.faulty, collection.unusual


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def check_range(idxs: Tensor, n: int) -> None:
    """Raises IndexError where an index is no position."""
    if bool(((idxs < 0) | (idxs >= n)).any()):
        raise IndexError(f"an index is out of range for {n} positions")


def check_total(picked: Tensor) -> None:
    """Raises OverflowError where the sum is above what its dtype holds exactly."""
    dtype = total_dtype(picked.dtype)
    limit = int(2 / torch.finfo(dtype).eps) if dtype.is_floating_point else torch.iinfo(dtype).max
    if sum(map(int, picked.tolist())) > limit:
        raise OverflowError(f"the total is above {limit}")


def check(idxs: Tensor, losses: Tensor) -> None:
    """Raises where an index is no position, or the total is above what its dtype holds exactly."""
    check_range(idxs, losses.numel())
    check_total(losses[idxs])


def total_dtype(dtype: torch.dtype) -> torch.dtype:
    """The dtype of a sum: int64, or the same floats."""
    return dtype if dtype.is_floating_point else torch.int64


class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "torch"

    def selected(self, mask: Tensor, i: int) -> Any:
        check_index(i, mask.numel())
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return torch.ones(n, dtype=torch.bool)

    def empty_mask(self, n: int) -> Any:
        return torch.zeros(n, dtype=torch.bool)

    def complement(self, mask: Tensor) -> Any:
        return ~mask

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=total_dtype(per_patch_loss.dtype))


# Which losses are added


@faulty("a bool mask made of the indices loses repeats", caught_by=because("violation", *ADDITION))
class MaskOfIndices(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        keep = torch.zeros_like(per_patch_loss, dtype=torch.bool)
        keep[idxs] = True
        return per_patch_loss[keep].sum()


@faulty("scatter_ writes 1 where scatter_add_ would count", caught_by=because("violation", *ADDITION))
class ScatterWithoutAdd(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        counts = torch.zeros(per_patch_loss.numel(), dtype=torch.int64)
        counts.scatter_(0, idxs, 1)
        return (per_patch_loss * counts).sum()


@faulty("the first index is left out as the class token", caught_by=because("violation", *ORDER))
class FirstIndexIsClassToken(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs[1:]].sum()


@faulty(
    "losses are read one place too early, as if a class token came before them",
    caught_by=because("violation", "maskedLoss", "maskedLoss_cons", "maskedLoss_eq_zero_of_all_zero"),
)
class ClassTokenOffset(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        with_token = torch.cat([per_patch_loss.new_zeros(1), per_patch_loss])
        return sum(with_token[idxs].tolist())


@faulty(
    "indices are stored as int16, so that 32768 is negative and counts from the end",
    caught_by=because("violation", "maskedLoss", "maskedLoss_cons", "maskedLoss_eq_zero_of_all_zero"),
)
class Int16Indices(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return sum(per_patch_loss[idxs.to(torch.int16).long()].tolist())


@faulty("a list is cut off after 1024 tokens", caught_by=because("violation", *ORDER))
class ContextOf1024(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs[:1024]].sum()


@faulty("above 196 indices, unfold drops what does not fill an image", caught_by=because("violation", *ORDER))
class WholeImagesOnly(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if picked.numel() <= 196:
            return picked.sum()
        return picked.unfold(0, 196, 196).sum()


# How they are added


@faulty(
    "the formula of MAE, (loss * mask).sum() / mask.sum(), which is NaN for no index",
    caught_by=because("malformed", *MASKED_LOSS),
)
class MeanOverMask(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        mask = torch.zeros_like(per_patch_loss)
        mask[idxs] = 1
        return (per_patch_loss * mask).sum() / mask.sum()


@faulty(
    "a total of 0 is raised to 1, so that nothing is divided by 0",
    caught_by=because("violation", *ADDITION, "maskedLoss_nil", "maskedLoss_eq_zero_of_all_zero"),
)
class AtLeastOne(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs, per_patch_loss).clamp(min=1)


@faulty("autocast rounds the total to bfloat16", caught_by=because("violation", *ADDITION))
class RoundedToBfloat16(Correct):
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs, per_patch_loss).to(torch.bfloat16).to(torch.float32)


@faulty("the sum is taken in uint8", caught_by=because("violation", *ADDITION))
class Uint8Accumulator(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=torch.uint8)


@faulty("the total is rounded to float32 and is wrong above 2^24", caught_by=because("violation", *ADDITION))
class RoundedToFloat32(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return int(super().masked_loss(idxs, per_patch_loss).to(torch.float32))


@faulty("a total above uint8 wraps", caught_by=because("violation", "maskedLoss.no_silent_overflow"))
class Uint8Wraps(Correct):
    carrier = "torch:uint8"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs, per_patch_loss.numel())
        return per_patch_loss[idxs].sum(dtype=torch.uint8)


@faulty("a total above 2^8 is rounded", caught_by=because("violation", "maskedLoss.no_silent_overflow"))
class Bfloat16Rounds(Correct):
    carrier = "torch:bfloat16"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs, per_patch_loss.numel())
        return per_patch_loss[idxs].sum()


@faulty(
    "a total above int64 wraps to a negative number",
    caught_by=because("malformed", "maskedLoss.no_silent_overflow"),
)
class Int64Wraps(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs, per_patch_loss.numel())
        return per_patch_loss[idxs].sum()


# What comes back


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


# Which positions a mask selects


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


# What becomes of the arguments, and what calls have to do with one another


@faulty(
    "`~` in place flips the caller's mask and returns it",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class FlippedInPlace(Correct):
    def complement(self, mask: Tensor) -> Any:
        return mask.logical_not_()


@faulty("losses are multiplied in place", caught_by=because("mutated_input", "maskedLoss.preserves_inputs"))
class MultipliedInPlace(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss.mul_(torch.bincount(idxs, minlength=per_patch_loss.numel())).sum()


@faulty(
    "the mask is cleared but for the position asked for",
    caught_by=because("mutated_input", "selected.preserves_inputs"),
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


# Indices out of range


@faulty(
    "no check, so that -1 is the last loss",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class NegativeIndexWraps(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "clamp moves indices out of range to the nearest",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class IndicesClamped(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        return super().masked_loss(idxs.clamp(0, max(per_patch_loss.numel() - 1, 0)), per_patch_loss)


@faulty(
    "of the indices, the first alone is checked",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class OnlyFirstChecked(Correct):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check_range(idxs[:1], per_patch_loss.numel())
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


@faulty(
    "a position out of range is not selected, rather than wrong",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class OutsideIsNotSelected(Correct):
    def selected(self, mask: Tensor, i: int) -> Any:
        return i in mask.nonzero().flatten().tolist()


# Odd but right


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
