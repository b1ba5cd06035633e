"""`conformance selftest`."""

from __future__ import annotations

import sys

import click

from conformance.cli.options import profile_option, seed_option
from conformance.cli.writing import Written, file_options, paths_of, resolved, told_on, write_files
from conformance.reports.formats import SELFTEST


@click.command()
@click.argument("libraries", nargs=-1, metavar="[LIBRARY ...]")
@profile_option
@seed_option
@click.option(
    "--workers", type=click.IntRange(min=0), help="Processes, 0 for none but this one.  [default: one a core]"
)
@file_options(SELFTEST)
def selftest(libraries: tuple[str, ...], profile: str, seed: int, workers: int | None, **paths: str | None) -> None:
    """Try the harness on backends with a known fault, and on odd but correct ones.

    LIBRARY is python, numpy or torch. Without one, those that are installed are tried. Each backend is asked the laws
    whose verdict may hang on what it has otherwise than a correct one.
    """
    from conformance.runs import selftest as trial
    from conformance.terminal.progress import selftest_bar
    from conformance.terminal.selftest import show_selftest

    files = resolved(*paths_of(SELFTEST, paths))
    with selftest_bar() as progress:
        report = trial.selftest(libraries, profile, seed, workers, progress)
    written, out = Written(), told_on(files)
    write_files(written, report, SELFTEST, files)
    show_selftest(report, out)
    written.tell(out)
    written.raise_problems()
    sys.exit(report.exit_status())
