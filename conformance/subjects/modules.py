"""The modules in which a backend's code stands: its own, and what that imports which no installer put there.

Imports are read from the sources, those inside functions included, so that what is found does not hang on what was
called; modules that one holds under a name are followed as well, as some are loaded by other means. Versions tell of
what is installed: an installed module is read where it is the backend itself, and not followed.
"""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from types import FunctionType, MethodType, ModuleType

OWN = "conformance"

MAX_MODULES = 2_000
"""No more modules than this are followed."""


def with_imports(files: dict[str, Path], path: Sequence[str]) -> list[tuple[str, Path]]:
    """Modules by name, and those that they import, outside of what is installed."""
    found = dict(files)
    pending = list(files.items())
    while pending and len(found) <= MAX_MODULES:
        name, file = pending.pop()
        if _is_installed(name, file):
            continue
        for imported, its_file in (*_imported(name, file, path), *_held(sys.modules.get(name), file)):
            if imported not in found and its_file not in found.values() and not _is_installed(imported, its_file):
                found[imported] = its_file
                pending.append((imported, its_file))
    return sorted(found.items())


def _imported(name: str, file: Path, path: Sequence[str]) -> Iterator[tuple[str, Path]]:
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for level, module in ((0, package), *_imports(file, *_state(file))):
        if level:
            parts = package.split(".")
            if not package or level > len(parts):
                continue
            module = ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])
        parts = module.split(".")
        # To import a module is to import the packages that it lies in.
        for count in range(1, len(parts) + 1):
            prefix = ".".join(parts[:count])
            its_file, inside = _found(prefix, tuple(path))
            if its_file is not None:
                yield prefix, its_file
            if its_file is None and not inside:
                break


def _held(module: object, file: Path) -> Iterator[tuple[str, Path]]:
    """The modules that a module holds under names, and those of its functions and classes."""
    if file_of(module) != file:
        return
    for value in list(getattr(module, "__dict__", {}).values()):
        name = module_name(unwrapped(value))
        its_file = file_of(value if issubclass(type(value), ModuleType) else sys.modules.get(name))
        # A package has its own modules as attributes, but only those that anybody imported.
        if its_file is not None and not name.startswith(f"{module_name(module)}."):
            yield name, its_file


@cache
def _imports(file: Path, modified: int, size: int) -> tuple[tuple[int, str], ...]:
    """What a source imports: how many packages up, and a name of which the end may be that of no module."""
    if file.suffix != ".py":
        return ()
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found: dict[tuple[int, str], None] = {}
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            found |= dict.fromkeys((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            names = [base] if base else []
            found |= dict.fromkeys((node.level, n) for n in names)
            found |= dict.fromkeys((node.level, f"{base}.{a.name}".lstrip(".")) for a in node.names if a.name != "*")
            if not base:
                found[node.level, ""] = None
        else:
            # Imports are statements: what is below an expression is none.
            pending += [n for n in ast.iter_child_nodes(node) if isinstance(n, (ast.stmt, ast.excepthandler, _CASE))]
    return tuple(found)


_CASE = ast.match_case


@cache
def _found(name: str, path: tuple[str, ...]) -> tuple[Path | None, tuple[str, ...]]:
    """The file of a module, and the folders in which its own modules lie; nothing is imported to find it."""
    is_own = path == tuple(sys.path)
    loaded = sys.modules.get(name) if is_own else None
    if (its_file := file_of(loaded)) is not None:
        return its_file, tuple(map(str, getattr(loaded, "__path__", ())))
    parent, _, last = name.rpartition(".")
    folders = list(_found(parent, path)[1]) if parent else list(path)
    try:
        spec = importlib.machinery.PathFinder.find_spec(name, folders)
        if spec is None and not parent and is_own:
            spec = importlib.util.find_spec(last)
    except (ImportError, ValueError, AttributeError, OSError):
        spec = None
    if spec is None:
        return None, ()
    file = Path(spec.origin) if spec.origin and os.path.isfile(spec.origin) else None
    return file, tuple(spec.submodule_search_locations or ())


def found_at(name: str, path: Sequence[str]) -> Path | None:
    """The file of a module that is looked for in the folders of a path; nothing is imported to find it."""
    return _found(name, tuple(path))[0]


def file_of(module: object) -> Path | None:
    file = getattr(module, "__dict__", {}).get("__file__")
    return Path(file) if isinstance(file, str) and os.path.isfile(file) else None


def imported_as(file: Path) -> str:
    """The name by which a file is imported: that of the packages around it, and its own."""
    parts = [] if file.name == "__init__.py" else [file.stem]
    parts += [folder.name for folder in _packages(file)]
    return ".".join(reversed(parts))


def packages_of(file: Path) -> dict[str, Path]:
    """The packages that a file lies in, by name."""
    return {imported_as(found): found for folder in _packages(file) for found in [folder / "__init__.py"]}


def _packages(file: Path) -> list[Path]:
    """The folders of the packages around a file, the innermost first."""
    found: list[Path] = []
    folder = file.parent
    while os.path.isfile(folder / "__init__.py"):
        found.append(folder)
        folder = folder.parent
    return found


def written_in(function: object) -> Path | None:
    """The file in which a function stands that was loaded without a module to find it by."""
    file = function.__code__.co_filename if isinstance(function, FunctionType) else ""
    return Path(file) if os.path.isfile(file) else None


def _is_installed(name: str, file: Path) -> bool:
    """Whether a version tells of it: a library's, Python's, or that of this program."""
    return name.partition(".")[0] == OWN or _is_package(file) or is_library(file)


def _is_package(file: Path) -> bool:
    """Whether an installer put it there."""
    return not {"site-packages", "dist-packages"}.isdisjoint(file.parts)


@cache
def is_library(file: Path) -> bool:
    """Whether it is one of Python's own modules."""
    if _is_package(file):
        return False
    return any(folder in file.resolve().parents or folder in file.parents for folder in _standard())


@cache
def _standard() -> frozenset[Path]:
    found = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), os.path.dirname(os.__file__)}
    return frozenset(p for folder in found if folder for p in (Path(folder), Path(folder).resolve()))


def unwrapped(function: object) -> object:
    """The function behind a method, a partial application or a wrapper."""
    for _ in range(50):
        if issubclass(type(function), partial):
            function = function.func  # type: ignore[attr-defined]
        elif type(function) is MethodType:
            function = function.__func__
        elif (inner := getattr(function, "__dict__", {}).get("__wrapped__")) is not None:
            function = inner
        else:
            break
    return function


def module_name(value: object) -> str:
    """The module of a function or class, or of the class of an object; a module's own."""
    if issubclass(type(value), ModuleType):
        name = getattr(value, "__dict__", {}).get("__name__")
    else:
        name = getattr(value if issubclass(type(value), (FunctionType, type)) else type(value), "__module__", "")
    return name if isinstance(name, str) else ""


def _state(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
