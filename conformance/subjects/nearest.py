"""What to name instead of a module or file that is not there, or that cannot be loaded as it was named."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from conformance.errors import did_you_mean
from conformance.text.escaping import inline

SOURCES = "src"
"""The folder in which a project has its packages where they are not beside `pyproject.toml`."""


def instead_of_module(location: str, known: Iterable[str]) -> str:
    """The end of a message of a module that is not found: where it lies, or what is near in name; empty for neither."""
    parts = location.split(".")
    inside = os.path.join(SOURCES, *parts)
    for folder in map(Path, dict.fromkeys(["", *sys.path]) if all(parts) else ()):
        for file in (folder / f"{inside}.py", folder / inside / "__init__.py"):
            if file.is_file():
                source = _shown(folder / SOURCES)
                return (
                    f"; `{_shown(file)}` is there, and `{source}` is no place where modules are found: install the "
                    f"project (`pip install -e .`), run with PYTHONPATH={source}, or name the file"
                )
    as_file = Path(f"{location}.py")
    if as_file.is_file():
        return f"; did you mean the file `{inline(as_file)}`?"
    package, _, _ = location.rpartition(".")
    beside = [f"{package}.{name}" for name in _modules_of(package)] if package else _modules_in(["."])
    return did_you_mean(location, [*known, *beside])


def instead_of_file(location: str) -> str:
    """The end of a message of a file that is not there: the one in `src` or the nearest beside it; empty for none."""
    path = Path(location)
    if (Path(SOURCES) / path).is_file():
        return f"; did you mean `{inline(Path(SOURCES) / path)}`?"
    try:
        names = [str(path.parent / name) for name in os.listdir(path.parent) if name.endswith(".py")]
    except OSError:
        names = []
    return did_you_mean(str(path), names)


def instead_of_relative_import(path: Path) -> str:
    """The end of a message of a file whose imports are relative to a package, which a file by itself has not."""
    folder, names = path.absolute().parent, [path.stem]
    while (folder / "__init__.py").is_file():
        names.insert(0, folder.name)
        folder = folder.parent
    if len(names) == 1:
        return (
            "; imports that begin with `.` need a package: there is no `__init__.py` beside the file, so write them "
            f"without the `.`, as `from {_example(path)} import ...`"
        )
    module = ".".join(name for name in names if name != "__init__")
    how = ""
    if folder not in (Path.cwd(), *map(Path, sys.path)):
        how = f", with the project installed (`pip install -e .`) or with PYTHONPATH={_shown(folder)}"
    return f"; its imports are relative to its package, so name the module instead: `{module}`{how}"


def _example(path: Path) -> str:
    """The name of a module beside a file."""
    return next((name for name in _modules_in([str(path.parent)]) if name != path.stem), "other")


def _shown(path: Path) -> str:
    """A path as it is written from the current folder."""
    return inline(os.path.relpath(path))


def _modules_of(package: str) -> list[str]:
    """The names of the modules in a package that was imported."""
    found = getattr(sys.modules.get(package), "__path__", ())
    return _modules_in([folder for folder in found if isinstance(folder, str)])


def _modules_in(folders: Iterable[str]) -> list[str]:
    """The names of the modules and packages in folders."""
    names: list[str] = []
    for folder in folders:
        try:
            entries = sorted(os.listdir(folder))
        except OSError:
            continue
        for entry in entries:
            stem, end = os.path.splitext(entry)
            is_package = os.path.isfile(os.path.join(folder, entry, "__init__.py"))
            if is_package or end in importlib.machinery.SOURCE_SUFFIXES:
                names.append(entry if is_package else stem)
    return [name for name in names if name.isidentifier()]
