"""`conformance report`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.options import quiet_option, verbose_option
from conformance.cli.writing import Written, file_options, paths_of, resolved, told_on, write_files
from conformance.records.saved import read_results
from conformance.reports.formats import RESULTS

OTHER = tuple(one for one in RESULTS if one.option != "json")


@click.command()
@click.argument("results", type=click.Path(dir_okay=False))
@verbose_option
@quiet_option
@file_options(OTHER)
def report(results: str, verbose: int, quiet: int, **paths: str | None) -> None:
    """Tell a saved run again as `check` told it, or make pages and files of it.

    A FILE that is written may be - for standard output; what is told goes to standard error then.
    """
    from conformance.terminal.report import show_report

    files = resolved(*paths_of(OTHER, paths), read=[results])
    written, out = Written(), told_on(files)
    saved = read_results(Path(results))
    write_files(written, saved, OTHER, files)
    if not any(files):
        show_report(saved, out, verbose - quiet)
    written.tell(out)
    written.raise_problems()
