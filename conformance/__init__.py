"""Checks that what is proved about masking in Lean holds on real implementations.

`check` runs the laws of the spec on backends and returns a report; `parametrize_with_laws` makes them pytest tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.system import originals

if TYPE_CHECKING:
    from conformance.api import check, load_backend
    from conformance.pytest_plugin import parametrize_with_laws
    from conformance.subjects.wrapping import wrapped

__all__ = ["check", "load_backend", "parametrize_with_laws", "wrapped"]
__version__ = "0.1.0"

# Before any other module of ours is imported, and so before a backend is.
originals.install()


def __getattr__(name: str) -> Any:
    # Imported when used, so that the law layer loads without Hypothesis and pytest.
    if name in ("check", "load_backend"):
        from conformance import api

        return getattr(api, name)
    if name == "wrapped":
        from conformance.subjects.wrapping import wrapped

        return wrapped
    if name == "parametrize_with_laws":
        from conformance.pytest_plugin import parametrize_with_laws

        return parametrize_with_laws
    raise AttributeError(f"module 'conformance' has no attribute {name!r}")
