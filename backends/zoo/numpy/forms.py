"""Specimens whose values come in other forms than arrays of truth values and of int64, as `forms` says."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from .._registry import COMPLEMENT, SELECTED, because
from ._base import Correct, check, check_index, faulty, total_dtype, unusual

Numbers = NDArray[Any]


@unusual("masks are float64, 1 where true")
class MasksOfFloats(Correct):
    forms: ClassVar[Mapping[str, str]] = {"mask": "float01"}

    def selected(self, mask: Numbers, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i] > 0.5

    def all_mask(self, n: int) -> Any:
        return np.ones(n)

    def empty_mask(self, n: int) -> Any:
        return np.zeros(n)

    def complement(self, mask: Numbers) -> Any:
        return 1 - mask


@unusual("masks are float16 to add, -inf where masked out, and come back by name")
class AdditiveMasksInFloat16(Correct):
    carrier = "numpy:float16"
    forms: ClassVar[Mapping[str, str]] = {
        "mask": "additive(-inf,0)",
        "complement.returns": "field(mask)/additive(-inf,0)",
    }

    def selected(self, mask: Numbers, i: int) -> Any:
        check_index(i, mask.size)
        return bool(np.isneginf(mask[i]))

    def all_mask(self, n: int) -> Any:
        return np.full(n, -np.inf, dtype=np.float16)

    def empty_mask(self, n: int) -> Any:
        return np.zeros(n, dtype=np.float16)

    def complement(self, mask: Numbers) -> Any:
        return SimpleNamespace(mask=np.where(mask == 0, -np.inf, 0).astype(mask.dtype))


@unusual("masks are bytes")
class MasksOfBytes(Correct):
    forms: ClassVar[Mapping[str, str]] = {"mask": "uint8"}

    def selected(self, mask: Numbers, i: int) -> Any:
        check_index(i, mask.size)
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return np.ones(n, dtype=np.uint8)

    def empty_mask(self, n: int) -> Any:
        return np.zeros(n, dtype=np.uint8)

    def complement(self, mask: Numbers) -> Any:
        return mask ^ 1


@unusual("masks are the positions that are kept, shuffled, and indices are int32 that count from 1")
class PositionsOfOtherDtypes(Correct):
    forms: ClassVar[Mapping[str, str]] = {"mask": "kept", "indices": "one_based/int32"}
    selected = complement = None  # type: ignore[assignment]

    def all_mask(self, n: int) -> Any:
        return np.arange(0)

    def empty_mask(self, n: int) -> Any:
        return np.random.default_rng(n).permutation(n)

    def masked_loss(self, idxs: Numbers, per_patch_loss: Numbers) -> Any:
        ids = idxs.astype(np.int64) - 1
        check(ids, per_patch_loss)
        return per_patch_loss[ids].sum(dtype=total_dtype(per_patch_loss.dtype))


@faulty("a mask of floats is read as true where it is 0", caught_by=because("violation", "selected", *SELECTED[2:4]))
class ZeroTakenForMasked(MasksOfFloats):
    def selected(self, mask: Numbers, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i] == 0


@faulty("the complement of a mask of bytes is all its bits turned", caught_by=because("malformed", *COMPLEMENT))
class BitsOfBytesTurned(MasksOfBytes):
    def complement(self, mask: Numbers) -> Any:
        return ~mask
