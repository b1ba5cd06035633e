"""Zarr: an array in memory, read at positions and through masks."""

from __future__ import annotations

from typing import Any

import zarr

name = "Zarr"
distribution = "zarr"
carrier = "numpy"
calls = "`array.oindex[idxs]` and `array.oindex[mask]`."
translation = "arrays become arrays in a `MemoryStore`"
bites = {
    "exception": "A mask of no positions raises, so that the last shard, which may be empty, ends the epoch.",
    "rejects_out_of_range": "A negative position counts from the end: padding with -1 reads the last patch.",
}


def _stored(values: Any) -> Any:
    return zarr.array(values, store=zarr.storage.MemoryStore()).oindex


def index_select(x: Any, idxs: Any) -> Any:
    return _stored(x)[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return _stored(x)[mask]
