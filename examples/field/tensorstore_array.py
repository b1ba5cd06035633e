"""TensorStore: an array in memory, indexed lazily and read."""

from __future__ import annotations

from typing import Any

import tensorstore as ts

name = "TensorStore"
distribution = "tensorstore"
carrier = "numpy"
calls = "`array[idxs].read().result()` and `array[mask].read().result()`."
translation = "arrays become those of `ts.array`"
unasked = {
    "*.rejects_out_of_range": "Of an array without items it reads whatever lies at the positions, another number "
    "each time; of others it refuses one that is out of range.",
}


def _read(values: Any, chosen: Any) -> Any:
    return ts.array(values)[chosen].read().result()


def index_select(x: Any, idxs: Any) -> Any:
    return _read(x, idxs)


def masked_select(x: Any, mask: Any) -> Any:
    return _read(x, mask)
