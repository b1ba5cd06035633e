"""`conformance compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.cli.writing import OUTPUT, resolved, write_files
from conformance.records.saved import read_results


@click.command()
@click.argument("old", type=click.Path(dir_okay=False))
@click.argument("new", type=click.Path(dir_okay=False))
@click.option("--json", "json_path", type=OUTPUT, help="Write the changes as JSON.")
@click.option(
    "--markdown",
    "markdown_path",
    type=OUTPUT,
    help="Write the changes as Markdown.",
)
def compare(old: str, new: str, json_path: str | None, markdown_path: str | None) -> None:
    """Tell what changed between two runs, from their saved results.

    The exit status is 1 where a required law held in OLD and does not hold in NEW, as NEW requires.
    """
    from conformance.records.comparison import compare as compared
    from conformance.terminal.comparison import show_comparison
    from conformance.terminal.console import console

    files = resolved(json_path, markdown_path, read=[old, new])
    comparison = compared(read_results(Path(old)), read_results(Path(new)))
    written = write_files((files[0], comparison.to_json), (files[1], comparison.to_markdown))
    show_comparison(comparison, console())
    written.tell()
    written.raise_problems()
    sys.exit(comparison.exit_status())
