"""xarray: `isel` with positions, and masks as bool arrays."""

from __future__ import annotations

from typing import Any

import xarray as xr

name = "xarray, isel"
distribution = "xarray"
carrier = "numpy"
calls = "`array.isel(n=idxs).sum()`, `~array`, `array[mask]`."
translation = "arrays become DataArrays, and DataArrays arrays"


def _named(values: Any) -> Any:
    return xr.DataArray(values, dims="n")


def complement(mask: Any) -> Any:
    return (~_named(mask)).to_numpy()


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return _named(per_patch_loss).isel(n=idxs).sum().item()


def index_select(x: Any, idxs: Any) -> Any:
    return _named(x).isel(n=idxs).to_numpy()


def masked_select(x: Any, mask: Any) -> Any:
    return _named(x)[mask].to_numpy()
