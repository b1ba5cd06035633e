"""`conformance history`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.writing import Written, file_options, paths_of, resolved, told_on, write_files
from conformance.reports.formats import HISTORY


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--ledger", type=click.Path(file_okay=False), metavar="DIR",
              help="Show how far the runs have come that `check --ledger DIR` kept.")  # fmt: skip
@file_options(HISTORY, "history")
def history(folder: str, ledger: str | None, **paths: str | None) -> None:
    """Show saved runs over time: what broke, what was mended, and since when each failing law fails.

    DIR holds the JSON files of runs, in folders of their own if you like; other files are named and skipped.
    """
    from conformance.records.histories import read_folder, with_ledger
    from conformance.records.ledger import Ledger
    from conformance.records.saved import files_in
    from conformance.terminal.history import show_history

    files = resolved(*paths_of(HISTORY, paths), read=files_in(Path(folder)))
    told = read_folder(Path(folder))
    if ledger is not None:
        told = with_ledger(told, Ledger.read(Path(ledger)))
    written, out = Written(), told_on(files)
    write_files(written, told, HISTORY, files)
    show_history(told, out)
    written.tell(out)
    written.raise_problems()
