"""Awkward Array: indexing with positions, `ak.sum`, and masks."""

from __future__ import annotations

from typing import Any

import awkward as ak

name = "Awkward Array"
distribution = "awkward"
carrier = "numpy"
calls = "`ak.sum(array[idxs])`, `~array`, `array[idxs]`, `array[mask]`."
translation = "arrays become Awkward's, and Awkward's arrays"


def complement(mask: Any) -> Any:
    return (~ak.Array(mask)).to_numpy()


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return ak.sum(ak.Array(per_patch_loss)[idxs])


def index_select(x: Any, idxs: Any) -> Any:
    return ak.Array(x)[idxs].to_numpy()


def masked_select(x: Any, mask: Any) -> Any:
    return ak.Array(x)[mask].to_numpy()
