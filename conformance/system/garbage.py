"""What processes that are ours do with memory: how often they look for cyclic garbage, and what they give back."""

from __future__ import annotations

import contextlib
import ctypes
import gc
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

_COLLECT_AFTER: Final = (20_000, 50, 50)
"""Thresholds of the collector, which would else go over and over through specs and inputs, of which none is garbage."""


def collect_rarely() -> None:
    """What there is now stays, and what comes is looked through less often."""
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


@contextlib.contextmanager
def collected_rarely() -> Iterator[None]:
    """Within it, what comes is looked through less often."""
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def give_back() -> None:
    """Gives the system what was freed, as far as its C library can say what that is.

    Vectors that inputs had leave holes between what stays, which would else count as used.
    """
    gc.collect(1)
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    try:
        found: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        # Only glibc has it.
        return lambda kept: None
    return found
