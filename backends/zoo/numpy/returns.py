"""Specimens on NumPy arrays: what comes back."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import ALL_MASK, COMPLEMENT, EMPTY_MASK, MASKED_LOSS, SELECTED, because
from ._base import Correct, Indices, Losses, Mask, check, check_index, faulty


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
