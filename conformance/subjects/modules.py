"""Where a backend's code stands, and digests of it: its module, and what that imports which no installer put there.

Imports are read from the sources, those inside functions included, so that what is found does not hang on what was
called; modules that one holds under a name are followed as well, as some are loaded by other means. Versions tell of
what is installed: an installed module is read where it is the backend itself, and not followed.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.machinery
import importlib.util
import inspect
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import FunctionType, MethodType, ModuleType

OWN = "conformance"

MAX_MODULES = 2_000
"""No more modules than this are followed."""


def digests_of(target: object, functions: Iterable[object]) -> dict[str, str]:
    """The modules in which a backend's code stands, each with a digest of its file.

    What was loaded from a path has the name of its file. Functions that were typed in, as in a notebook, have digests
    of their source. Empty where some code cannot be read, or there is none but that of libraries.
    """
    try:
        digests = _digests(target, [_plain(function) for function in functions])
    except Exception:
        # Objects may do anything when they are looked at.
        return {}
    return {} if "" in digests.values() else dict(sorted(digests.items()))


def _digests(target: object, functions: Sequence[object]) -> dict[str, str]:
    files: dict[str, Path] = {}
    typed: list[FunctionType] = []
    for value in (target, *functions):
        name = _module_name(value)
        file = _file_of(value if issubclass(type(value), ModuleType) else sys.modules.get(name)) or _written_in(value)
        if file is None and isinstance(value, FunctionType):
            typed.append(value)
        elif file is not None and not _is_library(file):
            files.setdefault(name, file)
    digests = {_label(name, file): _digest_of(file) for name, file in _with_imports(files, sys.path)}
    return digests | {function.__qualname__: _source_digest(function) for function in typed}


def digests_of_files(files: Iterable[Path]) -> dict[str, str]:
    """The same for files that a command names: those, and what those in Python import from their folders."""
    digests: dict[str, str] = {}
    for file in files:
        digests[file.name] = _digest_of(file)
        if file.suffix == ".py":
            found = _with_imports({"__main__": file}, [str(file.resolve().parent)])
            digests |= {_label(name, imported): _digest_of(imported) for name, imported in found}
    return {} if "" in digests.values() else dict(sorted(digests.items()))


def digest(digests: Mapping[str, str], functions: Mapping[str, object]) -> str:
    """One digest for all modules, and for which functions in them are the operations; empty where there is none."""
    told = [f"{name} {one}" for name, one in sorted(digests.items())]
    for name, function in sorted(functions.items()):
        plain = _plain(function)
        source = _source_digest(plain) if isinstance(plain, FunctionType) else ""
        told.append(f"{name} {_module_name(plain)} {getattr(plain, '__qualname__', type(plain).__qualname__)} {source}")
    return _hashed("\n".join(told).encode("utf-8", "surrogatepass")) if digests else ""


def _with_imports(files: dict[str, Path], path: Sequence[str]) -> list[tuple[str, Path]]:
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
    if _file_of(module) != file:
        return
    for value in list(getattr(module, "__dict__", {}).values()):
        name = _module_name(_plain(value))
        its_file = _file_of(value if issubclass(type(value), ModuleType) else sys.modules.get(name))
        # A package has its own modules as attributes, but only those that anybody imported.
        if its_file is not None and not name.startswith(f"{_module_name(module)}."):
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
    if (its_file := _file_of(loaded)) is not None:
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


def _file_of(module: object) -> Path | None:
    file = getattr(module, "__dict__", {}).get("__file__")
    return Path(file) if isinstance(file, str) and os.path.isfile(file) else None


def _written_in(function: object) -> Path | None:
    """The file in which a function stands that was loaded without a module to find it by."""
    file = function.__code__.co_filename if isinstance(function, FunctionType) else ""
    return Path(file) if os.path.isfile(file) else None


def _is_installed(name: str, file: Path) -> bool:
    """Whether a version tells of it: a library's, Python's, or that of this program."""
    return name.partition(".")[0] == OWN or _is_package(file) or _is_library(file)


def _is_package(file: Path) -> bool:
    """Whether an installer put it there."""
    return not {"site-packages", "dist-packages"}.isdisjoint(file.parts)


@cache
def _is_library(file: Path) -> bool:
    """Whether it is one of Python's own modules."""
    if _is_package(file):
        return False
    return any(folder in file.resolve().parents or folder in file.parents for folder in _standard())


@cache
def _standard() -> frozenset[Path]:
    found = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), os.path.dirname(os.__file__)}
    return frozenset(p for folder in found if folder for p in (Path(folder), Path(folder).resolve()))


def _plain(function: object) -> object:
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


def _module_name(value: object) -> str:
    """The module of a function or class, or of the class of an object; a module's own."""
    if issubclass(type(value), ModuleType):
        name = getattr(value, "__dict__", {}).get("__name__")
    else:
        name = getattr(value if issubclass(type(value), (FunctionType, type)) else type(value), "__module__", "")
    return name if isinstance(name, str) else ""


def _label(name: str, file: Path) -> str:
    return file.name if name == "__main__" or name.startswith("conformance_backend_") else name


def _state(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _digest_of(file: Path) -> str:
    try:
        return _hashed(file.read_bytes())
    except OSError:
        return ""


def _source_digest(function: FunctionType) -> str:
    try:
        return _hashed(inspect.getsource(function).encode("utf-8", "surrogatepass"))
    except (OSError, TypeError, ValueError):
        return ""


def _hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
