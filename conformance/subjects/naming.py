"""What the text stands for that names a backend: a built-in, an entry point, a command, a module, or a file."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

from conformance.errors import UsageError, did_you_mean
from conformance.subjects.nearest import instead_of_file, instead_of_module, instead_of_relative_import
from conformance.subjects.raised import shown_error

BUILT_IN: dict[str, str | None] = {"python": None, "numpy": "numpy", "torch": "torch"}
"""Built-in backends, each with the library that it needs; its extra has the backend's name."""

GROUP = "conformance.backends"
"""The group of entry points that are backends."""

PROCESS = "process:"
"""What a text starts with that names a command to run."""


class NotImported(UsageError):
    """A backend that is there, and whose code raises where it is imported."""


def installed_built_ins() -> tuple[list[str], list[str]]:
    """The built-in backends whose library is installed, and the others."""
    present = [n for n, library in BUILT_IN.items() if library is None or importlib.util.find_spec(library)]
    return present, [n for n in BUILT_IN if n not in present]


def known_names() -> list[str]:
    """The names that stand for backends wherever one is: built-ins and entry points."""
    return list(dict.fromkeys([*BUILT_IN, *(e.name for e in importlib.metadata.entry_points(group=GROUP))]))


def find(text: str, *, cwd: bool = False) -> None:
    """Looks whether there is something that a text names, without running any of it.

    Raises:
        UsageError: there is nothing of that name.
    """
    if text in BUILT_IN:
        _need_library(text)
        return
    if text in {entry.name for entry in importlib.metadata.entry_points(group=GROUP)}:
        return
    if text.startswith(PROCESS):
        from conformance.subjects.client import command_of

        try:
            words = command_of(text.removeprefix(PROCESS))
        except UsageError as error:
            raise UsageError(f"backend `{text}`: {error}") from None
        if shutil.which(words[0]) is None:
            raise UsageError(f"backend `{text}`: there is no command `{words[0]}`; is it installed, and on the PATH?")
        return
    location, _ = parts_of(text)
    if location.endswith(".py"):
        if not os.path.isfile(location):
            raise UsageError(f"backend `{text}`: there is no file `{location}`{instead_of_file(location)}")
        return
    _with_cwd(cwd)
    # A module inside a package is found when the package is imported, which runs it.
    _found(location.partition(".")[0], text, location)


def _need_library(text: str) -> None:
    library = BUILT_IN[text]
    if library is not None and importlib.util.find_spec(library) is None:
        raise UsageError(f"backend `{text}` needs {library}, which is not installed: "
                         f"pip install 'masking-conformance[{text}]'")  # fmt: skip


def resolve(text: str, cwd: bool) -> tuple[object, str]:
    """What a text names, and Python source that gives it as `backend`.

    Raises:
        UsageError: it cannot be found or loaded.
    """
    if text in BUILT_IN:
        _need_library(text)
        return _import(f"conformance.backends.{text}", text), f"from conformance.backends import {text} as backend"
    for entry in importlib.metadata.entry_points(group=GROUP):
        if entry.name == text:
            try:
                return entry.load(), f"from conformance import load_backend\nbackend = load_backend({text!r})"
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raise NotImported(f"backend `{text}` could not be loaded: {shown_error(error)}") from error
    if text.startswith(PROCESS):
        from conformance.subjects.client import ProcessBackend

        try:
            process = ProcessBackend(text.removeprefix(PROCESS))
        except UsageError as error:
            raise UsageError(f"backend `{text}`: {error}") from None
        return process, f"from conformance import load_backend\nbackend = load_backend({text!r})"
    location, attribute = parts_of(text)
    if location.endswith(".py"):
        module: object = _import_file(Path(location), text)
        source = f"from conformance import load_backend\nbackend = load_backend({text!r})"
    else:
        module = _import_named(location, text, cwd)
        source = f"import {location} as backend" if not attribute else f"from {location} import {attribute} as backend"
    for part in attribute.split(".") if attribute else ():
        if not hasattr(module, part):
            public = [n for n in dir(module) if not n.startswith("_")]
            raise UsageError(f"backend `{text}`: `{location}` has no attribute `{part}`{did_you_mean(part, public)}")
        module = getattr(module, part)
    if isinstance(module, type) and not location.endswith(".py"):
        source += "\nbackend = backend()"
    return module, source


_FILE = re.compile(r"(.*\.py)(?::([^:/\\]*))?", re.DOTALL)


def parts_of(text: str) -> tuple[str, str]:
    """The module or file that a text names, and the attribute; a path may have colons in it."""
    file = _FILE.fullmatch(text)
    if file is not None:
        return file[1], file[2] or ""
    location, _, attribute = text.partition(":")
    return location, attribute


def named_files(text: str) -> list[Path]:
    """The files that stand in the text of a backend: its module's in the current folder, or those of a command."""
    if text in BUILT_IN:
        return []
    if text.startswith(PROCESS):
        names = text.removeprefix(PROCESS).split()
    else:
        location, _ = parts_of(text)
        module = location.replace(".", "/")
        names = [location] if location.endswith(".py") else [f"{module}.py", f"{module}/__init__.py"]
    return [Path(name) for name in names if os.path.isfile(name)]


def moved(text: str, folder: Path, to: Path | None = None) -> str:
    """The text of a backend whose paths are relative to a folder, as it is written from another, the current one where
    none is given."""
    there = Path.cwd() if to is None else to
    if folder == there:
        return text
    if text.startswith(PROCESS):
        words = text.removeprefix(PROCESS).split()
        return PROCESS + " ".join(
            os.path.relpath(folder / w, there) if os.path.isfile(folder / w) and not os.path.isabs(w) else w
            for w in words
        )
    named, transformed = unwrapped(text)
    location, attribute = parts_of(named)
    # A path that a report tells by its name alone is no place.
    if not location.endswith(".py") or os.path.isabs(location) or location.startswith("…/"):
        return text
    return os.path.relpath(folder / location, there) + (f":{attribute}" if attribute else "") + transformed


def unwrapped(text: str) -> tuple[str, str]:
    """The text of a file, and what says under which transformation it is checked: `mae.py` and `+compile`."""
    named, plus, word = text.rpartition("+")
    is_one = plus and not word.endswith(".py") and parts_of(named)[0].endswith(".py")
    return (named, plus + word) if is_one else (text, "")


def _import_named(location: str, text: str, cwd: bool) -> ModuleType:
    _with_cwd(cwd)
    _found(location, text)
    return _import(location, text)


def _with_cwd(cwd: bool) -> None:
    if cwd and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def _found(module: str, text: str, location: str = "") -> None:
    """Nothing where there is a module; `location` is the whole that is looked for, of which it may be the beginning."""
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError as error:
        # A package that is there may lack what it imports, which is told where it is imported.
        if error.name is not None and not f"{module}.".startswith(f"{error.name}."):
            return
        found = None
    except (ImportError, ValueError, AttributeError):
        found = None
    if found is None:
        instead = instead_of_module(location or module, known_names())
        hint = instead or f"; expected {', '.join(BUILT_IN)}, a module, or a path to a .py file"
        raise UsageError(f"unknown backend `{text}`{hint}")


def _import(module: str, text: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise NotImported(f"backend `{text}` could not be imported: {shown_error(error)}") from error


def _import_file(path: Path, text: str) -> ModuleType:
    if not os.path.isfile(path):
        raise UsageError(f"backend `{text}`: there is no file `{path}`{instead_of_file(str(path))}")
    name = f"conformance_backend_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # At the end, so that a sibling named like a library does not hide the library.
    sys.path.append(str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        is_relative = isinstance(error, ImportError) and "relative import" in str(error)
        instead = instead_of_relative_import(path) if is_relative else ""
        raise NotImported(f"backend `{text}` could not be imported: {shown_error(error)}{instead}") from error
    return module
