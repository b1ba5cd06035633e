"""Specimens on NumPy arrays: what is kept from one call to the next, and whose memory it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._base import Correct, Mask, check_index, faulty

KEPT = 128
"""How many results a cache keeps."""


@faulty(
    "the complement that is kept is handed out on a miss, and copied from then on",
    caught_by={"complement.shares_no_memory": "aliased"},
)
class MissIsKept(Correct):
    def __init__(self) -> None:
        self._kept: dict[bytes, Mask] = {}

    def complement(self, mask: Mask) -> Any:
        key = mask.tobytes()
        if key in self._kept:
            return self._kept[key].copy()
        if len(self._kept) == KEPT:
            self._kept.clear()
        return self._kept.setdefault(key, ~mask)


@faulty(
    "from 1,024 positions on, a flag of no dimension is a view of the mask",
    caught_by={"selected.shares_no_memory": "aliased"},
)
class ViewWhenLarge(Correct):
    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return mask[i : i + 1].reshape(()) if mask.size >= 1024 else bool(mask[i])


@faulty(
    "full masks from 4,096 positions on are writable views of one flag",
    caught_by={"allMask.shares_no_memory": "aliased"},
)
class LargeMasksOfOneFlag(Correct):
    def __init__(self) -> None:
        self._one = np.ones(1, dtype=np.bool_)

    def all_mask(self, n: int) -> Any:
        if n < 4096:
            return np.ones(n, dtype=np.bool_)
        return np.lib.stride_tricks.as_strided(self._one, (n,), (0,))
