"""`conformance history`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.writing import OUTPUT, resolved, write_files


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--html", "html_path", type=OUTPUT, help="Write the history as a page.")
def history(folder: str, html_path: str | None) -> None:
    """Show saved runs over time: what broke, what was mended, and since when each failing law fails.

    DIR holds the JSON files of runs, in folders of their own if you like; other files are named and skipped.
    """
    from conformance import terminal
    from conformance.records.histories import files_in, read_folder

    files = resolved(html_path, read=files_in(Path(folder)))
    told = read_folder(Path(folder))

    def page() -> str:
        from conformance.reports.history import render

        return render(told)

    written = write_files((files[0], page))
    terminal.show_history(told, terminal.console())
    written.tell()
    written.raise_problems()
