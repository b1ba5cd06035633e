"""netCDF4: a variable in memory, read at positions and through masks."""

from __future__ import annotations

from typing import Any

import netCDF4

name = "netCDF4"
distribution = "netCDF4"
carrier = "numpy"
calls = "`variable[idxs]` and `variable[mask]`, of a data set that is kept in memory."
translation = "arrays become variables"

_SET = netCDF4.Dataset("memory", "w", diskless=True)


def _stored(values: Any) -> Any:
    n = len(values)
    key = f"{values.dtype}_{n}"
    if key not in _SET.variables:
        _SET.createDimension(key, n)
        _SET.createVariable(key, values.dtype, (key,))
    _SET[key][:] = values
    return _SET[key]


def index_select(x: Any, idxs: Any) -> Any:
    return _stored(x)[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return _stored(x)[mask]
