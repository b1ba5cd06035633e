"""Checks that what is proved about masking in Lean holds on real implementations.

`check` runs the laws of the spec on backends and returns a report; `parametrize_with_laws` makes them pytest tests.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from conformance.system import originals

if TYPE_CHECKING:
    from conformance.api import check, load_backend
    from conformance.errors import ConformanceError
    from conformance.pytest_plugin import parametrize_with_laws
    from conformance.records.result import Failure, Result
    from conformance.report import Report
    from conformance.subjects.wrapping import wrapped

__all__ = [
    "ConformanceError", "Failure", "Report", "Result", "check", "load_backend", "parametrize_with_laws", "wrapped",
]  # fmt: skip
__version__ = "0.1.0"

_MODULES = {
    "ConformanceError": "errors", "Failure": "records.result", "Report": "report", "Result": "records.result",
    "check": "api", "load_backend": "api", "parametrize_with_laws": "pytest_plugin", "wrapped": "subjects.wrapping",
}  # fmt: skip
"""Where each name is, which is imported when used, so that the law layer loads without Hypothesis and pytest."""

# Before any other module of ours is imported, and so before a backend is.
originals.install()


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'conformance' has no attribute {name!r}")
    return getattr(importlib.import_module(f"conformance.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
