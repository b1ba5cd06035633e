"""Counts the evaluations of each law: `HANDWRITTEN_COUNTS` names a file that gets them as JSON.

`HANDWRITTEN_EXAMPLES` draws another number of examples than Hypothesis' default, for tests of this suite.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

COUNTS: Counter[str] = Counter()

if examples := os.environ.get("HANDWRITTEN_EXAMPLES"):
    settings.register_profile("asked", max_examples=int(examples))
    settings.load_profile("asked")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        hypothesis = getattr(getattr(item, "obj", None), "hypothesis", None)
        if hypothesis is not None:
            hypothesis.inner_test = counted(item.name.removeprefix("test_"), hypothesis.inner_test)


def counted(law: str, test: Callable[..., None]) -> Callable[..., None]:
    """The test, counting the calls that reach its end."""

    @wraps(test)
    def count(*args: Any, **kwargs: Any) -> None:
        test(*args, **kwargs)
        COUNTS[law] += 1

    return count


def pytest_sessionfinish() -> None:
    if path := os.environ.get("HANDWRITTEN_COUNTS"):
        Path(path).write_text(json.dumps(COUNTS), encoding="utf-8")
