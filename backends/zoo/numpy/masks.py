"""Specimens on NumPy arrays: which positions a mask selects."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import because
from ._base import Correct, Mask, check_index, faulty


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
