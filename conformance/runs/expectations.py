"""Known failures: the file in which they stand, and what a result comes to beside them.

An entry keeps its counterexample, which is asked first: one call, without a search. `load` reads a file, `check` asks
and searches, `settled` turns a result and its entry into the final result, `complaints` tells what is wrong with
entries.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from conformance.errors import ExpectationsError, did_you_mean
from conformance.laws.laws import Law
from conformance.laws.yamlfile import YamlFile, read_text
from conformance.records.result import Expectation, Result
from conformance.records.verdicts import decided
from conformance.records.vocabulary import FALSE_STATEMENT, UNANNOUNCED
from conformance.system.files import is_one

Cell = tuple[str, str]
"""A backend's name and a law's id."""

MAX_FILES = 100
MAX_ENTRIES = 5_000

EXPECTED_TO_FAIL = "expected to fail, at "


@dataclass(frozen=True, slots=True)
class Entry:
    """A law that is known to fail on a backend.

    `inputs` are the counterexample kept, by variable as JSON has it, `failure` the reason for which the law fails on
    it, and `layout` how its vectors lie in memory. `line` counts from 1.
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

    @property
    def cell(self) -> Cell:
        return self.backend, self.law

    @property
    def source(self) -> str:
        return f"{self.path}:{self.line}"

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

    def of(self, backend: str, law: str) -> Entry | None:
        """The entry that announces the law's failure on the backend."""
        return next((e for e in self.entries if e.cell == (backend, law) and not e.expired(self.today)), None)


def utc_today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def load(path: str | Path, today: datetime.date | None = None) -> Expectations:
    """The known failures in a file, as of a day (today, by UTC).

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
        file = ExpectationsFile.read(place)
        seen.append(place)
        if len(seen) > MAX_FILES:
            raise ExpectationsError(f"more than {MAX_FILES} files extend one another", come_from)
        for entry in file.entries:
            entries.setdefault(entry.cell, entry)
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
    def read(cls, path: Path) -> ExpectationsFile:
        """Reads a file, but none that it extends.

        Raises:
            ExpectationsError: as `load`.
        """
        text = read_text(path, ExpectationsError)
        return cls.parse(str(path), text)

    @classmethod
    def parse(cls, path: str, text: str) -> ExpectationsFile:
        """A file's text, as `read`."""
        yaml = YamlFile(path, text, ExpectationsError, "`expect:` with a list of entries")
        document = yaml.plain(yaml.root)
        count = len(yaml.child(yaml.root, "expect").value)
        if count > MAX_ENTRIES:
            raise ExpectationsError(f"the file has {count:,} entries; at most {MAX_ENTRIES:,} are read", path, 1)
        yaml.validate(document, json.loads(Path(__file__).with_name("expectations.schema.json").read_text("utf-8")))
        listed = yaml.child(yaml.root, "expect")
        entries: dict[Cell, Entry] = {}
        for fields, node in zip(document.get("expect") or (), listed.value, strict=False):
            line = node.start_mark.line + 1
            until = fields.get("until")
            if until is not None:
                fields["until"] = _date(until, path, yaml.child(node, "until").start_mark.line + 1)
            entry = Entry(path=path, line=line, **fields)
            if entry.cell in entries:
                first = entries[entry.cell]
                raise ExpectationsError(
                    f"`{entry.law}` on `{entry.backend}` is expected twice, first on line {first.line}", path, line
                )
            entries[entry.cell] = entry
        extended = document.get("extend")
        where = yaml.child(yaml.root, "extend").start_mark.line + 1
        return cls(yaml, tuple(entries.values()), None if extended is None else (extended, where))


def _date(text: str, path: str, line: int) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ExpectationsError(f"until: expected a date as 2030-12-31, found `{text}`", path, line) from None


class Checks(Protocol):
    """What checks the laws of one backend."""

    def check(self, law: Law) -> Result: ...

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result: ...


def check(checker: Checks, law: Law, entry: Entry | None) -> Result:
    """The result of a law beside the entry that announces its failure, if one does.

    The kept counterexample is asked first; inputs are searched only where the law does not fail on it.
    """
    if entry is None:
        return checker.check(law)
    kept = None
    if entry.can_be_replayed:
        assert entry.inputs is not None
        kept = checker.replay(law, entry.inputs, entry.layout)
        if kept.status in ("failed", FALSE_STATEMENT):
            return settled(kept, entry, kept)
    return settled(checker.check(law), entry, kept)


def settled(result: Result, entry: Entry, kept: Result | None = None) -> Result:
    """What a result comes to beside its entry: a failure is expected, a pass is not; anything else stays as it is.

    `kept` is what the replay of the entry's counterexample came to, None where there was none.
    """
    if result.status in UNANNOUNCED:
        note = _joined(result.note, _told_of_failure(result, entry, kept))
        return replace(result, status="expected_failure", note=note, expectation=entry.expectation())
    if result.status == "passed":
        note = _joined(f"{EXPECTED_TO_FAIL}{entry.source}, and it holds", _not_admitted(kept))
        return replace(result, status="unexpected_pass", note=note, expectation=entry.expectation())
    return result


def unsettled(result: Result) -> Result:
    """An unexpected pass as the pass that it is without an entry."""
    if result.status == "unexpected_pass":
        note = result.note.partition(EXPECTED_TO_FAIL)[0].removesuffix("; ")
        return replace(result, status="passed", note=note, expectation=None)
    return result


def _told_of_failure(result: Result, entry: Entry, kept: Result | None) -> str:
    reason = "" if result.failure is None else result.failure.reason
    if kept is None:
        return ""
    if kept.status == "failed":
        return f"fails as {reason}, where {entry.failure} is kept" if entry.failure not in (None, reason) else ""
    if kept.status == "vacuous":
        return _not_admitted(kept)
    if result.failure is not None and result.failure.inputs == entry.inputs:
        return "the kept input holds when it is asked by itself"
    return "fails on another input than the kept one, which holds now"


def _not_admitted(kept: Result | None) -> str:
    return f"the kept input is no input any more: {kept.note}" if kept is not None and kept.status == "vacuous" else ""


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def complaints(
    expected: Expectations,
    results: Sequence[Result],
    laws: Collection[str],
    others: Collection[str] | None,
) -> tuple[str, ...]:
    """What is wrong with entries: they have expired, match nothing, or announce a failure that does not come.

    Args:
        expected: the entries.
        results: of the run, settled.
        laws: the ids of all laws of the spec, chosen or not.
        others: names of backends that an entry may have beside those of the run; None where it may have any, as the
            run was asked for some backends only.
    """
    return tuple(_complaints(expected, results, laws, others))


def _complaints(
    expected: Expectations, results: Sequence[Result], laws: Collection[str], others: Collection[str] | None
) -> Iterator[str]:
    found = {(r.backend, r.law): r for r in results}
    backends = list(dict.fromkeys(r.backend for r in results))
    for entry in expected.entries:
        law, backend = f"`{entry.law}`", f"`{entry.backend}`"
        result = found.get(entry.cell)
        status = "" if result is None else result.status
        if entry.expired(expected.today):
            yield f"{entry.source}: {law} on {backend} was expected to fail until {entry.until}, which is over"
        elif entry.law not in laws:
            yield f"{entry.source}: there is no law {law}{did_you_mean(entry.law, laws)}"
        elif others is not None and entry.backend not in (*backends, *others):
            yield f"{entry.source}: no backend {backend} was checked{did_you_mean(entry.backend, (*backends, *others))}"
        elif status == FALSE_STATEMENT:
            assert result is not None
            yield (f"{entry.source}: {law} on {backend} cannot be announced: the statement {decided([result])} by the "
                   "spec's own definitions; mend it, and delete the entry")  # fmt: skip
        elif status == "unexpected_pass":
            yield f"{entry.source}: {law} on {backend} holds, which was expected to fail; delete the entry"
        elif status == "not_provided" or (result is not None and status == "vacuous" and result.limited):
            assert result is not None
            yield f"{entry.source}: {law} on {backend} cannot fail: {result.note}; delete the entry"


def outside(expected: Expectations, results: Iterable[Result], complained: Sequence[str]) -> list[Entry]:
    """Entries that a narrowed run did not look at, without those that are complained of."""
    cells = {(r.backend, r.law) for r in results}
    told = {text[: colon.start()] for text in complained for colon in re.finditer(": ", text)}
    return [e for e in expected.entries if e.cell not in cells and e.source not in told]
