"""Runs put in their order, as the timelines of their backends.

Of each run only this is kept, so that a folder of many can be read. A run of a backend is told by its date, the digest
of the spec, and the backend's version and digest, so that a change of the spec is not taken for one of the code.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.errors import UsageError
from conformance.records.backend import BackendRecord, code_changed
from conformance.records.crossings import crossed_text, summed
from conformance.records.ledger import Ledger
from conformance.records.pairing import key_of
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.records.saved import reports_in
from conformance.records.timelines import CHANGES, Cell, History, Line, Run, Timeline, Way
from conformance.records.verdicts import is_acceptable
from conformance.records.vocabulary import HOLDS


@dataclass(frozen=True, slots=True)
class _Saved:
    """A backend's run before it has its place, with the laws of the run in their order and their levels.

    `key` is the same for a backend however its name was typed.
    """

    backend: str
    key: str
    run: Run
    levels: Mapping[str, str]


def read_folder(folder: Path) -> History:
    """The history that the JSON files in a folder and in folders below it tell.

    A file that is no results file is skipped and named; so is one that holds the same run as another.

    Raises:
        UsageError: there is no such folder, or no file in it could be read.
    """
    saved: list[_Saved] = []
    skipped: list[tuple[str, str]] = []
    for name, found in reports_in(folder):
        if isinstance(found, str):
            skipped.append((name, found))
        else:
            saved += _runs_of(name, found)
    if not saved:
        why = f": {skipped[0][0]}: {skipped[0][1]}" if skipped else "; `conformance check --json PATH` writes them"
        raise UsageError(f"`{folder}` holds no results file that can be read{why}")
    return _history(saved, skipped)


def with_ledger(history: History, ledger: Ledger) -> History:
    """A history that tells as well how far the runs of a ledger have come, laws that have come as far together."""
    laws: dict[tuple[str, str, int, int], list[str]] = {}
    for backend, law, reached in ledger.by_law():
        now = reached.at(reached.rungs[0]) if reached.rungs else None
        if now is not None:
            done = sum(entry.drawn for entry in now.distinct)
            laws.setdefault((backend, reached.text, done, now.extent[1]), []).append(law)
    ways = [Way(backend, tuple(names), text, done, total) for (backend, text, done, total), names in laws.items()]
    problems = tuple((f"{ledger.folder.name}/{name}", why) for name, why in ledger.problems)
    return replace(
        history, ways=tuple(sorted(ways, key=lambda way: (way.backend, way.share, way.laws))),
        ledger_runs=ledger.runs, skipped=(*history.skipped, *problems),
    )  # fmt: skip


def history_of(reports: Iterable[tuple[str, Report]]) -> History:
    """The history that reports tell, each with the name of its file."""
    return _history([one for name, report in reports for one in _runs_of(name, report)], ())


def _runs_of(file: str, report: Report) -> list[_Saved]:
    statements = {law.id: law.statement for law in report.laws}
    levels = {law.id: law.level for law in report.laws}
    results: dict[str, list[Result]] = {backend.name: [] for backend in report.backends}
    for result in report.results:
        results[result.backend].append(result)
    status = report.exit_status()
    found = []
    for backend in report.backends:
        own = results[backend.name]
        cells = {r.law: _cell(r, statements[r.law]) for r in own}
        summary = _summary(report, backend, own)
        told = (_environment(report, backend), _options(report, backend))
        crossed = ", ".join(map(crossed_text, summed(own)))
        run = Run(file, _date(report.started), report.spec.digest, backend.version or "", backend.code, told, summary,
                  status, cells, crossed=crossed, is_told=backend.is_told)  # fmt: skip
        found.append(_Saved(backend.name, key_of(backend), run, levels))
    return found


def _cell(result: Result, statement: str) -> Cell:
    crossed = crossed_text(result.evidence.crossed) if result.evidence.crossed is not None else ""
    return Cell(result.status, result.cases, result.seconds, _fails(result), statement, crossed=crossed)


def _fails(result: Result) -> bool:
    """A law that holds and is announced to fail keeps a run from success, and does not fail."""
    return result.status not in HOLDS and not is_acceptable(result)


def _summary(report: Report, backend: BackendRecord, results: list[Result]) -> str:
    """What the run says of one backend, as the whole report would without the others."""
    return replace(report, backends=(backend,), results=results, agreement=[]).verdict()


def _environment(report: Report, backend: BackendRecord) -> object:
    return (sorted(backend.versions.items()), sorted(report.environment.items()))


def _options(report: Report, backend: BackendRecord) -> object:
    limits = sorted((name, repr(value)) for name, value in backend.limits.items())
    return (report.profile, report.seed, report.require, backend.carrier, limits)


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _history(saved: Sequence[_Saved], skipped: Sequence[tuple[str, str]]) -> History:
    groups: list[list[_Saved]] = []
    by_key: dict[str, list[_Saved]] = {}
    by_name: dict[str, list[_Saved]] = {}
    for one in sorted(saved, key=lambda s: (s.run.started or datetime.min.replace(tzinfo=UTC), s.run.file)):
        same = by_key.get(one.key) or by_name.get(one.backend)
        # What was told apart in one run is no one backend.
        if same is None or same[-1].run.file == one.run.file:
            groups.append(same := [])
        same.append(one)
        by_key[one.key] = by_name[one.backend] = same
    timelines = tuple(sorted((_timeline(g[-1].backend, g) for g in groups), key=lambda timeline: timeline.backend))
    return History(timelines, len({one.run.file for one in saved}), tuple(skipped))


def _timeline(backend: str, saved: Sequence[_Saved]) -> Timeline:
    runs = [saved[0].run]
    for before, now in itertools.pairwise(one.run for one in saved):
        runs.append(replace(now, changed=_changed(before, now)))
    levels: dict[str, str] = {}
    for one in reversed(saved):
        levels = {**levels, **{law: level for law, level in one.levels.items() if law not in levels}}
    return Timeline(backend, tuple(runs), tuple(_line(law, level, runs) for law, level in levels.items()))


def _changed(before: Run, now: Run) -> tuple[str, ...]:
    source = before.version != now.version or bool(code_changed(before.code, now.code))
    environment, options = (one != other for one, other in zip(before.told, now.told, strict=True))
    if not (before.is_told and now.is_told):
        # One of them ended before the backend was loaded.
        source = environment = options = False
    differs = (before.spec != now.spec, source, environment, options)
    return tuple(what for what, does in zip(CHANGES, differs, strict=True) if does)


def _line(law: str, level: str, runs: Sequence[Run]) -> Line:
    cells: list[Cell | None] = []
    statement = None
    first = since = None
    for k, run in enumerate(runs):
        cell = run.cells.get(law)
        if cell is not None:
            cell = replace(cell, restated=statement is not None and statement != cell.statement)
            statement = cell.statement
            if cell.fails:
                first = k if first is None else first
                since = k if since is None else since
            else:
                since = None
        cells.append(cell)
    return Line(law, level, tuple(cells), first, since)
