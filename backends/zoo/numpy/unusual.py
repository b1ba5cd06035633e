"""Specimens on NumPy arrays: odd but right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from .._registry import because
from ._base import (
    Correct,
    CorrectGuards,
    CorrectPatches,
    Indices,
    Losses,
    Mask,
    check,
    check_index,
    check_range,
    check_total,
    count,
    faulty,
    unusual,
)


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


@faulty("in float16, the last of the running totals", caught_by=because("violation", "maskedLoss.rounding"))
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


@unusual("patches and predictions are looked up at once by flattened indices, and the total is a 0-d array")
class FlattenedIndices(CorrectPatches):
    def mae_loss(self, masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: Losses) -> Any:
        losses = patch_loss.ravel().take(np.ravel_multi_index((target, pred), patch_loss.shape))
        check(masked_idxs, losses)
        return np.asarray(losses[masked_idxs[::-1]].sum(dtype=np.int64))


@unusual("uint8 losses, each weighed with how often its position is listed")
class TargetsCounted(CorrectPatches):
    carrier = "numpy:uint8"

    def listed(self, idxs: Indices, losses: Losses) -> Any:
        check(idxs, losses)
        return np.dot(count(idxs, losses.size).astype(np.uint64), losses.astype(np.uint64))


@unusual("decodes by a product with one-hot predictions")
class OneHotDecoding(CorrectPatches):
    def reconstruct(self, decode: Indices, pred: Indices) -> Any:
        return (decode * np.eye(decode.shape[1], dtype=np.int64)[pred]).sum(axis=1)


@unusual("float16 variances, cut off at the floor before they are taken from it, from the smallest up")
class FlooredInFloat16(CorrectGuards):
    carrier = "numpy:float16"

    def variance_term(self, gamma: int, variances: Losses) -> Any:
        below = np.sort(gamma - np.minimum(variances, np.float16(gamma)))
        check_total(below)
        return np.asarray(below.sum(dtype=np.float16))
