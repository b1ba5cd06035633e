"""From what names a backend to the Backend: built-ins, entry points, modules, files and objects."""

from __future__ import annotations

import difflib
import importlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from conformance.carriers import CarrierError, carrier
from conformance.errors import UsageError
from conformance.laws.laws import snake_case
from conformance.subjects.backend import Backend
from conformance.subjects.digests import digests_of, digests_of_files
from conformance.subjects.hints import hints_of
from conformance.system import originals
from conformance.system.forks import Owned
from conformance.system.stack import in_one_block
from conformance.values.limits import Limits

BUILT_IN: dict[str, str | None] = {"python": None, "numpy": "numpy", "torch": "torch"}
"""Built-in backends, each with the library that it needs; its extra has the backend's name."""


PROCESS = "process:"
"""What a text starts with that names a command to run."""


def installed_built_ins() -> tuple[list[str], list[str]]:
    """The built-in backends whose library is installed, and the others."""
    present = [n for n, library in BUILT_IN.items() if library is None or importlib.util.find_spec(library)]
    return present, [n for n in BUILT_IN if n not in present]


@in_one_block
def load_backend(named: object, operations: Iterable[str], *, cwd: bool = False) -> Backend:
    """The backend that a text names, or that an object is.

    `operations` are Lean names; `cwd` lets modules be found in the current folder, as `python -m` does.

    Raises:
        UsageError: it cannot be found, loaded or understood; the message says what to do.
    """
    originals.remember()
    with Owned():
        if isinstance(named, str):
            target, expression = _resolve(named, cwd)
            fallback = named
        else:
            target, expression = named, _expression_of(named)
            fallback = getattr(named, "__name__", type(named).__name__)
        backend = _backend(target, str(fallback), expression, tuple(operations))
        if isinstance(named, str) and named.startswith(PROCESS):
            return replace(backend, digests=digests_of_files(named_files(named)))
        with originals.in_place():
            return replace(backend, digests=digests_of(backend.target, backend.functions.values()))


def find(text: str, *, cwd: bool = False) -> None:
    """Looks whether there is something that a text names, without running any of it.

    Raises:
        UsageError: there is nothing of that name.
    """
    if text in BUILT_IN:
        library = BUILT_IN[text]
        if library is not None and importlib.util.find_spec(library) is None:
            raise UsageError(f"backend `{text}` needs {library}, which is not installed: "
                             f"pip install 'masking-conformance[{text}]'")  # fmt: skip
        return
    if text in {entry.name for entry in importlib.metadata.entry_points(group="conformance.backends")}:
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
    location, _ = _parts(text)
    if location.endswith(".py"):
        if not Path(location).is_file():
            raise UsageError(f"backend `{text}`: there is no file `{location}`")
        return
    _with_cwd(cwd)
    # A module inside a package is found when the package is imported, which runs it.
    _found(location.partition(".")[0], text)


def _resolve(text: str, cwd: bool) -> tuple[object, str]:
    if text in BUILT_IN:
        library = BUILT_IN[text]
        if library is not None and importlib.util.find_spec(library) is None:
            raise UsageError(f"backend `{text}` needs {library}, which is not installed: "
                             f"pip install 'masking-conformance[{text}]'")  # fmt: skip
        return _import(f"conformance.backends.{text}", text), f"from conformance.backends import {text} as backend"
    for entry in importlib.metadata.entry_points(group="conformance.backends"):
        if entry.name == text:
            try:
                return entry.load(), f"from conformance import load_backend\nbackend = load_backend({text!r})"
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raise UsageError(f"backend `{text}` could not be loaded: {_shown(error)}") from error
    if text.startswith(PROCESS):
        from conformance.subjects.client import ProcessBackend

        try:
            process = ProcessBackend(text.removeprefix(PROCESS))
        except UsageError as error:
            raise UsageError(f"backend `{text}`: {error}") from None
        return process, f"from conformance import load_backend\nbackend = load_backend({text!r})"
    location, attribute = _parts(text)
    if location.endswith(".py"):
        module: object = _import_file(Path(location), text)
        source = f"from conformance import load_backend\nbackend = load_backend({text!r})"
    else:
        module = _import_named(location, text, cwd)
        source = f"import {location} as backend" if not attribute else f"from {location} import {attribute} as backend"
    for part in attribute.split(".") if attribute else ():
        if not hasattr(module, part):
            public = [n for n in dir(module) if not n.startswith("_")]
            raise UsageError(f"backend `{text}`: `{location}` has no attribute `{part}`{_nearest(part, public)}")
        module = getattr(module, part)
    if isinstance(module, type) and not location.endswith(".py"):
        source += "\nbackend = backend()"
    return module, source


_FILE = re.compile(r"(.*\.py)(?::([^:/\\]*))?", re.DOTALL)


def _parts(text: str) -> tuple[str, str]:
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
        location, _ = _parts(text)
        module = location.replace(".", "/")
        names = [location] if location.endswith(".py") else [f"{module}.py", f"{module}/__init__.py"]
    return [Path(name) for name in names if os.path.isfile(name)]


def _import_named(location: str, text: str, cwd: bool) -> ModuleType:
    _with_cwd(cwd)
    _found(location, text)
    return _import(location, text)


def _with_cwd(cwd: bool) -> None:
    if cwd and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def _found(location: str, text: str) -> None:
    try:
        found = importlib.util.find_spec(location)
    except (ImportError, ValueError, AttributeError):
        found = None
    if found is None:
        choices = [
            *BUILT_IN,
            *(e.name for e in importlib.metadata.entry_points(group="conformance.backends")),
        ]
        hint = _nearest(location, choices) or f"; expected {', '.join(BUILT_IN)}, a module, or a path to a .py file"
        raise UsageError(f"unknown backend `{text}`{hint}")


def _import(module: str, text: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise UsageError(f"backend `{text}` could not be imported: {_shown(error)}") from error


def _import_file(path: Path, text: str) -> ModuleType:
    if not os.path.isfile(path):
        raise UsageError(f"backend `{text}`: there is no file `{path}`")
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
        raise UsageError(f"backend `{text}` could not be imported: {_shown(error)}") from error
    return module


def _backend(target: object, fallback: str, expression: str, operations: tuple[str, ...]) -> Backend:
    if isinstance(target, type):
        try:
            target = target()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise UsageError(
                f"backend `{fallback}`: the class could not be called without arguments: {_shown(error)}; name an "
                "instance of it, or a subclass that needs none"
            ) from error
    return _described(target, fallback, expression, operations)


@originals.in_place()
def _described(target: object, fallback: str, expression: str, operations: tuple[str, ...]) -> Backend:
    name = _attribute(target, "name", fallback)
    try:
        chosen = carrier(_attribute(target, "carrier", fallback))
    except CarrierError as error:
        raise UsageError(f"backend `{fallback}`: {error}") from None
    functions: dict[str, Callable[..., object]] = {}
    near: dict[str, str] = {}
    for operation in operations:
        attribute = snake_case(operation)
        found = _attribute(target, attribute, fallback)
        if callable(found):
            functions[operation] = found
        elif found is not None:
            raise UsageError(f"backend `{fallback}`: `{attribute}` is a {type(found).__name__}, not a function")
        else:
            others = [n for n in dir(target) if n[0] != "_" and n != attribute]
            similar = difflib.get_close_matches(attribute, others, n=1, cutoff=0.8)
            if similar:
                near[operation] = similar[0]
    shown = (" ".join(name.split()) if isinstance(name, str) else "") or fallback
    told = {snake_case(name): other for name, other in near.items()}
    hints = hints_of(target, fallback, [snake_case(name) for name in operations], told)
    return Backend(shown, target, chosen, _limits(target, fallback), functions, expression, near, hints)


def _attribute(target: object, attribute: str, named: str) -> Any:
    """The attribute, None where there is none.

    Raises:
        UsageError: reading it raised.
    """
    try:
        return getattr(target, attribute, None)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise UsageError(f"backend `{named}`: `{attribute}` could not be read: {_shown(error)}") from error


def _limits(target: object, named: str) -> Limits:
    given = _attribute(target, "limits", named)
    if given is None:
        return Limits()
    if not isinstance(given, Mapping):
        raise UsageError(f"backend `{named}`: `limits` must be a mapping, not a {type(given).__name__}")
    known: dict[str, type] = {"max_n": int, "max_nat": int, "distinct_indices": bool, "nonempty": bool}
    for key, value in given.items():
        if key not in known:
            hint = _nearest(str(key), list(known)) or f"; expected one of {', '.join(known)}"
            raise UsageError(f"backend `{named}`: unknown limit `{key}`{hint}")
        if value is not None and (type(value) is not known[key] or (isinstance(value, int) and value < 0)):
            wanted = "True or False" if known[key] is bool else "a natural number"
            raise UsageError(f"backend `{named}`: limit `{key}` must be {wanted}, not {value!r}")
    return Limits(**{k: v for k, v in given.items() if v is not None})


def _expression_of(target: object) -> str:
    module, qualified = getattr(target, "__module__", None), getattr(target, "__qualname__", None)
    if isinstance(target, ModuleType):
        return f"import {target.__name__} as backend"
    if isinstance(target, type) and module and qualified and "<" not in qualified:
        head, _, rest = qualified.partition(".")
        path = f".{rest}" if rest else ""
        return f"from {module} import {head} as implementation\nbackend = implementation{path}()"
    owner = sys.modules.get(type(target).__module__)
    for name, value in vars(owner).items() if owner is not None else ():
        if value is target and owner is not None:
            return f"from {owner.__name__} import {name} as backend"
    return "# `backend` is the object that was given to check()"


def _nearest(name: str, known: Iterable[str]) -> str:
    matches = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean `{matches[0]}`?" if matches else ""


def _shown(error: BaseException) -> str:
    """What was raised, and the line of outside code that raised it; none where only this file or the import did."""
    if isinstance(error, SyntaxError) and error.filename is not None and error.lineno is not None:
        return f"{type(error).__name__}: {error.msg} ({error.filename}:{error.lineno})"
    place, last = "", error.__traceback__
    while last is not None:
        path = last.tb_frame.f_code.co_filename
        if path != __file__ and not path.startswith("<frozen "):
            place = f" ({path}:{last.tb_lineno})"
        last = last.tb_next
    return f"{type(error).__name__}: {error}{place}"
