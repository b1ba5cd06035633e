"""NumPy: indexing with a list of positions, then `sum`, and masks as bool arrays."""

from __future__ import annotations

from typing import Any

name = "NumPy, indexing"
distribution = "numpy"
carrier = "numpy"
calls = "`losses[idxs].sum()`, `~mask`, `x[idxs]`, `x[mask]`."
translation = "none"
bites = {
    "rejects_out_of_range": "A negative position counts from the end: padding with -1 reads the last patch.",
}


def complement(mask: Any) -> Any:
    return ~mask


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss[idxs].sum()


def index_select(x: Any, idxs: Any) -> Any:
    return x[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return x[mask]
