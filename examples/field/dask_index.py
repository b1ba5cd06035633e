"""Dask: indexing with a Dask array of positions, then `sum`, and masks as Dask arrays."""

from __future__ import annotations

from typing import Any

name = "Dask, indexing"
distribution = "dask"
carrier = "array_api:dask.array"
calls = "`losses[idxs].sum()`, `~mask`, `x[idxs]`, `x[mask]`."
translation = "none"
bites = {
    "rejects_out_of_range": "Where an index that is out of range stands beside others, all read positions of another "
    "chunk: losses of other patches, without a word.",
}


def complement(mask: Any) -> Any:
    return ~mask


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss[idxs].sum()


def index_select(x: Any, idxs: Any) -> Any:
    return x[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return x[mask]
