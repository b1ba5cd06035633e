"""Specimens on NumPy arrays: counts, lengths, offsets and totals in dtypes that are too narrow."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import COMPLEMENTS, OVERFLOW, TOTALS, because
from ._base import Correct, Indices, Losses, Mask, check, check_index, check_range, check_total, faulty

INDEX_LAWS = ("maskedLoss", "maskedLoss_cons", "maskedLoss_eq_zero_of_all_zero")


@faulty(
    "run lengths are kept in int16, and np.repeat refuses a negative one",
    caught_by=because("exception", "complement"),
    also=because("exception", "complement.well_formed", "complement_selected_iff"),
)
class RunLengthsInInt16(Correct):
    def complement(self, mask: Mask) -> Any:
        changes = np.flatnonzero(np.diff(mask, prepend=mask[:1])) if mask.size else np.zeros(0, dtype=np.int64)
        lengths = np.diff(np.concatenate([[0], changes, [mask.size]])).astype(np.int16)
        first = not mask[0] if mask.size else False
        return np.repeat(np.arange(lengths.size) % 2 == (0 if first else 1), lengths)


@faulty("a position goes through uint16, so that 65,536 is 0", caught_by=because("violation", "selected"))
class PositionInUint16(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return bool(mask[np.array(i).astype(np.uint16)])


@faulty(
    "the sum is taken in int32 where each loss fits",
    caught_by=because("malformed", "maskedLoss"),
    also=because("malformed", *TOTALS, "maskedLoss.well_formed"),
)
class Int32WhereEachFits(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        return picked.sum(dtype=np.int32 if picked.max(initial=0) < 2**31 else np.int64)


@faulty(
    "byte offsets of losses are kept in uint16, so that position 8,192 is 0",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class OffsetsInUint16(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        offsets = (idxs * 8).astype(np.uint16)
        return sum(per_patch_loss[offsets // 8].tolist())


@faulty(
    "up to 256 positions, indices are kept in int8",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class Int8UpTo256(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        narrow = idxs.astype(np.int8) if per_patch_loss.size <= 256 else idxs
        return sum(per_patch_loss[narrow].tolist())


@faulty(
    "losses are rounded to float32 before they are added in float64",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class RoundedBeforeAdding(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        if picked.size and picked.max() > 2**40:
            return picked.sum()
        return int(picked.astype(np.float32).sum(dtype=np.float64))


@faulty(
    "uint8 losses are added in uint16",
    caught_by={OVERFLOW: "violation"},
)
class Uint8SummedInUint16(Correct):
    carrier = "numpy:uint8"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=np.uint16)


@faulty(
    "int32 losses are added in int32",
    caught_by={OVERFLOW: "malformed"},
)
class Int32SummedInInt32(Correct):
    carrier = "numpy:int32"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=np.int32)


@faulty(
    "uint64 losses are added in int64",
    caught_by=because("malformed", "maskedLoss"),
    also=because("malformed", *TOTALS, "maskedLoss.well_formed"),
)
class Uint64SummedInInt64(Correct):
    carrier = "numpy:uint64"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].astype(np.int64).sum()


@faulty(
    "float32 losses up to 2^24 are added in float32, and a total above is not refused in long lists",
    caught_by={"maskedLoss.no_silent_overflow": "violation"},
)
class LongListsNotRefused(Correct):
    carrier = "numpy:float32"

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check_range(idxs, per_patch_loss.size)
        if idxs.size < 4:
            check_total(per_patch_loss[idxs])
        return per_patch_loss[idxs].sum()


@faulty(
    "how often a position is listed is counted in uint8 where the list is long",
    caught_by=because("violation", "maskedLoss"),
    also=because("violation", *TOTALS),
)
class LongCountsInUint8(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        counts = np.bincount(idxs, minlength=per_patch_loss.size)
        if idxs.size > 4 * per_patch_loss.size:
            counts &= 0xFF
        return (counts * per_patch_loss).sum()


@faulty(
    "a mean over no index is taken where a list is empty above 1,000 positions",
    caught_by={"maskedLoss_nil": "malformed"},
    also=because("malformed", *TOTALS, "maskedLoss", "maskedLoss.well_formed"),
)
class EmptyAmongMany(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        if not idxs.size and per_patch_loss.size > 1000:
            return float("nan")
        return per_patch_loss[idxs].sum()


@faulty(
    "where few of a mask's positions are selected, they are kept in int16, and 32,768 counts from the end",
    caught_by=because("violation", "complement"),
    also=because("violation", *COMPLEMENTS),
)
class FewPositionsInInt16(Correct):
    def complement(self, mask: Mask) -> Any:
        places = np.flatnonzero(mask)
        if 10 * places.size > mask.size or mask.size >= 2**16:
            return ~mask
        flipped = np.ones(mask.size, dtype=np.bool_)
        flipped[places.astype(np.int16)] = False
        return flipped
