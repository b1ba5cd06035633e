"""Known failures: the file in which they stand, and those that it extends.

An entry keeps its counterexample, so that it can be asked again without a search.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.errors import ExpectationsError
from conformance.laws.yamlfile import YamlFile, read_text
from conformance.records.backend import BackendRecord
from conformance.records.expectation import Expectation
from conformance.subjects.identity import Standpoint, identity_of
from conformance.system.files import is_one

Cell = tuple[str, str]
"""A backend's name and a law's id."""

MAX_FILES = 100
MAX_ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A law that is known to fail on a backend.

    `inputs` are the counterexample kept, by variable as JSON has it, `failure` the reason for which the law fails on
    it, and `layout` how its vectors lie in memory. `line` counts from 1, and `shown` is the path as reports tell it.
    `identity` is what the name of the backend resolves to, and `checked_as` its name in a run that has it. `by_name`
    says that a backend of the run with that name is it, whatever its identity.
    """

    backend: str
    law: str
    reason: str
    path: str
    line: int
    issue: str | None = None
    until: datetime.date | None = None
    inputs: Mapping[str, Any] | None = None
    failure: str | None = None
    layout: str = ""
    shown: str = ""
    identity: str = ""
    checked_as: str = ""
    by_name: bool = True

    @property
    def cell(self) -> Cell:
        """The cell of a run that it is about, or that a run would have which is not there."""
        return self.checked_as or (self.backend if self.by_name else self.identity), self.law

    @property
    def key(self) -> Cell:
        """The same for each way to write the name of the backend."""
        return self.identity or self.backend, self.law

    def is_of(self, backend: str, identity: str) -> bool:
        """Whether it speaks of a backend of that name and identity."""
        is_named = self.by_name and self.backend == backend
        return is_named or (identity != "" and self.identity == identity)

    @property
    def source(self) -> str:
        return f"{self.shown or self.path}:{self.line}"

    @property
    def can_be_replayed(self) -> bool:
        """A backend that gave no answer is not asked again beforehand."""
        return self.inputs is not None and self.failure not in ("timeout", "crash")

    def expired(self, today: datetime.date) -> bool:
        return self.until is not None and today > self.until

    def expectation(self) -> Expectation:
        until = None if self.until is None else self.until.isoformat()
        return Expectation(self.reason, self.issue, until, self.source)


@dataclass(frozen=True, slots=True)
class Expectations:
    """The entries of a file and of those that it extends, on a day; an expired entry announces nothing.

    `files` are those that were read, the file first.
    """

    entries: tuple[Entry, ...]
    today: datetime.date
    files: tuple[Path, ...] = ()

    def of(self, backend: str, law: str, identity: str = "") -> Entry | None:
        """The entry that announces the law's failure on the backend."""
        of_law = (e for e in self.entries if e.law == law and not e.expired(self.today))
        return next((e for e in of_law if e.is_of(backend, identity)), None)

    def on(self, backends: Iterable[BackendRecord]) -> Expectations:
        """The same, with the names that the backends of a run have in it."""
        return replace(self, entries=on(self.entries, backends))


def on(entries: Iterable[Entry], backends: Iterable[BackendRecord]) -> tuple[Entry, ...]:
    """The entries, with the names that the backends of a run have in it."""
    run = list(backends)
    found = []
    for entry in entries:
        names = [b.name for b in run if entry.is_of(b.name, b.identity or "")]
        is_so_called = entry.by_name and entry.backend in names
        found.append(replace(entry, checked_as="" if not names or is_so_called else names[0]))
    return tuple(found)


def utc_today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def load(path: str | Path, today: datetime.date | None = None, standpoint: Standpoint | None = None) -> Expectations:
    """The known failures in a file, as of a day (today, by UTC).

    Entries name backends from a standpoint, which is the current folder where none is given.

    Raises:
        ExpectationsError: a file cannot be read, or something in it is wrong; the message has file and line.
    """
    entries: dict[Cell, Entry] = {}
    seen: list[Path] = []
    place, come_from = Path(path), ""
    while True:
        if any(is_one(place, other) for other in seen):
            raise ExpectationsError(f"`extend` leads back to {place}, which leads here", come_from)
        if come_from and not os.path.isfile(place):
            raise ExpectationsError(f"`extend: {place}`: there is no such file", come_from)
        file = ExpectationsFile.read(place, standpoint)
        seen.append(place)
        if len(seen) > MAX_FILES:
            raise ExpectationsError(f"more than {MAX_FILES} files extend one another", come_from)
        for entry in file.entries:
            entries.setdefault(entry.key, entry)
        if file.extended is None:
            return Expectations(tuple(entries.values()), today or utc_today(), tuple(seen))
        name, line = file.extended
        place, come_from = place.parent / name, f"{file.yaml.path}:{line}"


@dataclass(frozen=True, slots=True)
class ExpectationsFile:
    """One file: its entries in order, and the name of the file that it extends with the line that says so."""

    yaml: YamlFile
    entries: tuple[Entry, ...]
    extended: tuple[str, int] | None

    @classmethod
    def read(cls, path: Path, standpoint: Standpoint | None = None) -> ExpectationsFile:
        """Reads a file, but none that it extends.

        Raises:
            ExpectationsError: as `load`.
        """
        text = read_text(path, ExpectationsError)
        return cls.parse(str(path), text, standpoint)

    @classmethod
    def parse(cls, path: str, text: str, standpoint: Standpoint | None = None) -> ExpectationsFile:
        """A file's text, as `read`."""
        yaml = YamlFile(path, text, ExpectationsError, "`expect:` with a list of entries")
        document = yaml.plain(yaml.root)
        count = len(yaml.child(yaml.root, "expect").value)
        if count > MAX_ENTRIES:
            raise ExpectationsError(f"the file has {count:,} entries; at most {MAX_ENTRIES:,} are read", path, 1)
        yaml.validate(document, json.loads(Path(__file__).with_name("expectations.schema.json").read_text("utf-8")))
        listed = yaml.child(yaml.root, "expect")
        entries: dict[Cell, Entry] = {}
        seen = standpoint or Standpoint(Path.cwd())
        roots = seen.roots()
        shown = roots.path(path)
        for fields, node in zip(document.get("expect") or (), listed.value, strict=False):
            line = node.start_mark.line + 1
            until = fields.get("until")
            if until is not None:
                fields["until"] = _date(until, path, yaml.child(node, "until").start_mark.line + 1)
            known = identity_of(fields["backend"], roots, seen.folder)
            by_name = seen.means_name(fields["backend"], roots)
            entry = Entry(path=path, line=line, shown=shown, identity=known, by_name=by_name, **fields)
            if entry.key in entries:
                first = entries[entry.key]
                raise ExpectationsError(
                    f"`{entry.law}` on `{entry.backend}` is expected twice, first on line {first.line}", path, line
                )
            entries[entry.key] = entry
        extended = document.get("extend")
        where = yaml.child(yaml.root, "extend").start_mark.line + 1
        return cls(yaml, tuple(entries.values()), None if extended is None else (extended, where))


def _date(text: str, path: str, line: int) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ExpectationsError(f"until: expected a date as 2030-12-31, found `{text}`", path, line) from None
