"""Specimens on NumPy arrays: how arguments lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._registry import COMPLEMENTS, IN_LAYOUTS, MASKED_LOSS, because
from ._base import Correct, Indices, Losses, Mask, check, check_index, faulty


@faulty(
    "the array under a view is read in place of the view",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class ReadsTheBase(Correct):
    def complement(self, mask: Mask) -> Any:
        base = mask.base if isinstance(mask.base, np.ndarray) else mask
        return ~base.reshape(-1)[: mask.size]


@faulty(
    "frombuffer raises on losses that are not contiguous",
    caught_by=because("exception", *MASKED_LOSS),
    also={"maskedLoss.no_silent_overflow": "nondeterministic"},
)
class ContiguousOnly(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return np.frombuffer(per_patch_loss.data, dtype=per_patch_loss.dtype)[idxs].sum()


def as_if_contiguous(array: NDArray[Any]) -> NDArray[Any]:
    """The items that a stride of 1 meets from the first one on, where a larger one stands; else the array itself."""
    base = array.base
    if not isinstance(base, np.ndarray) or base.ndim != 1 or base.dtype != array.dtype or not base.flags.c_contiguous:
        return array
    start, rest = divmod(array.ctypes.data - base.ctypes.data, array.itemsize)
    is_wider = array.size > 0 and array.strides[0] > array.itemsize
    return base[start : start + array.size] if is_wider and not rest else array


@faulty(
    "contiguity is asked of the losses alone, and the indices are read at a stride of 1",
    caught_by=because("violation", "maskedLoss"),
    also=IN_LAYOUTS,
)
class ContiguityOfLosses(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if not per_patch_loss.flags.c_contiguous:
            return per_patch_loss[idxs].sum()
        return sum(per_patch_loss[as_if_contiguous(idxs) % max(per_patch_loss.size, 1)].tolist())


@faulty(
    "contiguity is asked of the indices alone, and the losses are read at a stride of 1",
    caught_by=because("violation", "maskedLoss"),
    also=IN_LAYOUTS,
)
class ContiguityOfIndices(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if not idxs.flags.c_contiguous:
            return per_patch_loss[idxs].sum()
        return sum(as_if_contiguous(per_patch_loss)[idxs].tolist())


@faulty(
    "from 1,024 flags on, a position is looked up at a stride of 1",
    caught_by=because("violation", "selected"),
    also=because("violation", *COMPLEMENTS),
)
class StrideOfLargeMasks(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return bool((as_if_contiguous(mask) if mask.size >= 1024 else mask)[i])


@faulty(
    "a stride below 0 is turned round and not back",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class NotTurnedBack(Correct):
    def complement(self, mask: Mask) -> Any:
        return ~np.ascontiguousarray(mask[::-1] if mask.strides[0] < 0 else mask)


@faulty(
    "a mask with a stride of 0 is flipped as the one flag that it is, and stays one",
    caught_by=because("malformed", "complement"),
    also=because("malformed", "complement.well_formed", "complement_selected_iff"),
)
class StrideOfZeroStaysOne(Correct):
    def complement(self, mask: Mask) -> Any:
        return ~(mask[:1] if mask.strides[0] == 0 and mask.size > 1 else mask)


@faulty(
    "losses with a stride of 0 are added as the one loss that they are",
    caught_by=because("violation", "maskedLoss"),
    also=IN_LAYOUTS,
)
class StrideOfZeroCountsOnce(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if per_patch_loss.size > 1 and per_patch_loss.strides[0] == 0:
            return per_patch_loss[0] * min(idxs.size, 1)
        return per_patch_loss[idxs].sum()


@faulty(
    "read-only losses are taken to be kept elsewhere, and cut to the listed prefix",
    caught_by=because("violation", "maskedLoss"),
    also=IN_LAYOUTS,
)
class ReadOnlyIsPrefix(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if per_patch_loss.flags.writeable or idxs.flags.writeable:
            return per_patch_loss[idxs].sum()
        return sum(per_patch_loss[: idxs.size].tolist())


@faulty(
    "losses behind an offset are read from the start of what they are a part of",
    caught_by=because("violation", "maskedLoss"),
    also=IN_LAYOUTS,
)
class OffsetOfLossesIgnored(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        base = per_patch_loss.base
        if not isinstance(base, np.ndarray) or base.ndim != 1 or base.dtype != per_patch_loss.dtype:
            return per_patch_loss[idxs].sum()
        is_part = per_patch_loss.strides == base.strides and base.size > per_patch_loss.size
        return sum((base if is_part else per_patch_loss)[idxs].tolist())
