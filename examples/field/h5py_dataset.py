"""h5py: a dataset in memory, read at positions and through masks."""

from __future__ import annotations

from typing import Any

import h5py

name = "h5py"
distribution = "h5py"
carrier = "numpy"
calls = "`dataset[idxs]` and `dataset[mask]`, of a file that is kept in memory."
translation = "arrays become datasets"
bites = {
    "exception": "Positions must ascend, each once: those of a shuffle, or of bootstrap samples, are refused, and code "
    "that sorts them to be served must put back the order and the repeats itself.",
    "rejects_out_of_range": "A negative position counts from the end: padding with -1 reads the last patch.",
}

_FILE = h5py.File("memory", "w", driver="core", backing_store=False)


def _stored(values: Any) -> Any:
    if "values" in _FILE:
        del _FILE["values"]
    return _FILE.create_dataset("values", data=values)


def index_select(x: Any, idxs: Any) -> Any:
    return _stored(x)[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return _stored(x)[mask]
