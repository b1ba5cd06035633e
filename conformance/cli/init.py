"""`conformance init`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click


@click.command()
@click.argument("target")
@click.option("--name", default="", help="What the backend is to be called.  [default: as the module]")
@click.option("--spec", multiple=True, metavar="PATH", help="Spec files that declare operations.  [default: shipped]")
@click.option("--carrier", default="", help="In which form values come and go.  [default: by what is imported]")
@click.option(
    "--seconds", type=click.FloatRange(min=1), default=60.0, show_default=True, help="How long ways are tried."
)
@click.option("--write", is_flag=True, help="Add it to pyproject.toml, or write NAME_backend.py.")
def init(target: str, name: str, spec: tuple[str, ...], carrier: str, seconds: float, write: bool) -> None:
    """Look at the functions of TARGET, and write the declaration that has them checked.

    TARGET is named as for `check`. Functions near to an operation in name and arguments are called on small inputs, in
    a process of their own, with values in several forms; each line that is written says why. Functions that go by
    other names than operations get a module that renames them.
    """
    from conformance.errors import UsageError
    from conformance.runs.declaring import adapter, is_adapted, name_of, table
    from conformance.runs.looking import look
    from conformance.terminal.console import console

    called = name or name_of(target)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", called):
        raise UsageError(f"`--name` must be of letters, digits, `_` and `-`, not {called!r}")
    looked = look(target, spec, carrier, seconds)
    if not looked.fits:
        untold = "".join(f"\n{line}" for line in looked.untold)
        raise UsageError(f"`{target}` has no function that could be told for an operation{untold}")
    is_module = is_adapted(looked)
    text = adapter(looked, target) if is_module else table(looked, called, target)
    if not write:
        console().lines(text)
        return
    path = Path(f"{called}_backend.py" if is_module else "pyproject.toml")
    _write(path, text, called, is_module=is_module)
    console().line(f"Wrote {path}; next: conformance check {path if is_module else called}")


def _write(path: Path, text: str, name: str, *, is_module: bool) -> None:
    """Writes a module that is not there yet, or adds a table to a file."""
    from conformance.errors import UsageError
    from conformance.system.files import write_text

    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if is_module and path.exists():
            raise UsageError(f"`{path}` is there already, and nothing is written over; choose another --name")
        after = f"{before.rstrip()}\n\n{text}" if before.strip() else text
        if not is_module:
            _hold_table(path, before, after, name)
        write_text(path, after)
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"`{path}` cannot be written: {problem}") from None


def _hold_table(path: Path, before: str, after: str, name: str) -> None:
    """Holds that a backend can be added to a file: that the file is TOML, and is with it."""
    from conformance.errors import UsageError

    try:
        backends = tomllib.loads(before).get("tool", {}).get("conformance", {}).get("backends", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"`{path}` is no TOML, and nothing is added to it: {error}") from None
    except AttributeError:
        backends = {}
    if isinstance(backends, dict) and name in backends:
        raise UsageError(f"`{path}` has a backend `{name}` already; choose another --name")
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        hint = "; `backends` is a list there: write a table for each instead" if isinstance(backends, list) else ""
        raise UsageError(f"a table of `{name}` cannot be added to `{path}`: {error}{hint}") from None
