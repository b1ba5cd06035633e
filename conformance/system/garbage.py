"""How often cyclic garbage is looked for in processes that are ours."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
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
