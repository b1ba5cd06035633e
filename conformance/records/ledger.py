"""A ledger: what runs tried of a law's enumerated inputs, so that each goes on where those before it ended.

It is a folder with a file for each run, of a line of JSON for each law and backend, in any order: what several machines
or branches wrote is put together by having all files. Each line has a seal, and one that does not fit it never counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.errors import FileError, UsageError
from conformance.records.backend import BackendRecord
from conformance.records.reading import brief, parse, read
from conformance.records.record import Record, plain_json
from conformance.records.result import StageEvidence
from conformance.system.files import read_text, write_text

ENDING = ".jsonl"

MOST_BYTES, MOST_FILES = 64_000_000, 10_000
"""Of a file, and of files in a ledger, at most."""

_SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Entry(Record):
    """What one run tried of the enumerated inputs of a law on a backend.

    `statement` stands for what the law says with all definitions, and `code` for the backend's code and all that
    results hang on beside it. `extent` says in words how far the inputs of the `rung` go, of which there are `total`;
    tried were `drawn` of them from the number `start` on. Where the law failed on an input that was drawn otherwise,
    `failed` has its values by variable, and `layout` how arrays lay in memory.
    """

    run: str
    law: str
    backend: str
    statement: str
    code: str
    rung: int
    extent: str
    total: int
    start: int
    drawn: int
    cases: int
    nontrivial: int
    covered: dict[str, int]
    failed: dict[str, Any] | None = None
    layout: str = ""

    @property
    def stop(self) -> int:
        """The number of the first input after those that were tried."""
        return self.start + self.drawn


@dataclass(frozen=True, slots=True)
class Reached:
    """How far runs have come with a law on a backend, whose statement and code are those of now."""

    entries: tuple[Entry, ...] = ()

    def at(self, rung: int) -> Reached:
        """The same of one rung."""
        return Reached(tuple(entry for entry in self.entries if entry.rung == rung and entry.drawn))

    @property
    def rungs(self) -> list[int]:
        """The rungs of which something was tried, the highest first."""
        return sorted({entry.rung for entry in self.entries if entry.drawn}, reverse=True)

    @property
    def extent(self) -> tuple[str, int]:
        """The extent of a rung in words, and how many inputs it has."""
        return (self.entries[0].extent, self.entries[0].total) if self.entries else ("", 0)

    @property
    def is_of_one_extent(self) -> bool:
        """Whether all that was tried of a rung is of the same extent."""
        return len({(entry.extent, entry.total) for entry in self.entries}) <= 1

    @property
    def first_left(self) -> int:
        """The number of the first input of a rung that was not tried."""
        reached = 0
        for entry in sorted(self.entries, key=lambda e: e.start):
            if entry.start > reached:
                break
            reached = max(reached, entry.stop)
        return reached

    @property
    def is_done(self) -> bool:
        """Whether all inputs of a rung were tried."""
        return bool(self.entries) and self.is_of_one_extent and self.first_left >= self.extent[1]

    @property
    def distinct(self) -> tuple[Entry, ...]:
        """The entries of a rung without those whose inputs another tried before."""
        found: list[Entry] = []
        for entry in sorted(self.entries, key=lambda e: (e.start, -e.drawn, e.run)):
            if not found or entry.start >= found[-1].stop:
                found.append(entry)
        return tuple(found)

    def evidence(self) -> StageEvidence | None:
        """What all runs tried together of the rung that they are at, with how far that is; None where it is nothing."""
        if not self.rungs:
            return None
        now = self.at(self.rungs[0])
        told = now.distinct
        return StageEvidence(
            sum(e.cases for e in told), sum(e.drawn for e in told), self.text, sum(e.nontrivial for e in told)
        )

    @property
    def covered(self) -> dict[str, int]:
        """Inputs by partition, of the same."""
        found: dict[str, int] = {}
        for rung in self.rungs[:1]:
            for entry in self.at(rung).distinct:
                for name, count in entry.covered.items():
                    found[name] = found.get(name, 0) + count
        return found

    @property
    def text(self) -> str:
        """How far all runs have come, as `every input with n ≤ 5 over 12 runs`; empty where they tried nothing."""
        done = next((rung for rung in self.rungs if self.at(rung).is_done), None)
        parts = []
        if self.rungs and self.rungs[0] != done:
            now = self.at(self.rungs[0])
            extent, total = now.extent
            parts.append(f"{sum(e.drawn for e in now.distinct):,} of {total:,} of {extent}")
        if done is not None:
            runs = len({entry.run for entry in self.entries if entry.drawn and entry.rung <= done})
            parts.append(f"{self.at(done).extent[0]} over {runs:,} {'run' if runs == 1 else 'runs'}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a folder, and what in it is none, with the reason."""

    folder: Path
    entries: tuple[Entry, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    _by_key: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Ledger:
        """The ledger in a folder, which may not be there yet; a file or line that is none of a ledger does not count.

        Raises:
            UsageError: it is no folder, or has more files than are read.
        """
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"`{folder}` is not a folder; name one to keep a ledger in")
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
        if len(names) > MOST_FILES:
            raise UsageError(f"`{folder}` holds more than {MOST_FILES:,} files; name the folder of a ledger alone")
        entries: dict[str, Entry] = {}
        problems = []
        for name in names:
            if name.startswith("."):
                continue
            if not name.endswith(ENDING):
                problems.append((name, f"no file of a ledger, whose names end in {ENDING}"))
                continue
            try:
                lines = read_text(folder / name, FileError, MOST_BYTES).splitlines()
            except FileError as error:
                problems.append((name, str(error).removeprefix(f"{folder / name}: ")))
                continue
            for number, line in enumerate(lines, 1):
                try:
                    entries.setdefault(line, _entry(line))
                except ValueError as error:
                    problems.append((f"{name}:{number}", str(error)))
        found = cls(folder, tuple(entries.values()), tuple(problems))
        for entry in found.entries:
            found._by_key.setdefault((entry.statement, entry.code), []).append(entry)
        return found

    @property
    def runs(self) -> int:
        """How many runs wrote it."""
        return len({entry.run for entry in self.entries})

    def of(self, statement: str, code: str) -> Reached:
        """How far runs have come with a law on a backend."""
        return Reached(tuple(self._by_key.get((statement, code), ())))

    def by_law(self) -> Iterator[tuple[str, str, Reached]]:
        """Each backend and law, how far runs have come with the code and statement of the last of them."""
        last: dict[tuple[str, str], Entry] = {}
        for entry in sorted(self.entries, key=lambda e: e.run):
            last[entry.backend, entry.law] = entry
        for (backend, law), entry in sorted(last.items()):
            yield backend, law, self.of(entry.statement, entry.code)

    def write(self, entries: Sequence[Entry]) -> Path | None:
        """Writes the file of a run, and says where it is; None where there is nothing to write.

        Raises:
            OSError: it could not be written.
        """
        if not entries:
            return None
        text = "".join(sorted(f"{_line(entry)}\n" for entry in entries))
        self.folder.mkdir(parents=True, exist_ok=True)
        name = "".join(c for c in entries[0].run if c.isalnum())
        path = self.folder / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}{ENDING}"
        write_text(path, text)
        return path


def code_of(backend: BackendRecord, environment: Mapping[str, str]) -> str:
    """What stands for a backend's code and all that its results hang on beside it; empty where that is not known."""
    if not backend.digest:
        return ""
    told = [
        backend.code, backend.carrier, backend.version, plain_json(backend.limits), dict(backend.versions),
        dict(backend.forms), environment.get("python"), environment.get("conformance"),
    ]  # fmt: skip
    return _digest(told)


def _line(entry: Entry) -> str:
    plain = plain_json(entry)
    return json.dumps({**plain, _SEAL: _digest(plain)}, ensure_ascii=False, sort_keys=True)


def _entry(line: str) -> Entry:
    """The entry of a line.

    Raises:
        ValueError: it is none.
    """
    plain = parse(line)
    if not isinstance(plain, dict) or _SEAL not in plain:
        raise ValueError("no line of a ledger")
    seal = plain.pop(_SEAL)
    entry = read(Entry, plain, "entry")
    assert isinstance(entry, Entry)
    if seal != _digest(plain):
        raise ValueError(f"the line was changed after it was written, for the law {brief(entry.law)}")
    if entry.stop > entry.total or entry.cases > entry.drawn or entry.nontrivial > entry.cases:
        raise ValueError(f"the numbers do not fit together, for the law {brief(entry.law)}")
    return entry


def _digest(plain: Any) -> str:
    text = json.dumps(plain, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
