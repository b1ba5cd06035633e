"""`[tool.conformance]` found and read: of the nearest `pyproject.toml` that has it, or of a file that is named."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from conformance.errors import FileError
from conformance.laws.specfile import ALL, MODULES
from conformance.project.configuration import Configuration
from conformance.subjects.declared import TARGET, Declared
from conformance.subjects.naming import moved
from conformance.system.files import read_text

FILE = "pyproject.toml"
TABLE = "tool.conformance"

LARGEST = 10_000_000
"""Bytes of a file that are read."""

_ENDS = (".git", ".hg")
"""What lies in the folder beyond which no file is looked for."""


def find_configuration(folder: Path, named: str | None = None) -> Configuration:
    """What a project says; nothing where no file does.

    The folder and those around it are looked through, up to the first `pyproject.toml` with the table or to the root of
    the repository. The folder of the file is one in which modules are found from then on.

    Args:
        folder: where to begin.
        named: a file to read instead.

    Raises:
        FileError: a file says something else than is expected, or the named one has no such table.
    """
    if named is not None:
        path = folder / named
        found = _read(path, read_text(path, FileError, LARGEST))
        if found is None:
            raise FileError(f"has no table [{TABLE}]; docs/configuration.md says what it may have", str(path))
        return found
    for around in (folder, *folder.parents):
        path = around / FILE
        if path.is_file() and (text := _text_of(path)) is not None and (found := _read(path, text)) is not None:
            return found
        if any((around / name).exists() for name in _ENDS):
            break
    return Configuration()


def _text_of(path: Path) -> str | None:
    """The text of a file that nobody named, None where it cannot be read."""
    try:
        return read_text(path, FileError, LARGEST)
    except FileError:
        return None


def _read(path: Path, text: str) -> Configuration | None:
    """What the file says, None where it has no such table."""
    if TABLE.rpartition(".")[2] not in text:
        return None
    shown = os.path.relpath(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise FileError(f"no TOML: {error}", shown, int(found[1]) if found else None) from None
    tool = document.get("tool")
    if not isinstance(tool, Mapping) or "conformance" not in tool:
        return None
    # jsonschema is loaded where there is something to hold against a schema.
    from conformance.project.form import Table

    said, table = tool["conformance"], Table(shown, text, tuple(TABLE.split(".")))
    table.hold(said)
    folder = Path(os.path.abspath(path.parent))
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return _configuration(path, folder, said, table.place)


def _configuration(path: Path, folder: Path, table: Mapping[str, Any], place: Callable[..., str]) -> Configuration:
    """What a table says that has the right form; `place` gives the file and line of a key of it."""
    backends = table.get("backends", [])
    expect = table.get("expect")
    are_named = isinstance(backends, list)
    declared = {} if are_named else {name: _declared(name, b, folder, place) for name, b in backends.items()}
    return Configuration(
        path,
        declared,
        tuple(moved(one, folder) for one in backends) if are_named else tuple(declared),
        tuple(one if one in (ALL, *MODULES) else _from_here(one, folder) for one in _several(table.get("spec", []))),
        None if expect is None else _from_here(expect, folder),
        table.get("profile"),
        _several(table.get("require", [])),
        table.get("workers"),
        {key: place(key) for key in table},
    )


def _declared(name: str, said: Mapping[str, Any], folder: Path, place: Callable[..., str]) -> Declared:
    keys = [(key,) for key in (TARGET, *said)] + [("forms", key) for key in said.get("forms", {})]
    return Declared(
        moved(said.get(TARGET, name), folder), said.get("carrier"), (said.get("forms", {}),), said.get("limits", {}),
        said.get("batched"), said.get("wrap", ""), said.get("double_backward"), str(folder),
        {".".join(key): place("backends", name, *key) for key in keys},
    )  # fmt: skip


def _several(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _from_here(path: str, folder: Path) -> str:
    """A path that is relative to a folder, as it is written from the current one."""
    return path if folder == Path.cwd() or os.path.isabs(path) else os.path.relpath(folder / path)
