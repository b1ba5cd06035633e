"""The items of an array of any library, in Python."""

from __future__ import annotations

from typing import Any

import array_api_compat as compat


def array_items(native: Any) -> Any:
    """The items of an array as nested lists, or the one item of a 0-d array."""
    # It has been computed, and other threads have nothing to do.
    on_host = native.compute(scheduler="synchronous") if is_dask(native) else native
    if compat.is_cupy_array(on_host):
        on_host = on_host.get()
    if not hasattr(on_host, "tolist"):
        import numpy as np

        try:
            on_host = np.from_dlpack(on_host)
        except (AttributeError, BufferError, RuntimeError, TypeError, ValueError):
            try:
                on_host = np.asarray(on_host)
            except Exception:
                return one_by_one(native)
    return on_host.tolist()


def is_dask(native: object) -> bool:
    return bool(compat.is_dask_array(native))


def one_by_one(native: Any) -> Any:
    if native.shape:
        return [one_by_one(native[k, ...]) for k in range(native.shape[0])]
    if "float" in str(native.dtype):
        return float(native)
    return bool(native) if "bool" in str(native.dtype) else int(native)
