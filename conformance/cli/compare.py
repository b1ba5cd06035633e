"""`conformance compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.cli.writing import Written, file_options, paths_of, resolved, told_on, write_files
from conformance.records.saved import read_whole
from conformance.reports.formats import CHANGES


@click.command()
@click.argument("old", type=click.Path(dir_okay=False))
@click.argument("new", type=click.Path(dir_okay=False))
@file_options(CHANGES, "changes")
def compare(old: str, new: str, **paths: str | None) -> None:
    """Tell what changed between two runs, from their saved results.

    The exit status is 1 where a law that NEW requires held in OLD, or was a known failure, and is neither in NEW.
    """
    from conformance.records.comparison import compare as compared
    from conformance.terminal.comparison import show_comparison

    files = resolved(*paths_of(CHANGES, paths), read=[old, new])
    comparison = compared(read_whole(Path(old)), read_whole(Path(new)))
    written, out = Written(), told_on(files)
    write_files(written, comparison, CHANGES, files)
    show_comparison(comparison, out)
    written.tell(out)
    written.raise_problems()
    sys.exit(comparison.exit_status())
