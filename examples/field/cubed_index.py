"""Cubed: indexing with positions."""

from __future__ import annotations

from typing import Any

import cubed.array_api as xp

name = "Cubed, take"
distribution = "cubed"
carrier = "numpy"
calls = "`xp.take(x, idxs, axis=0).compute()`."
translation = "arrays become Cubed's"
_IGNORED = (
    "Positions that are as many as the axis is long are ignored: repeats, and a shuffle of all patches, give the array "
    "as it is."
)
bites = {"violation": _IGNORED, "rounding": _IGNORED}


def index_select(x: Any, idxs: Any) -> Any:
    return xp.take(xp.asarray(x), xp.asarray(idxs), axis=0).compute()
