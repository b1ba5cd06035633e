"""`conformance check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from conformance.cli.options import profile_option, seed_option
from conformance.cli.writing import (
    FORMATS,
    file_options,
    paths_of,
    print_annotations,
    resolved,
    tell,
    write_reports,
)
from conformance.profiles import PROFILES


@click.command()
@click.argument("backends", nargs=-1, metavar="[BACKEND ...]")
@click.option("--spec", multiple=True, metavar="PATH", help="Spec files or folders instead of the shipped ones.")
@click.option("--law", multiple=True, metavar="GLOB", help="Only these laws.")
@click.option("--require", type=click.Choice(["core", "hardened"]), default="core", show_default=True,
              help="The level that decides the exit status.")  # fmt: skip
@profile_option
@seed_option
@click.option("--annotations/--no-annotations", default=None,
              help="Print GitHub annotations after the run.  [default: where GITHUB_ACTIONS is true]")  # fmt: skip
@file_options(*FORMATS)
def check(
    backends: tuple[str, ...],
    spec: tuple[str, ...],
    law: tuple[str, ...],
    require: str,
    profile: str,
    seed: int,
    annotations: bool | None,
    **paths: str | None,
) -> None:
    """Check laws, and agreement where there are two or more backends.

    BACKEND is a built-in (python, numpy, torch), an entry point, a module, module:attribute, or a .py file.
    Without one, every built-in whose library is installed is checked.
    """
    from conformance import api, terminal
    from conformance.loading import installed_built_ins
    from conformance.specfile import load

    folder = Path.cwd()
    files = resolved(*paths_of(FORMATS, paths))
    loaded_spec = load(spec)
    laws = api.chosen_laws(loaded_spec, law)
    named: tuple[str, ...] = backends
    absent: list[str] = []
    if not named:
        present, absent = installed_built_ins()
        named = tuple(present)
    loaded = api.load_all(named, loaded_spec, cwd=True)
    with terminal.progress_bar() as progress:
        report = api.run(loaded, loaded_spec, laws, PROFILES[profile], seed, require, progress, remember=True)
    written = write_reports(report, FORMATS, files)
    terminal.show_report(report, terminal.console())
    for name in absent:
        click.echo(f"Not checked: {name}, which is not installed: pip install 'masking-conformance[{name}]'")
    tell(written)
    if os.environ.get("GITHUB_ACTIONS") == "true" if annotations is None else annotations:
        print_annotations(report, folder)
    sys.exit(report.exit_status())
