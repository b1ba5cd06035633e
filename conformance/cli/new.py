"""`conformance new`."""

from __future__ import annotations

from pathlib import Path

import click

DEFAULT_SPEC = "mine.yaml"

_spec_option = click.option(
    "--spec", default=DEFAULT_SPEC, show_default=True, metavar="PATH",
    help="The spec file to add to; it is made where there is none.",
)  # fmt: skip


@click.group()
def new() -> None:
    """Write a commented start: a law, an operation of one's own, or a backend. Nothing is written over."""


@new.command("law")
@click.argument("name")
@_spec_option
def law(name: str, spec: str) -> None:
    """Add a law to a spec file, with comments that say what each line is for."""
    from conformance.laws.starting import checked_name, law_start, write_start

    write_start(Path(spec), law_start(checked_name(name)))
    _tell(spec, f"law `{name}`", f"conformance spec check {spec}")


@new.command("operation")
@click.argument("name")
@click.option("--without-body", is_flag=True, help="An operation of which laws alone speak, and a law of it.")
@_spec_option
def operation(name: str, without_body: bool, spec: str) -> None:
    """Add an operation to a spec file: a definition, or one without a body and a law that speaks of it."""
    from conformance.laws.starting import checked_name, operation_start, write_start

    write_start(Path(spec), operation_start(checked_name(name), has_body=not without_body))
    _tell(spec, f"operation `{name}`", f"conformance spec check {spec}")


@new.command("backend")
@click.argument("name")
@click.argument("operations", nargs=-1, metavar="[OPERATION ...]")
@click.option("--spec", multiple=True, metavar="PATH", help="Spec files that declare the operations.")
@click.option("--carrier", default="python", show_default=True, help="In which form values come and go.")
def backend(name: str, operations: tuple[str, ...], spec: tuple[str, ...], carrier: str) -> None:
    """Write NAME.py, with a function to fill in for each of some operations.

    OPERATION is a Lean name, one in snake case, or a pattern such as `all_*`. Without one: all that the spec files
    declare, or those of the module `masking`.
    """
    from conformance.laws.specfile import MODULES, load
    from conformance.subjects.starting import backend_start, checked_file, chosen_carrier, chosen_operations

    path = checked_file(name)
    loaded = load(spec or ((*MODULES,) if operations else MODULES[:1]))
    text = backend_start(path.name, chosen_operations(loaded, operations), chosen_carrier(carrier), spec)
    _write(path, text)
    chosen = "".join(f" --spec {one}" for one in spec)
    _tell(str(path), f"backend `{path.stem}`", f"conformance check {path}{chosen}")


def _write(path: Path, text: str) -> None:
    from conformance.errors import UsageError
    from conformance.system.files import write_text

    try:
        write_text(path, text)
    except OSError as problem:
        raise UsageError(f"`{path}` cannot be written: {problem.strerror}") from None


def _tell(path: str, what: str, command: str) -> None:
    from conformance.terminal.console import console

    console().line(f"{path}: {what} written; next: {command}")
