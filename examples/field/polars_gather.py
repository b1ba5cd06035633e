"""Polars: `gather`, then `sum`, and masks as bool series."""

from __future__ import annotations

from typing import Any

import polars as pl

name = "Polars, gather"
distribution = "polars"
carrier = "numpy"
calls = "`Series.gather(idxs)`, its `sum()`, `Series.filter(mask)`, `Series[i]`, `~Series`."
translation = "arrays become series, and series arrays"
bites = {
    "rejects_out_of_range": "A negative position counts from the end, in `gather` and in `[]` alike.",
}


def selected(mask: Any, i: int) -> Any:
    return pl.Series(mask, dtype=pl.Boolean)[i]


def complement(mask: Any) -> Any:
    return (~pl.Series(mask, dtype=pl.Boolean)).to_numpy()


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return pl.Series(per_patch_loss).gather(idxs).sum()


def index_select(x: Any, idxs: Any) -> Any:
    return pl.Series(x).gather(idxs).to_numpy()


def masked_select(x: Any, mask: Any) -> Any:
    return pl.Series(x).filter(pl.Series(mask, dtype=pl.Boolean)).to_numpy()
