"""What the harness relies on as it was before a backend was loaded, which may replace it in its process.

The modules of the harness look built-ins up in a dictionary of their own, so that a backend that replaces `len` or
`all` decides nothing. What is taken from the standard library and from array libraries is remembered, so that a fault
that comes of its replacement is told as the backend's. It is put back for work of ours alone: a backend may need what
it has replaced when it is called.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from operator import is_ as operator_is
from operator import itemgetter
from types import ModuleType
from typing import Any

_BUILT_INS: dict[str, Any] = dict(vars(builtins))
# The functions of a module take what it has at the time of their definition.
globals()["__builtins__"] = _BUILT_INS

_RELIED_ON = (
    "builtins", "bisect", "collections", "contextlib", "copy", "dataclasses", "difflib", "enum", "fnmatch", "functools",
    "hashlib", "inspect", "io", "itertools", "json", "json.decoder", "json.encoder", "math", "mmap", "operator", "os",
    "pathlib", "random", "re", "select", "selectors", "shlex", "signal", "string", "struct", "tempfile", "textwrap",
    "time", "weakref",
)  # fmt: skip
_LIBRARIES = ("numpy", "torch")
"""Modules of which it is remembered what was in them once they had been imported."""

_BACKENDS = "conformance.backends"

_MISSING = object()
_before: dict[str, tuple[tuple[str, ...], tuple[Any, ...], Callable[[dict[str, Any]], Any]]] = {}
"""Names of functions and classes, what they were, and what reads them all, by module."""


def _note(module: str, namespace: dict[str, Any]) -> None:
    # What a module only keeps, such as a number, is none of its functions.
    found = {name: value for name, value in namespace.items() if name[:1] != "_" and callable(value)}
    if found:
        # With a name twice, one alone is read as a tuple too.
        read = itemgetter(*found, next(iter(found)))
        _before.setdefault(module, (tuple(found), tuple(found.values()), read))


_note("builtins", _BUILT_INS)


class _Seen(Loader):
    """Loads a module as its loader does, with built-ins of our own where it is ours, and remembers what is in it."""

    def __init__(self, loader: Loader, is_ours: bool) -> None:
        self._loader, self._is_ours = loader, is_ours

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._loader
        if self._is_ours:
            vars(module)["__builtins__"] = _BUILT_INS
        before = [] if self._is_ours else _changes()
        self._loader.exec_module(module)
        if not self._is_ours:
            _note(module.__name__, vars(module))
            # What a library replaces while it is imported, as PyTorch does, is no backend's doing.
            known = {(where, name) for where, name, _ in before}
            _accept([(where, name) for where, name, _ in _changes() if (where, name) not in known])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


class _Finder(MetaPathFinder):
    """Finds what the other finders do, and sees to it that it is loaded as `_Seen` says."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_ours = fullname.startswith("conformance.") and not fullname.startswith(_BACKENDS)
        if not is_ours and (fullname in _before or fullname not in (*_RELIED_ON, *_LIBRARIES)):
            return None
        for finder in sys.meta_path:
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = None if find is None else find(fullname, path, target)
            if spec is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    spec.loader = _Seen(spec.loader, is_ours)
                return spec
        return None


def install() -> None:
    """From now on, modules of ours that are imported have built-ins of their own."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def remember() -> None:
    """Remembers the modules that are relied on as they are now, before the first backend is loaded.

    Libraries may replace what they have to in the course of their own import; that is no backend's doing.
    """
    for name in (*_RELIED_ON, *_LIBRARIES):
        if name in sys.modules:
            _note(name, vars(sys.modules[name]))


def _changes() -> list[tuple[str, str, Any]]:
    """Module, name and original of what was replaced."""
    found = []
    for module, (names, values, read) in _before.items():
        now = vars(sys.modules[module]) if module in sys.modules else {}
        try:
            is_as_before = all(map(operator_is, read(now), values))
        except KeyError:
            is_as_before = False
        if not is_as_before:
            found += [(module, n, v) for n, v in zip(names, values, strict=True) if now.get(n) is not v]
    return found


def _accept(changes: list[tuple[str, str]]) -> None:
    """Takes what is there now for what has to be there."""
    for module, changed in changes:
        names, values, read = _before[module]
        now = vars(sys.modules[module])
        accepted = tuple(now.get(n) if n == changed else v for n, v in zip(names, values, strict=True))
        _before[module] = names, accepted, read


def replaced() -> tuple[str, ...]:
    """The functions and classes that are no longer what they were, by module and name."""
    return tuple(f"{module}.{name}" for module, name, _ in _changes())


def told(names: Sequence[str]) -> str:
    """A few of the names, and how many more there are."""
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")


@contextmanager
def in_place() -> Iterator[None]:
    """Has what was replaced as it was, for work of ours in which no backend is called, and gives it back then."""
    kept = []
    for module, name, value in _changes():
        if module in sys.modules:
            namespace = vars(sys.modules[module])
            kept.append((namespace, name, namespace.get(name, _MISSING)))
            namespace[name] = value
    try:
        yield
    finally:
        for namespace, name, value in kept:
            if value is _MISSING:
                namespace.pop(name, None)
            else:
                namespace[name] = value
