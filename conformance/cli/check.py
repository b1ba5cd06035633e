"""`conformance check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from conformance.cases.profiles import PROFILES
from conformance.cases.shards import chosen_shard
from conformance.cli import completing
from conformance.cli.known import KnownFailures
from conformance.cli.last_failed import LastFailed
from conformance.cli.options import (
    Seconds,
    config_option,
    module_option,
    profile_of,
    profile_option,
    quiet_option,
    revision_option,
    seed_option,
    spec_option,
    verbose_option,
)
from conformance.cli.signals import interrupted_status
from conformance.cli.writing import Written, file_options, paths_of, print_annotations, resolved, told_on, write_files
from conformance.errors import UsageError
from conformance.project.configuration import forms_of, with_wraps
from conformance.project.reading import find_configuration
from conformance.records.verdicts import not_loaded
from conformance.records.vocabulary import CORE, LEVELS
from conformance.reports.formats import RESULTS
from conformance.text.escaping import inline


@click.command()
@click.argument("backends", nargs=-1, metavar="[BACKEND ...]", shell_complete=completing.backends)
@config_option
@spec_option
@module_option
@click.option("--law", multiple=True, metavar="GLOB", shell_complete=completing.laws, help="Only these laws.")
@click.option("--exclude-law", multiple=True, metavar="GLOB", shell_complete=completing.laws, help="Not these laws.")
@revision_option
@click.option("--require", type=click.Choice(LEVELS), multiple=True, metavar="LEVEL",
              help="A level that decides the exit status: hardened, training; core always does.")  # fmt: skip
@profile_option
@seed_option
@click.option(
    "--workers", type=click.IntRange(min=0), metavar="N",
    help="Processes that check at a time; 0 for none but this one.  [default: one a core]",
)  # fmt: skip
@click.option(
    "--timeout", type=Seconds(), metavar="SECONDS",
    help=f"Seconds that a law may take.  [default: {', '.join(f'{p.timeout} ({p.name})' for p in PROFILES.values())}]",
)  # fmt: skip
@click.option(
    "--memory-limit", type=click.IntRange(min=64), default=4_096, show_default=True, metavar="MIB",
    help="Mebibytes that a worker may take beyond what it has once its backend is loaded.",
)  # fmt: skip
@click.option("--shard", metavar="K/N", help="The K-th of N parts of the run alone; `conformance merge` unites them.")
@click.option("--ledger", type=click.Path(file_okay=False), metavar="DIR",
              help="Go on where the runs ended that this folder knows of, and add this one.")  # fmt: skip
@click.option("--form", multiple=True, metavar="KEY=WORD",
              help="How values come, as `forms` of a backend says it: mask=float01, say.")  # fmt: skip
@click.option("--wrap", multiple=True, metavar="WORD",
              help="Each backend as its library transforms it as well: compile, autocast, vmap, jit.")  # fmt: skip
@click.option("--expect", type=click.Path(dir_okay=False), metavar="FILE", help="Failures that are known.")
@click.option("--write-expect", type=click.Path(dir_okay=False), metavar="FILE",
              help="Start or update a file of known failures from this run.")  # fmt: skip
@click.option("--on", metavar="dask[:ADDRESS]",
              help="Check on the workers of Dask at an address, or of a cluster that is started here.")  # fmt: skip
@click.option("--resume", type=click.Path(dir_okay=False), metavar="FILE",
              help="Go on with the run of a results file: what is finished there is taken over.")  # fmt: skip
@click.option("-x", "--exitfirst", is_flag=True, help="End the run with the first failure of what is required.")
@click.option("--max-failures", type=click.IntRange(min=1), metavar="N",
              help="End the run with the N-th failure of what is required.")  # fmt: skip
@click.option("--last-failed", is_flag=True, help="Check only what failed the last time, or everything if nothing did.")
@verbose_option
@quiet_option
@click.option("--annotations/--no-annotations", default=None,
              help="Print GitHub annotations after the run.  [default: where GITHUB_ACTIONS is true]")  # fmt: skip
@file_options(RESULTS)
def check(
    backends: tuple[str, ...],
    config: str | None,
    spec: tuple[str, ...],
    module: tuple[str, ...],
    law: tuple[str, ...],
    exclude_law: tuple[str, ...],
    revision: str,
    require: tuple[str, ...],
    profile: str,
    seed: int,
    workers: int | None,
    timeout: float | None,
    memory_limit: int,
    shard: str | None,
    ledger: str | None,
    form: tuple[str, ...],
    wrap: tuple[str, ...],
    expect: str | None,
    write_expect: str | None,
    on: str | None,
    resume: str | None,
    exitfirst: bool,
    max_failures: int | None,
    last_failed: bool,
    verbose: int,
    quiet: int,
    annotations: bool | None,
    **paths: str | None,
) -> None:
    """Check laws, and agreement where there are two or more backends.

    BACKEND is a built-in (python, numpy, torch), an entry point, a module, module:attribute, a .py file, or
    process:COMMAND for a program that speaks the protocol of docs/protocol.md.
    Without one, those that `[tool.conformance]` in pyproject.toml says are checked, or every built-in whose library is
    installed. That table names backends of the project and says what options stand for where they are not given.

    A FILE that is written may be - for standard output; what is told goes to standard error then.
    """
    from conformance import api
    from conformance.cli.opening import open_sessions
    from conformance.laws.specfile import chosen, files_of, load
    from conformance.records.levels import joined
    from conformance.runs.keeping import keep, opened_ledger
    from conformance.runs.resuming import Earlier
    from conformance.runs.running import Interrupted, run
    from conformance.subjects.identity import identity
    from conformance.subjects.naming import installed_built_ins, named_files
    from conformance.terminal.console import errors
    from conformance.terminal.progress import progress_bar
    from conformance.terminal.report import show_report

    part = chosen_shard(shard)
    if part is not None and (write_expect is not None or last_failed):
        option = "--write-expect" if write_expect is not None else "--last-failed"
        raise UsageError(f"{option} goes by a whole run, and --shard has a part of one; give one of them")
    if ledger is not None and resume is not None:
        raise UsageError("--ledger goes on from run to run, and --resume with one of them; give one of them")
    known_before = None if ledger is None else opened_ledger(ledger, part)
    seed += 0 if known_before is None else known_before.runs
    project = find_configuration(Path.cwd(), config)
    spec = tuple(project.spec_of(spec))
    profile = profile_of(profile, project)
    expect = project.expect_of(expect) if write_expect is None else expect
    workers = project.workers if workers is None else workers
    known = KnownFailures(expect, write_expect, project)
    read = [
        *files_of(spec),
        *known.read,
        *([] if resume is None else [Path(resume)]),
        *(file for target in project.targets(backends or project.named) for file in named_files(target)),
        *([] if project.file is None else [project.file]),
    ]
    *files, known_file = resolved(*paths_of(RESULTS, paths), write_expect, read=read)
    folder = Path.cwd()
    files_read = chosen(spec, module)
    loaded_spec = load(files_read, revision)
    laws = api.chosen_laws(loaded_spec, law, exclude_law, module)
    known_laws = () if known.expected is None else api.known_laws(spec, loaded_spec)
    earlier = None if resume is None else Earlier.read(resume, loaded_spec, profile, seed, part)
    named: tuple[str, ...] = backends or project.named
    absent: list[str] = []
    if not named:
        present, absent = installed_built_ins()
        named = tuple(present)
    declared = with_wraps(project.with_forms(named, forms_of(form)), wrap)
    every = [one for name in named for one in (name, *[f"{name}+{word}" for word in wrap])]
    out, last = told_on(files), LastFailed(folder, {name: identity(name, declared[name]) for name in every})
    if last_failed:
        every, laws = last.chosen(every, laws, out)
    sessions = open_sessions(
        every, loaded_spec, files_read, laws, PROFILES[profile], seed, workers, timeout, memory_limit,
        declared, part, known_before, on, earlier,
    )  # fmt: skip
    try:
        with progress_bar() as progress:
            report = run(
                sessions.opened, loaded_spec, laws, PROFILES[profile], seed,
                joined(require or project.require or CORE), progress, sessions.at_once, sessions.stop, known.expected,
                None if backends or project.named else absent, 1 if exitfirst else max_failures,
                known_laws, part, earlier, sessions.spread,
            )  # fmt: skip
    except Interrupted as interrupted:
        report = interrupted.report
    finally:
        sessions.close()
    kept = None if known_before is None else keep(report, known_before, laws)
    report = report if kept is None else kept.report
    written = Written()
    missing = not_loaded(report.results)
    last.keep(dict(zip(every, (session.name for session in sessions.opened), strict=True)), report)
    if known_file is not None and not report.incomplete and not missing:
        report = known.write(written, report, known_file, known_laws, None if backends or project.named else absent)
    write_files(written, report, RESULTS, files)
    show_report(report, out, verbose - quiet)
    known.tell(report, out)
    for text in () if kept is None else kept.told:
        out.line(f"Ledger: {inline(text)}")
    if earlier is not None:
        for line in earlier.told(report):
            out.line(line)
    for name in absent:
        extra = f"pip install 'masking-conformance[{name}]'"
        out.line(f"Not checked: {name}, which is not installed: {extra}")
    written.tell(out, known_file)
    if os.environ.get("GITHUB_ACTIONS") == "true" if annotations is None else annotations:
        print_annotations(report, folder, out)
    written.raise_problems()
    for line in sessions.told():
        errors().line(f"conformance: {line}")
    for message in missing.values():
        errors().lines(f"conformance: {message}")
    is_interrupted = report.incomplete and report.max_failures is None
    sys.exit(interrupted_status() if is_interrupted else report.exit_status())
