"""Which laws a backend is asked."""

from __future__ import annotations

from conformance.records.result import Result


def is_asked(result: Result) -> bool:
    """Whether a backend is asked a law: of rows it is where it takes batches alone."""
    return not (result.law.endswith(".independent_rows") and result.status == "not_provided")
