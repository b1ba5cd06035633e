"""Known failures started or updated from a run: what fails is entered, what holds now is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.errors import ExpectationsError
from conformance.records.matrix import summary_of
from conformance.records.report import Report
from conformance.records.result import Failure, Result
from conformance.records.vocabulary import UNANNOUNCED
from conformance.runs.entries import changed, flow, whole
from conformance.runs.expectations import Entry, Expectations, ExpectationsFile, on
from conformance.runs.settling import settled, unsettled
from conformance.subjects.identity import Standpoint

TO_BE_EXPLAINED = "to be explained"

MOST_KEPT = 20_000
"""The longest counterexample, in characters of YAML, that is kept."""


@dataclass(frozen=True, slots=True)
class Update:
    """A file's new text, the entries that count with it, and how many were added, kept and dropped.

    `elsewhere` are entries of extended files whose laws hold now: they can be taken out there only.
    """

    text: str
    expected: Expectations
    added: int
    kept: int
    dropped: int
    elsewhere: tuple[Entry, ...]


def updated(
    report: Report, path: str, file: ExpectationsFile | None, expected: Expectations,
    standpoint: Standpoint | None = None,
) -> Update:  # fmt: skip
    """The file after a run with `expected`, which are its entries and those of the files that it extends.

    Entries are made for each required result that fails, and name backends from a standpoint, which is the current
    folder where none is given.
    """
    seen = standpoint or Standpoint(Path.cwd())
    file = None if file is None else replace(file, entries=on(file.entries, report.backends))
    expected = expected.on(report.backends)
    own = () if file is None else file.entries
    results = {(r.backend, r.law): r for r in report.results}
    kept = [e for e in own if _stays(results.get(e.cell))]
    fresh = {e.cell: f for e in kept if (f := _other_counterexample(e, results.get(e.cell))) is not None}
    announced = {e.cell for e in expected.entries}
    required = [r for of_backend in report.required_by_backend(report.require).values() for r in of_backend]
    names = {b.name: seen.written(b.name) if b.identity else b.name for b in report.backends}
    failing = [r for r in required if r.status in UNANNOUNCED and (r.backend, r.law) not in announced]
    added = [_entry(r, path, names[r.backend]) for r in failing]
    text = changed(file, kept, fresh, added)
    inherited = [e for e in expected.entries if e.path != path]
    cells = [(e.backend, e.law) for e in (*kept, *added)]
    after = _parsed(path, text, seen)
    if after is None or [(e.backend, e.law) for e in after.entries] != cells or _extended(after) != _extended(file):
        # A file laid out in a way that cannot be changed line by line.
        text = whole(file, [*(fresh.get(e.cell, e) for e in kept), *added])
        after = ExpectationsFile.parse(path, text, seen)
    counting = replace(expected, entries=(*after.entries, *inherited)).on(report.backends)
    return Update(
        text, counting, len(added), len(kept), len(own) - len(kept),
        tuple(e for e in inherited if not _stays(results.get(e.cell))),
    )  # fmt: skip


def _parsed(path: str, text: str, standpoint: Standpoint) -> ExpectationsFile | None:
    try:
        return ExpectationsFile.parse(path, text, standpoint)
    except ExpectationsError:
        return None


def _extended(file: ExpectationsFile | None) -> str | None:
    return None if file is None or file.extended is None else file.extended[0]


def announced(report: Report, expected: Expectations, complaints: Sequence[str]) -> Report:
    """The report as it would be with other entries, and with complaints of those."""
    identities = {b.name: b.identity or "" for b in report.backends}
    results = [_with_entry(r, expected.of(r.backend, r.law, identities[r.backend])) for r in report.results]
    summary = summary_of(report.summary.planned, results)
    return replace(report, results=results, summary=summary, complaints=tuple(complaints))


def _with_entry(result: Result, entry: Entry | None) -> Result:
    if entry is None:
        return unsettled(result)
    if result.expectation is not None:
        return replace(result, expectation=entry.expectation())
    return settled(result, entry)


def _stays(result: Result | None) -> bool:
    """Whether an entry stays: not where its law holds now, or cannot fail."""
    if result is None:
        return True
    gone = result.status in ("passed", "unexpected_pass", "not_provided")
    return not gone and not (result.status == "vacuous" and result.limited)


def _entry(result: Result, path: str, backend: str) -> Entry:
    return _with_failure(Entry(backend, result.law, TO_BE_EXPLAINED, path, 0), result.failure)


def _with_failure(entry: Entry, failure: Failure | None) -> Entry:
    if failure is None:
        return replace(entry, inputs=None, failure=None, layout="")
    inputs = failure.inputs if len(flow(failure.inputs)) <= MOST_KEPT else None
    return replace(entry, inputs=inputs, failure=failure.reason, layout=failure.layout)


def _other_counterexample(entry: Entry, result: Result | None) -> Entry | None:
    """The entry with the counterexample on which its law failed in this run, where that is another."""
    if result is None or result.status != "expected_failure" or result.failure is None:
        return None
    other = _with_failure(entry, result.failure)
    return other if (other.inputs, other.layout) != (entry.inputs, entry.layout) else None
