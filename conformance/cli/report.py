"""`conformance report`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.writing import Written, file_options, paths_of, resolved, write_files
from conformance.errors import UsageError
from conformance.records.saved import read_results
from conformance.reports.formats import RESULTS

OTHER = tuple(one for one in RESULTS if one.option != "json")


@click.command()
@click.argument("results", type=click.Path(dir_okay=False))
@file_options(OTHER)
def report(results: str, **paths: str | None) -> None:
    """Make pages and files again from saved results."""
    files = resolved(*paths_of(OTHER, paths), read=[results])
    if not any(files):
        raise UsageError(f"nothing to write: give at least one of {', '.join(f'--{one.option}' for one in OTHER)}")
    written = Written()
    write_files(written, read_results(Path(results)), OTHER, files)
    written.tell()
    written.raise_problems()
