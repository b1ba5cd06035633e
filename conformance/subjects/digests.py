"""Digests of a backend's code, by which it is told whether it changed."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import FunctionType, ModuleType

from conformance.subjects.modules import (
    file_of,
    imported_as,
    is_library,
    module_name,
    packages_of,
    unwrapped,
    with_imports,
    written_in,
)


def digests_of(target: object, functions: Iterable[object]) -> dict[str, str]:
    """The modules in which a backend's code stands, each with a digest of its file.

    What was loaded from a path has the name by which it would be imported. Functions that were typed in, as in a
    notebook, have digests of their source. Empty where some code cannot be read, or there is none but that of
    libraries.
    """
    try:
        digests = _digests(target, [unwrapped(function) for function in functions])
    except Exception:
        # Objects may do anything when they are looked at.
        return {}
    return {} if "" in digests.values() else dict(sorted(digests.items()))


def _digests(target: object, functions: Sequence[object]) -> dict[str, str]:
    files: dict[str, Path] = {}
    typed: list[FunctionType] = []
    for value in (target, *functions):
        name = module_name(value)
        file = file_of(value if issubclass(type(value), ModuleType) else sys.modules.get(name)) or written_in(value)
        if file is None and isinstance(value, FunctionType):
            typed.append(value)
        elif file is not None and not is_library(file):
            files.setdefault(name, file)
            if _is_of_path(name):
                files |= packages_of(file)
    digests = {_label(name, file): _digest_of(file) for name, file in with_imports(files, sys.path)}
    return digests | {function.__qualname__: _source_digest(function) for function in typed}


def digests_of_files(files: Iterable[Path]) -> dict[str, str]:
    """The same for files that a command names: those, and what those in Python import from their folders."""
    digests: dict[str, str] = {}
    for file in files:
        digests[file.name] = _digest_of(file)
        if file.suffix == ".py":
            found = with_imports({"__main__": file}, [str(file.resolve().parent)])
            digests |= {_label(name, imported): _digest_of(imported) for name, imported in found}
    return {} if "" in digests.values() else dict(sorted(digests.items()))


def digest(digests: Mapping[str, str], functions: Mapping[str, object]) -> str:
    """One digest for all modules, and for which functions in them are the operations; empty where there is none."""
    told = [f"{name} {one}" for name, one in sorted(digests.items())]
    for name, function in sorted(functions.items()):
        plain = unwrapped(function)
        source = _source_digest(plain) if isinstance(plain, FunctionType) else ""
        told.append(f"{name} {_module_of(plain)} {getattr(plain, '__qualname__', type(plain).__qualname__)} {source}")
    return _hashed("\n".join(told).encode("utf-8", "surrogatepass")) if digests else ""


def _module_of(function: object) -> str:
    name = module_name(function)
    file = file_of(sys.modules.get(name))
    return _label(name, file) if file is not None else name


def _label(name: str, file: Path) -> str:
    if name == "__main__":
        return file.name
    return imported_as(file) if _is_of_path(name) else name


def _is_of_path(name: str) -> bool:
    return name.startswith("conformance_backend_")


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
