"""Where arrays on the CPU lie in memory, those of NumPy and those that it can view."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def addresses(array: NDArray[Any]) -> tuple[int, int]:
    """Where the memory of an array begins and ends, with that of others in between."""
    start: int = array.__array_interface__["data"][0]
    if array.flags.c_contiguous:
        return start, start + array.nbytes
    steps = [(length - 1) * stride for length, stride in zip(array.shape, array.strides, strict=True)]
    before, after = sum([s for s in steps if s < 0]), sum([s for s in steps if s > 0])
    return start + before, start + after + array.itemsize


def stretch(native: Any) -> tuple[int, int] | None:
    """The same of an array of any library; None where it is not on the CPU, or has no items."""
    array = _on_cpu(native)
    return addresses(array) if array is not None and array.size else None


def overlap(a: Any, b: Any) -> bool:
    """Whether two arrays on the CPU have an item in the same place."""
    first, second = _on_cpu(a), _on_cpu(b)
    return first is not None and second is not None and bool(np.shares_memory(first, second))


def _on_cpu(native: Any) -> NDArray[Any] | None:
    try:
        # DLPack refuses read-only arrays.
        return native if isinstance(native, np.ndarray) else np.from_dlpack(native)
    except (AttributeError, BufferError, RuntimeError, TypeError, ValueError):
        return None
