"""Numba: compiled functions that index with positions and masks."""

from __future__ import annotations

from typing import Any

from numba import njit

name = "Numba, njit"
distribution = "numba"
carrier = "numpy"
calls = "`losses[idxs].sum()`, `~mask`, `x[idxs]`, `x[mask]`, each compiled by `njit` as it stands."
translation = "none"
unasked = {
    "*.rejects_out_of_range": "Compiled code reads whatever lies at a position out of range, and one that is far "
    "away ends the process.",
}


@njit
def complement(mask: Any) -> Any:
    return ~mask


@njit
def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss[idxs].sum()


@njit
def index_select(x: Any, idxs: Any) -> Any:
    return x[idxs]


@njit
def masked_select(x: Any, mask: Any) -> Any:
    return x[mask]
