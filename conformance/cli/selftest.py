"""`conformance selftest`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.cli.options import (
    config_option,
    module_option,
    profile_of,
    profile_option,
    revision_option,
    seed_option,
    spec_option,
)
from conformance.cli.writing import Written, file_options, paths_of, resolved, told_on, write_files
from conformance.project.reading import find_configuration
from conformance.reports.formats import SELFTEST


@click.command()
@click.argument("libraries", nargs=-1, metavar="[LIBRARY ...]")
@config_option
@spec_option
@module_option
@revision_option
@profile_option
@seed_option
@click.option(
    "--workers", type=click.IntRange(min=0), help="Processes, 0 for none but this one.  [default: one a core]"
)
@file_options(SELFTEST)
def selftest(
    libraries: tuple[str, ...],
    config: str | None,
    spec: tuple[str, ...],
    module: tuple[str, ...],
    revision: str,
    profile: str,
    seed: int,
    workers: int | None,
    **paths: str | None,
) -> None:
    """Try the harness on backends with a known fault, and on odd but correct ones.

    LIBRARY is python, numpy or torch. Without one, those that are installed are tried. Each backend is asked the laws
    whose verdict may hang on what it has otherwise than a correct one.

    Where shipped modules are named, the backends are tried that are about one. Laws of your own are tried on each
    backend that they may see. It is told which faults they see, and one that fails on a correct backend is an alarm.
    """
    from conformance.laws.specfile import chosen, files_of
    from conformance.runs import selftest as trial
    from conformance.terminal.progress import counting_bar
    from conformance.terminal.selftest import show_selftest

    project = find_configuration(Path.cwd(), config)
    named = chosen(project.spec_of(spec), module)
    files = resolved(*paths_of(SELFTEST, paths), read=files_of(named))
    workers = project.workers if workers is None else workers
    with counting_bar() as progress:
        report = trial.selftest(libraries, profile_of(profile, project), seed, workers, progress, named, revision)
    written, out = Written(), told_on(files)
    write_files(written, report, SELFTEST, files)
    show_selftest(report, out)
    written.tell(out)
    written.raise_problems()
    sys.exit(report.exit_status())
