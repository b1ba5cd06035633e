"""Blosc2: a compressed array in memory."""

from __future__ import annotations

from typing import Any

import blosc2

name = "Blosc2"
distribution = "blosc2"
carrier = "numpy"
calls = "`array[idxs]`, `array[mask]`, `(~array)[:]`, `sum()`."
translation = "arrays become compressed ones"


def complement(mask: Any) -> Any:
    return (~blosc2.asarray(mask))[:]


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return blosc2.asarray(blosc2.asarray(per_patch_loss)[idxs]).sum()


def index_select(x: Any, idxs: Any) -> Any:
    return blosc2.asarray(x)[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return blosc2.asarray(x)[mask]
