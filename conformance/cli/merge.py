"""`conformance merge`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.cli.options import quiet_option, verbose_option
from conformance.cli.writing import Written, file_options, paths_of, resolved, told_on, write_files
from conformance.records.saved import read_results
from conformance.reports.formats import RESULTS


@click.command()
@click.argument("results", nargs=-1, required=True, type=click.Path(dir_okay=False), metavar="RESULTS.json ...")
@click.option("--partial", is_flag=True, help="Merge what is there, though shards are missing.")
@verbose_option
@quiet_option
@file_options(RESULTS)
def merge(results: tuple[str, ...], partial: bool, verbose: int, quiet: int, **paths: str | None) -> None:
    """Make the one report of a run of those of its shards, as `check --shard K/N --json FILE` wrote them.

    They come in any order, and each may be made of several shards itself. The exit status is that of the run.
    A FILE that is written may be - for standard output; what is told goes to standard error then.
    """
    from conformance.runs.merging import merge as merged
    from conformance.terminal.report import show_report

    files = resolved(*paths_of(RESULTS, paths), read=results)
    written, out = Written(), told_on(files)
    report = merged([(name, read_results(Path(name))) for name in results], partial=partial)
    write_files(written, report, RESULTS, files)
    show_report(report, out, verbose - quiet)
    written.tell(out)
    written.raise_problems()
    sys.exit(report.exit_status())
