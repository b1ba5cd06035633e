"""Which laws a backend is asked."""

from __future__ import annotations

from conformance.records.result import Result


def is_asked(result: Result) -> bool:
    """Whether a backend is asked a law: those of training hang on what its carrier has."""
    return not (result.level == "training" and result.status == "not_provided")
