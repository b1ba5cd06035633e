"""A report that was saved, read from its file."""

from __future__ import annotations

from pathlib import Path

from conformance.errors import ResultsError
from conformance.records.report import Report
from conformance.system.files import read_text

MAX_BYTES = 256_000_000


def read_results(path: Path) -> Report:
    """The report in a file.

    Raises:
        ResultsError: the file cannot be read, or holds no results.
    """
    text = read_text(path, ResultsError, MAX_BYTES)
    try:
        return Report.from_json(text)
    except ValueError as error:
        raise ResultsError(f"is not a results file: {error}", str(path)) from None
