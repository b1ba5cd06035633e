"""pandas: positions by `iloc`, then `sum`, and masks as bool series."""

from __future__ import annotations

from typing import Any

import pandas as pd

name = "pandas, iloc"
distribution = "pandas"
carrier = "numpy"
calls = "`Series.iloc[idxs]`, its `sum()`, `Series[mask]`, `Series.iat[i]`, `~Series`."
translation = "arrays become series, and series arrays"
bites = {
    "rejects_out_of_range": "A negative position counts from the end, in `iloc` and `iat` alike.",
}


def selected(mask: Any, i: int) -> Any:
    return pd.Series(mask).iat[i]


def complement(mask: Any) -> Any:
    return (~pd.Series(mask)).to_numpy()


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return pd.Series(per_patch_loss).iloc[idxs].sum()


def index_select(x: Any, idxs: Any) -> Any:
    return pd.Series(x).iloc[idxs].to_numpy()


def masked_select(x: Any, mask: Any) -> Any:
    return pd.Series(x)[mask].to_numpy()
