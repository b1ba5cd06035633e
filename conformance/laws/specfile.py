"""YAML files to a Spec: definitions, theorems and worked examples, each with its file and line.

A statement may use the definitions of its own file that stand before it, those of the files given before, and those of
the modules that its file imports. A file that names no imports has those of `masking`, and of any other shipped module
of which it mentions a definition.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from conformance.errors import FileError, SpecError, did_you_mean, one_of
from conformance.laws.clashes import clashes
from conformance.laws.declaration import Declaration
from conformance.laws.examples import Examples
from conformance.laws.reader import Reader, Unread, shipped_folder
from conformance.laws.yamlfile import read_text
from conformance.lean.elaborate.environment import Environment
from conformance.lean.reference import reference_operations
from conformance.lean.syntax import Definition
from conformance.spec import MODULES
from conformance.system.stack import in_one_block

__all__ = ["MODULES", "Declaration", "Spec", "files_of", "load", "shipped", "shipped_folder"]

ALL = "shipped"
"""What stands for all shipped modules where one is named."""

MAX_LENGTH = 8_000_000
"""Characters of all files of a spec, so that reading it ends in seconds."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The declarations whose laws are checked, and all definitions that their statements may use.

    `shipped` are the ids of those of the project's own, whose theorems its tests hold. `revision` is the one that was
    asked for, and `revisions` are all that the files name; both are empty where there is none. `known` are the
    declarations and those that the files import, each after all that it may use. Of the files that say what of their
    source they lack, `covered` is how many of its declarations they have, and `lacks` names the others.
    """

    modules: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    environment: Environment
    digest: str
    shipped: frozenset[str] = frozenset()
    revision: str = ""
    revisions: tuple[str, ...] = ()
    known: tuple[Declaration, ...] = ()
    covered: int = 0
    lacks: tuple[str, ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was computed of it, by what that is called: nothing of a spec ever changes."""

    @property
    def definitions(self) -> dict[str, Definition]:
        """Every operation in scope by Lean name, and every helper, in order of declaration."""
        known = self.environment.definitions.items()
        return {name: d for name, d in known if isinstance(d, Definition)}

    @property
    def operations(self) -> dict[str, Definition]:
        """Those that a backend is asked for: all but helpers."""
        return {name: d for name, d in self.definitions.items() if not d.is_helper}

    @property
    def reference(self) -> dict[str, Callable[..., Any]]:
        """The operations as the language evaluates their bodies."""
        return reference_operations(self.definitions)


def shipped(*names: str, revision: str = "") -> Spec:
    """The shipped modules of those names; those that are checked unasked where there is none."""
    return _shipped(tuple(dict.fromkeys(names or MODULES)), revision)


@cache
def _shipped(names: tuple[str, ...], revision: str) -> Spec:
    return _Loading(revision, is_ours=True).spec(names)


def shipped_digest() -> str:
    """The digest of all shipped modules as they stand, whose statements are not read for it."""
    return _digest(read_text(_path_of(module), SpecError) for module in MODULES)


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def load(paths: Sequence[str | Path] = (), revision: str = "", problems: list[FileError] | None = None) -> Spec:
    """The spec of the given files, folders and shipped modules; those of `MODULES` where none is given.

    A file that does not name the revision is read as it stands, as all are where it is empty. Where `problems` are
    given, all that is wrong is put there, and the spec is what else there is.

    Raises:
        SpecError: a file cannot be read, is not of the form of `schema.json`, or has a statement that is wrong.
        UsageError: no file names the revision.
    """
    named = [name for path in paths or MODULES for name in _named(path)]
    ours = [name for name in named if isinstance(name, str)]
    is_ours = len(ours) == len(named)
    if is_ours:
        return shipped(*ours, revision=revision)
    return _Loading(revision, is_ours=False, problems=problems).spec(named)


def chosen(paths: Sequence[str], modules: Sequence[str]) -> Sequence[str]:
    """The files to read of those given, or of the shipped modules, for modules that glob patterns choose.

    Where all patterns choose shipped modules by their short names, no other need be read.
    """
    if paths or not modules:
        return paths
    found = [m for m in MODULES if any(fnmatchcase(m, p) for p in modules)]
    return found if all(any(fnmatchcase(m, p) for m in MODULES) for p in modules) else [ALL]


def _named(path: str | Path) -> Sequence[str | Path]:
    """The shipped modules that a text stands for, or a path."""
    return MODULES if path == ALL else (path if path in MODULES else Path(path),)


def files_of(paths: Iterable[str | Path]) -> list[Path]:
    """The spec files that files and folders name; those of shipped modules are none.

    Raises:
        SpecError: a folder cannot be read, or has none.
    """
    return [f for path in paths for name in _named(path) if isinstance(name, Path) for f in _files(name)]


def _files(path: Path) -> list[Path]:
    if not os.path.isdir(path):
        return [path]
    try:
        found = sorted(path / name for name in os.listdir(path) if name.endswith((".yaml", ".yml")))
    except OSError as problem:
        raise SpecError(f"cannot be read: {problem.strerror}", str(path)) from None
    if not found:
        raise SpecError("no spec file (*.yaml) in this folder", str(path))
    return found


def _path_of(module: str) -> Path:
    """The file of a shipped module."""
    return shipped_folder() / f"{module}.yaml"


@dataclass(frozen=True, slots=True)
class _Module:
    """A file that was read: what it declares, all that is in scope after it, and the revisions that it and those that
    it imports name; `is_stated` says that it and they read as they stand, and `known` are the declarations of all that
    was read up to it. `lacks` are those of its source that it does not have, None where it does not say."""

    name: str
    declarations: tuple[Declaration, ...]
    environment: Environment
    text: str
    revisions: tuple[str, ...]
    is_stated: bool
    known: tuple[Declaration, ...]
    lacks: tuple[str, ...] | None


class _Loading:
    """The files of one spec, each read once, and those that they import."""

    def __init__(self, revision: str, *, is_ours: bool, problems: list[FileError] | None = None) -> None:
        self._revision, self._is_ours, self._problems = revision, is_ours, problems
        self._revisions: dict[str, None] = {}
        self._is_stated = True
        self._examples = Examples()
        self._length = 0
        self._own: dict[str, Declaration] = {}
        self._reading: list[Path] = []
        self._imported: dict[Path, Environment] = {}
        self._known: dict[int, Declaration] = {}

    @in_one_block
    def spec(self, named: Iterable[str | Path]) -> Spec:
        environment = Environment()
        modules: list[str] = []
        shipped: set[str] = set()
        texts: list[str] = []
        covered, lacks = 0, list[str]()
        for file in [f for name in named for f in self._files_of(name)]:
            module = self._shipped(file) if isinstance(file, str) else self._file(file, environment, self._own)
            if module is None:
                continue
            texts.append(module.text)
            modules.append(module.name)
            if module.lacks is not None:
                covered += len(module.declarations)
                lacks += module.lacks
            environment = environment.joined(module.environment)
            self._own |= {d.id: d for d in module.declarations}
            if isinstance(file, str):
                shipped |= {d.id for d in module.declarations}
        for clash in clashes(environment, self._known.values()):
            self._told(clash)
        revision = self._revision and one_of("revision", self._revision, self._revisions)
        if not self._is_stated:
            texts.append(f"\0{revision}")
        return Spec(
            tuple(modules), tuple(self._own.values()), environment, _digest(texts), frozenset(shipped),
            revision, tuple(self._revisions), tuple(self._known.values()), covered, tuple(lacks),
        )  # fmt: skip

    def _files_of(self, name: str | Path) -> Sequence[str | Path]:
        """A shipped module, or the files of a path; none of a folder that has none, as that is noted."""
        try:
            return [name] if isinstance(name, str) else _files(name)
        except SpecError as error:
            self._told(error)
            return []

    def _told(self, error: FileError) -> None:
        """Puts what is wrong with the others, or raises it where none are noted."""
        if self._problems is None:
            raise error
        self._problems.append(error)

    def _file(self, path: Path, before: Environment, own: dict[str, Declaration]) -> _Module | None:
        """A file that was named or is imported; None where nothing of it is read, as what is wrong is noted."""
        try:
            return self._read(path, before, own, self._problems)
        except Unread:
            return None
        except SpecError as error:
            self._told(error)
            return None

    def _shipped(self, name: str) -> _Module:
        module = _module(name, self._revision)
        self._known.update({id(one): one for one in module.known})
        self._note(module.revisions, is_stated=module.is_stated)
        return module

    def _note(self, revisions: Iterable[str], *, is_stated: bool) -> None:
        self._revisions.update(dict.fromkeys(revisions))
        self._is_stated = self._is_stated and is_stated

    def _read(
        self, path: Path, before: Environment, own: dict[str, Declaration], problems: list[FileError] | None = None
    ) -> _Module:
        text = read_text(path, SpecError)
        self._length += len(text)
        if self._length > MAX_LENGTH:
            raise SpecError(
                f"the spec has more than {MAX_LENGTH:,} characters up to here; choose fewer files", str(path)
            )
        reader = Reader(
            path, text, before, own, self._examples, self._mentioned, self._import, self._revision, problems
        )
        self._note(reader.revisions.names, is_stated=reader.revisions.is_stated)
        # The form of our own is held by a test, and checking it costs a tenth of a second a run.
        self._reading.append(path)
        try:
            name = reader.read(check_form=not self._is_ours)
        finally:
            self._reading.pop()
        found = tuple(reader.found.values())
        self._known.update({id(one): one for one in found})
        return _Module(
            name, found, reader.environment, text, tuple(self._revisions), self._is_stated, tuple(self._known.values()),
            reader.lacks,
        )  # fmt: skip

    def _mentioned(self, text: str) -> Sequence[str]:
        """The modules that a file has which names none."""
        return () if self._is_ours else _mentioned(text)

    def _import(self, path: Path, name: str, line: int | None = None) -> Environment:
        """What a module declares that a file names, on a line."""
        if name in MODULES:
            return self._shipped(name).environment
        file = path.parent / name
        if not os.path.isfile(file):
            hint = did_you_mean(name, MODULES) or f"; shipped are {', '.join(MODULES)}"
            raise SpecError(
                f"imports: `{name}` is neither a shipped module nor a file beside this one{hint}", str(path), line
            )
        if any(file.samefile(other) for other in self._reading):
            circle = " → ".join(str(other) for other in (*self._reading, file))
            raise SpecError(f"imports: a file imports itself: {circle}", str(path), line)
        key = file.resolve()
        if key not in self._imported:
            found = self._file(file, Environment(), {})
            self._imported[key] = Environment() if found is None else found.environment
        return self._imported[key]


@cache
def _module(name: str, revision: str) -> _Module:
    """A shipped module."""
    return _Loading(revision, is_ours=True)._read(_path_of(name), Environment(), {})


_WORD = re.compile(r"[^\W\d]\w*")
_DECLARED = re.compile(r"  ([^\W\d][\w.]*):")


@cache
def _declared(module: str) -> frozenset[str]:
    """The names that statements may use of a shipped module, found without reading the statements."""
    found: set[str] = set()
    is_used = False
    for line in _path_of(module).read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace():
            is_used = line.startswith(("definitions:", "structures:", "operations:"))
        elif is_used and (entry := _DECLARED.fullmatch(line)) is not None:
            found.add(entry[1])
    return frozenset(found)


def _mentioned(text: str) -> Sequence[str]:
    """The ground floor, and the shipped modules of which a text mentions a definition."""
    words = set(_WORD.findall(text))
    return (MODULES[0], *(m for m in MODULES[1:] if not words.isdisjoint(_declared(m))))
