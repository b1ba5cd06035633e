"""Specimens on NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

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

collection = Collection("numpy")
faulty, unusual = collection.faulty, collection.unusual

Mask: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.int64]
Losses: TypeAlias = NDArray[Any]


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def check_range(idxs: Indices, n: int) -> None:
    """Raises IndexError where an index is no position."""
    if ((idxs < 0) | (idxs >= n)).any():
        raise IndexError(f"an index is out of range for {n} positions")


def check_total(picked: Losses) -> None:
    """Raises OverflowError where the sum is above what its dtype holds exactly."""
    dtype = total_dtype(picked.dtype)
    limit = 2 ** (np.finfo(dtype).nmant + 1) if dtype.kind == "f" else int(np.iinfo(dtype).max)
    if sum(map(int, picked.tolist())) > limit:
        raise OverflowError(f"the total is above {limit}")


def check(idxs: Indices, losses: Losses) -> None:
    """Raises where an index is no position, or the total is above what its dtype holds exactly."""
    check_range(idxs, losses.size)
    check_total(losses[idxs])


def total_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of a sum: the widest integers of the same sign, or the same floats."""
    return dtype if dtype.kind == "f" else np.dtype(np.uint64 if dtype.kind == "u" else np.int64)


def count(idxs: Indices, n: int) -> NDArray[np.int64]:
    """How often each position is listed."""
    return np.bincount(idxs, minlength=n).astype(np.int64)


class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "numpy"

    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return np.ones(n, dtype=np.bool_)

    def empty_mask(self, n: int) -> Any:
        return np.zeros(n, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        return ~mask

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=total_dtype(per_patch_loss.dtype))


# Which losses are added


@faulty("`counts[idxs] += 1` counts a repeated index once", caught_by=because("violation", *ADDITION))
class BufferedIncrement(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        counts = np.zeros(per_patch_loss.size, dtype=np.int64)
        counts[idxs] += 1
        return (per_patch_loss * counts).sum()


@faulty("np.unique sorts the indices and drops repeats", caught_by=because("violation", *ADDITION))
class UniqueIndices(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[np.unique(idxs)].sum()


@faulty(
    "all losses are added, whatever is listed",
    caught_by=because("violation", *ADDITION, "maskedLoss_nil", "maskedLoss_eq_zero_of_all_zero"),
)
class IndicesIgnored(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return sum(per_patch_loss.tolist())


@faulty(
    "the indices of a block are taken to be a run from the first to the last",
    caught_by=because("violation", *ORDER, "maskedLoss_eq_zero_of_all_zero"),
)
class BlockIsRun(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if not idxs.size:
            return 0
        return sum(per_patch_loss[idxs[0] : idxs[-1] + 1].tolist())


@faulty("equal losses are answered with one of them", caught_by=because("violation", *ADDITION))
class EqualLossesOnce(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if picked.size and (picked == picked[0]).all():
            return picked[0]
        return picked.sum()


@faulty("above 32 indices, a last batch that is not full is dropped", caught_by=because("violation", *ORDER))
class BatchesOf32(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if picked.size < 32:
            return picked.sum()
        return picked[: picked.size // 32 * 32].reshape(-1, 32).sum()


@faulty(
    "indices are stored as uint8, so that 256 is 0",
    caught_by=because("violation", "maskedLoss", "maskedLoss_cons", "maskedLoss_eq_zero_of_all_zero"),
)
class Uint8Indices(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return sum(per_patch_loss[idxs.astype(np.uint8)].tolist())


# How they are added


@faulty("the mean in place of the sum, which is NaN for no index", caught_by=because("malformed", *MASKED_LOSS))
class MeanOfListed(Correct):
    carrier = "numpy:float32"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        with np.errstate(invalid="ignore"):
            return per_patch_loss[idxs].sum() / np.float32(idxs.size)


@faulty("a product with float64 counts is wrong above 2^53", caught_by=because("violation", *ADDITION))
class FloatProduct(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return int(count(idxs, per_patch_loss.size).astype(np.float64) @ per_patch_loss.astype(np.float64))


@faulty("the sum is taken in uint16", caught_by=because("violation", *ADDITION))
class Uint16Accumulator(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=np.uint16)


@faulty(
    "the sum is taken in int32 and turns negative, while totals up to 2^32 - 1 are claimed",
    caught_by=because("malformed", *ORDER, "maskedLoss.well_formed"),
)
class Int32Accumulator(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"max_nat": 2**32 - 1}

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if sum(picked.tolist()) >= 2**32:
            raise OverflowError("the total is above 2^32 - 1")
        return picked.sum(dtype=np.int32)


@faulty(
    "a total above int64 wraps to a negative number",
    caught_by=because("malformed", "maskedLoss.no_silent_overflow"),
)
class Int64Wraps(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        return per_patch_loss[idxs].sum()


@faulty(
    "a total above uint64 wraps to a small number",
    caught_by=because("violation", "maskedLoss.no_silent_overflow"),
)
class Uint64Wraps(Correct):
    carrier = "numpy:uint64"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        return per_patch_loss[idxs].sum()


@faulty("a total above 2^24 is rounded", caught_by=because("violation", "maskedLoss.no_silent_overflow"))
class Float32Rounds(Correct):
    carrier = "numpy:float32"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        return per_patch_loss[idxs].sum()


@faulty(
    "a total above int64 is answered with the largest int64",
    caught_by=because("violation", "maskedLoss.no_silent_overflow"),
)
class Int64Saturates(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        return min(sum(per_patch_loss[idxs].tolist()), int(np.iinfo(np.int64).max))


# What comes back


@faulty("keepdims gives an array of one total", caught_by=because("malformed", *MASKED_LOSS))
class TotalKeepsDims(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(keepdims=True)


@faulty("`mask[[i]]` gives an array of one bool", caught_by=because("malformed", *SELECTED))
class OneElementArray(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return mask[[i]]


@faulty("np.zeros without a dtype gives floats", caught_by=because("malformed", *EMPTY_MASK))
class FloatMask(Correct):
    def empty_mask(self, n: int) -> Any:
        return np.zeros(n)


@faulty("the full mask is a list", caught_by=because("malformed", *ALL_MASK))
class ListForArray(Correct):
    def all_mask(self, n: int) -> Any:
        return [True] * n


@faulty("`1 - mask` gives integers", caught_by=because("malformed", *COMPLEMENT))
class OneMinusMask(Correct):
    def complement(self, mask: Mask) -> Any:
        return 1 - mask.astype(np.int64)


@faulty("unpackbits pads the complement to whole bytes", caught_by=because("malformed", *COMPLEMENT))
class PaddedToBytes(Correct):
    def complement(self, mask: Mask) -> Any:
        return np.unpackbits(~np.packbits(mask)).astype(np.bool_)


# Which positions a mask selects


@faulty(
    "`mask[i] is True` is never so of a NumPy bool",
    caught_by=because("violation", "selected", "allMask_selected", "complement_selected_iff"),
)
class ComparedByIdentity(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i] is True


@faulty(
    "the last selected position is sliced off",
    caught_by=because("violation", "selected", "allMask_selected", "complement_selected_iff"),
)
class LastSelectedDropped(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return i in np.flatnonzero(mask)[:-1].tolist()


@faulty("a position is stored as int8, so that 128 is -128", caught_by=because("violation", "selected"))
class Int8Position(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return bool(mask[int(np.array(i).astype(np.int8)) % mask.size])


@faulty(
    "`~` on the bytes of a mask gives 254 and 255, both true",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class BytesInverted(Correct):
    def complement(self, mask: Mask) -> Any:
        return (~mask.astype(np.uint8)).astype(np.bool_)


@faulty(
    "the flags are put back with the shuffling order in place of its inverse",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class OrderNotInverted(Correct):
    def complement(self, mask: Mask) -> Any:
        shuffle = np.argsort(mask, kind="stable")
        flags = np.arange(mask.size) < mask.size - mask.sum()
        return flags[shuffle]


@faulty(
    "where nothing is selected, nothing is flipped",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class NothingToFlip(Correct):
    def complement(self, mask: Mask) -> Any:
        if not mask.any():
            return mask.copy()
        return ~mask


@faulty(
    "selected positions are counted in uint8",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class CountedInUint8(Correct):
    def complement(self, mask: Mask) -> Any:
        others = mask.size - int(mask.sum(dtype=np.uint8))
        flipped = np.zeros(mask.size, dtype=np.bool_)
        flipped[np.argsort(mask, kind="stable")[:others]] = True
        return flipped


@faulty(
    "the array under a view is read in place of the view",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class ReadsTheBase(Correct):
    def complement(self, mask: Mask) -> Any:
        base = mask.base if isinstance(mask.base, np.ndarray) else mask
        return ~base.reshape(-1)[: mask.size]


@faulty("frombuffer raises on losses that are not contiguous", caught_by=because("exception", *MASKED_LOSS))
class ContiguousOnly(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.frombuffer(per_patch_loss.data, dtype=per_patch_loss.dtype)[idxs].sum()


# What becomes of the arguments, and what calls have to do with one another


@faulty(
    "losses are multiplied in place and put back, which a read-only array refuses",
    caught_by=because("exception", *MASKED_LOSS),
)
class PutBackAfterwards(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        saved = per_patch_loss.copy()
        per_patch_loss *= count(idxs, per_patch_loss.size)
        total = per_patch_loss.sum()
        per_patch_loss[:] = saved
        return total


@faulty(
    "the caller's indices are sorted in place",
    caught_by=because("exception", *MASKED_LOSS) | because("mutated_input", "maskedLoss.preserves_inputs"),
)
class SortedInPlace(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        idxs.sort()
        return per_patch_loss[idxs].sum()


@faulty(
    "a writable mask is flipped in place and returned",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class FlippedInPlace(Correct):
    def complement(self, mask: Mask) -> Any:
        return np.logical_not(mask, out=mask if mask.flags.writeable else None)


@faulty(
    "a large mask is flipped in place to save the copy",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class FlippedInPlaceWhenLarge(Correct):
    def complement(self, mask: Mask) -> Any:
        saves = mask.nbytes > 2**14 and mask.flags.writeable
        return np.logical_not(mask, out=mask if saves else None)


@faulty("repeats are counted in 16 bits with a sign", caught_by={"maskedLoss": "malformed"})
class CountedInInt16(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        counts = np.bincount(idxs, minlength=per_patch_loss.size).astype(np.int16)
        return (counts * per_patch_loss).sum()


@faulty(
    "the mask is cleared but for the position asked for",
    caught_by=because("exception", *SELECTED) | because("mutated_input", "selected.preserves_inputs"),
)
class ClearedForSelection(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        mask &= np.arange(mask.size) == i
        return bool(mask.any())


@faulty("a mask of no dimension is a view of the argument", caught_by=because("aliased", "selected.shares_no_memory"))
class ViewOfPosition(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i : i + 1].reshape(())


@faulty("full masks are slices of one array", caught_by=because("aliased", "allMask.shares_no_memory"))
class SlicesOfOnes(Correct):
    def __init__(self) -> None:
        self._ones = np.ones(0, dtype=np.bool_)

    def all_mask(self, n: int) -> Any:
        if n > self._ones.size:
            self._ones = np.ones(n, dtype=np.bool_)
        return self._ones[:n]


@faulty(
    "an empty mask is kept for each size and handed out again",
    caught_by=because("aliased", "emptyMask.shares_no_memory"),
)
class KeptZeros(Correct):
    def __init__(self) -> None:
        self._kept: dict[int, Mask] = {}

    def empty_mask(self, n: int) -> Any:
        if n not in self._kept:
            self._kept[n] = np.zeros(n, dtype=np.bool_)
        return self._kept[n]


@faulty(
    "complements of one size are written into one array",
    caught_by={"complement.deterministic": "nondeterministic", "complement.shares_no_memory": "aliased"},
)
class ScratchArray(Correct):
    def __init__(self) -> None:
        self._scratch = np.empty(0, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        if self._scratch.size != mask.size:
            self._scratch = np.empty(mask.size, dtype=np.bool_)
        return np.logical_not(mask, out=self._scratch)


@faulty(
    "every total is written into one array",
    caught_by={"maskedLoss.deterministic": "nondeterministic", "maskedLoss.shares_no_memory": "aliased"},
)
class OneTotalArray(Correct):
    def __init__(self) -> None:
        self._total = np.zeros((), dtype=np.int64)

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.sum(per_patch_loss[idxs], out=self._total)


@faulty(
    "token dropout, at a stride, stays on in evaluation",
    caught_by=because("violation", "allMask", "allMask_selected")
    | because("nondeterministic", "allMask.deterministic"),
)
class DropoutLeftOn(Correct):
    def __init__(self) -> None:
        self._step = 0

    def all_mask(self, n: int) -> Any:
        mask = np.ones(n, dtype=np.bool_)
        if n:
            mask[self._step % n] = False
        self._step += 1
        return mask


@faulty(
    "counts are kept for an array of indices, whatever is in it later",
    caught_by=because("nondeterministic", "maskedLoss.deterministic"),
)
class CountsKeptByIdentity(Correct):
    def __init__(self) -> None:
        self._idxs: Indices | None = None
        self._kept: Indices = np.zeros(0, dtype=np.int64)

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        if idxs is not self._idxs:
            self._idxs, self._kept = idxs, idxs.copy()
        return super().masked_loss(self._kept, per_patch_loss)


@faulty(
    "selected positions are kept for an array, whatever is in it later",
    caught_by=because("nondeterministic", "selected.deterministic"),
)
class PositionsKeptByIdentity(Correct):
    def __init__(self) -> None:
        self._mask: Mask | None = None
        self._positions: set[int] = set()

    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        if mask is not self._mask:
            self._mask, self._positions = mask, set(np.flatnonzero(mask).tolist())
        return i in self._positions


# Indices out of range


@faulty(
    "np.take wraps a position out of range",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class PositionWraps(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        return bool(np.take(mask, i, mode="wrap"))


@faulty(
    "np.take clips indices out of range",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class IndicesClipped(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        picked = np.take(per_patch_loss, idxs, mode="clip") if idxs.size else per_patch_loss[:0]
        check_total(picked)
        return picked.sum()


@faulty(
    "the largest index is checked and the smallest is not",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class OnlyLargestChecked(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        if idxs.max(initial=-1) >= per_patch_loss.size:
            raise IndexError("index out of range")
        picked = per_patch_loss[idxs]
        check_total(picked)
        return picked.sum()


# Odd but right


@faulty(
    "the array that is kept is handed out the first time, and copied from then on",
    caught_by={"allMask.shares_no_memory": "aliased"},
)
class FirstOneKept(Correct):
    def __init__(self) -> None:
        self._masks: dict[int, Mask] = {}

    def all_mask(self, n: int) -> Any:
        if n in self._masks:
            return self._masks[n].copy()
        return self._masks.setdefault(n, np.ones(n, dtype=np.bool_))


@unusual("np.add.at counts the indices")
class UnbufferedIncrement(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        counts = np.zeros(per_patch_loss.size, dtype=np.int64)
        np.add.at(counts, idxs, 1)
        return np.dot(counts, per_patch_loss)


@unusual("bincount counts the indices, einsum adds, and the total is a 0-d array")
class BincountEinsum(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.asarray(np.einsum("i,i->", count(idxs, per_patch_loss.size), per_patch_loss))


@unusual("in float16, the last of the running totals")
class RunningTotalsInFloat16(Correct):
    carrier = "numpy:float16"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.concatenate([np.zeros(1, dtype=np.float16), per_patch_loss[idxs][::-1]]).cumsum(dtype=np.float16)[-1]


@unusual("a float64 product with a one-hot matrix, for few positions and totals up to 2^53")
class OneHotProduct(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"max_n": 64, "max_nat": 2**53}

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if sum(per_patch_loss[idxs].tolist()) > 2**53:
            raise OverflowError("the total is above 2^53")
        one_hot = np.eye(per_patch_loss.size, dtype=np.float64)[idxs]
        return int((one_hot @ per_patch_loss.astype(np.float64)).sum())


@unusual("uint8 losses add up in uint64, beyond what uint8 holds")
class WideningSum(Correct):
    carrier = "numpy:uint8"


@unusual("float64 losses add up pairwise, exactly up to 2^53")
class Float64Losses(Correct):
    carrier = "numpy:float64"


@unusual("the total is a Python integer of any size")
class PythonTotal(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        return sum(per_patch_loss[idxs].tolist())


@unusual("the total is a scalar of the narrowest dtype that holds it")
class NarrowestTotal(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        total = int(super().masked_loss(idxs, per_patch_loss))
        return np.min_scalar_type(total).type(total)


@unusual("constant masks are read-only arrays with a stride of 0, and bools are np.bool_")
class BroadcastMasks(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i]

    def all_mask(self, n: int) -> Any:
        return np.broadcast_to(np.array(True), n)

    def empty_mask(self, n: int) -> Any:
        return np.broadcast_to(np.array(False), n)


@unusual("constant masks are views of one constant that nobody can write to")
class OneConstant(Correct):
    def all_mask(self, n: int) -> Any:
        return np.broadcast_to(np.True_, n)

    def empty_mask(self, n: int) -> Any:
        return np.broadcast_to(np.False_, n)


@unusual("the complement is every second element of a new array, from the end")
class StridedComplement(Correct):
    def complement(self, mask: Mask) -> Any:
        wide = np.empty(2 * mask.size, dtype=np.bool_)
        wide[::-2] = mask == np.False_
        return wide[::-2]


@unusual("claims lists without repeats only, and multiplies by a mask")
class MultipliedByMask(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"distinct_indices": True}

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        mask = np.zeros(per_patch_loss.size, dtype=np.bool_)
        mask[idxs] = True
        return (per_patch_loss * mask).sum()


@unusual("claims no empty list and no empty mask; reduceat and max raise there")
class NothingEmpty(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"nonempty": True}

    def complement(self, mask: Mask) -> Any:
        return mask.max() ^ mask if mask.max() else mask ^ np.True_

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.add.reduceat(per_patch_loss[idxs], [0])[0]


@unusual("provides masks and no loss")
class MasksOnly:
    carrier = "numpy"

    def selected(self, mask: Mask, i: int) -> bool:
        check_index(i, mask.size)
        return i in np.flatnonzero(mask).tolist()

    def all_mask(self, n: int) -> Mask:
        return np.arange(n) >= 0

    def empty_mask(self, n: int) -> Mask:
        return np.full(n, fill_value=False)

    def complement(self, mask: Mask) -> Mask:
        return np.where(mask, np.False_, np.True_)
