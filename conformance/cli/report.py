"""`conformance report`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.writing import FORMATS, file_options, paths_of, resolved, tell, write_reports
from conformance.errors import UsageError
from conformance.results import Report

OTHER = tuple(one for one in FORMATS if one.option != "json")


@click.command()
@click.argument("results", type=click.Path(dir_okay=False))
@file_options(*OTHER)
def report(results: str, **paths: str | None) -> None:
    """Make pages and files again from saved results."""
    files = resolved(*paths_of(OTHER, paths))
    if not any(files):
        raise UsageError(f"nothing to write: give at least one of {', '.join(f'--{one.option}' for one in OTHER)}")
    tell(write_reports(read_report(results), OTHER, files))


def read_report(results: str) -> Report:
    """The report in a file.

    Raises:
        UsageError: it cannot be read, or is no results file.
    """
    try:
        return Report.from_json(Path(results).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"`{results}` cannot be read: {error}") from None
    except ValueError as error:
        raise UsageError(f"`{results}` is not a results file: {error}") from None
