"""`conformance selftest`."""

from __future__ import annotations

import sys

import click

from conformance.cli.options import profile_option, seed_option
from conformance.cli.writing import OUTPUT, resolved, write_files


@click.command()
@click.argument("libraries", nargs=-1, metavar="[LIBRARY ...]")
@profile_option
@seed_option
@click.option(
    "--workers", type=click.IntRange(min=0), help="Processes, 0 for none but this one.  [default: one a core]"
)
@click.option("--json", "json_path", type=OUTPUT, help="Write the results as JSON.")
@click.option("--html", "html_path", type=OUTPUT, help="Write the results as a page.")
def selftest(
    libraries: tuple[str, ...],
    profile: str,
    seed: int,
    workers: int | None,
    json_path: str | None,
    html_path: str | None,
) -> None:
    """Try the harness on backends with a known fault, and on odd but correct ones.

    LIBRARY is python, numpy or torch. Without one, those that are installed are tried.
    """
    from conformance import terminal
    from conformance.runs import selftest as trial

    files = resolved(json_path, html_path)
    with terminal.selftest_bar() as progress:
        report = trial.selftest(libraries, profile, seed, workers, progress)

    def page() -> str:
        from conformance.reports.html import render_selftest

        return render_selftest(report)

    written = write_files((files[0], report.to_json), (files[1], page))
    terminal.show_selftest(report, terminal.console())
    written.tell()
    written.raise_problems()
    sys.exit(report.exit_status())
