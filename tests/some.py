"""Parameters of which a few are tried in the default run, and all in the slow one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def some(parameters: Iterable[Any], every: int = 4) -> list[Any]:
    """All parameters, of which those between each so many, beginning with the first, are slow ones."""
    return [one if k % every == 0 else _slow(one) for k, one in enumerate(parameters)]


def _slow(one: Any) -> Any:
    return pytest.param(*(one if isinstance(one, tuple) else (one,)), marks=pytest.mark.slow)
