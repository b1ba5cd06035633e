"""Specimens on NumPy arrays: which losses are added, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from .._registry import ADDITION, MASKED_LOSS, ORDER, because
from ._base import Correct, Indices, Losses, check, check_range, count, faulty


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


@faulty(
    "the mean in place of the sum, which is NaN for no index",
    caught_by=because("malformed", *MASKED_LOSS) | because("violation", "maskedLoss.rounding"),
)
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


@faulty("repeats are counted in 16 bits with a sign", caught_by={"maskedLoss": "malformed"})
class CountedInInt16(Correct):
    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        counts = np.bincount(idxs, minlength=per_patch_loss.size).astype(np.int16)
        return (counts * per_patch_loss).sum()
