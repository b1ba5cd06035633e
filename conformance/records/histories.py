"""Saved runs in their order: which law held when, what broke, what was mended, and since when a law fails.

Of each run only this is kept, so that a folder of many can be read. A run of a backend is told by its date, the digest
of the spec, and the backend's version and digest, so that a change of the spec is not taken for one of the code.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.errors import ResultsError, UsageError
from conformance.records.backend import BackendRecord, code_changed
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.records.saved import read_results
from conformance.records.verdicts import is_acceptable
from conformance.records.vocabulary import HOLDS

CHANGES = ("spec", "code", "environment", "options")
"""What can differ from the run before: the spec; the backend's version or source; libraries, Python and this tool;
profile, seed, level, carrier and limits."""


MAX_FILES, MAX_FOLDERS = 10_000, 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A law in a run.

    `fails`: it does not hold, or is not known to, where its level would demand it. `restated`: its statement is another
    one than in the run before.
    """

    status: str
    cases: int
    seconds: float
    fails: bool
    statement: str
    restated: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A backend in a run.

    `started` is None where the file does not say it. `version` and `code` are what tells the backend's source, empty
    where not known; `told` are the environment and the options, to compare with; `changed` are those of `CHANGES` that
    differ from the run before.
    """

    file: str
    started: datetime | None
    spec: str
    version: str
    code: str
    told: tuple[object, object]
    summary: str
    exit_status: int
    cells: dict[str, Cell]
    changed: tuple[str, ...] = ()

    @property
    def when(self) -> str:
        """Date and minute in UTC, or that there is none."""
        return self.started.strftime("%Y-%m-%d %H:%M") if self.started else "no date"

    @property
    def cases(self) -> int:
        return sum(cell.cases for cell in self.cells.values())

    @property
    def seconds(self) -> float:
        return sum(cell.seconds for cell in self.cells.values())

    @property
    def failing(self) -> int:
        return sum(cell.fails for cell in self.cells.values())

    @property
    def passed(self) -> int:
        return sum(cell.status == "passed" for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Line:
    """A law over the runs of a backend, None where a run lacks it.

    `first` is the number of the first run in which it failed; `since` that of the first one of the runs in which it
    fails up to its last, None where it does not fail in its last.
    """

    law: str
    level: str
    cells: tuple[Cell | None, ...]
    first: int | None
    since: int | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A law whose status in the last run is another one than in the run before that had it."""

    law: str
    level: str
    before: str
    now: str
    broke: bool
    mended: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A backend over its runs, the oldest first, with a line for each law."""

    backend: str
    runs: tuple[Run, ...]
    lines: tuple[Line, ...]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What the last run changed, law by law."""
        found = []
        for line in self.lines:
            seen = [cell for cell in line.cells if cell is not None]
            if line.cells[-1] is None or len(seen) < 2 or seen[-2].status == seen[-1].status:
                continue
            before, now = seen[-2], seen[-1]
            mended = (before.fails or before.status == "expected_failure") and now.status in HOLDS
            broke = now.fails and not before.fails
            found.append(Turn(line.law, line.level, before.status, now.status, broke, mended))
        return tuple(found)

    @property
    def failing(self) -> tuple[Line, ...]:
        """The laws that fail in the last run."""
        return tuple(line for line in self.lines if line.cells[-1] is not None and line.cells[-1].fails)


@dataclass(frozen=True, slots=True)
class History:
    """Backends over time, how many runs were read, and the files that were not, each with the reason."""

    timelines: tuple[Timeline, ...]
    runs: int
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Saved:
    """A backend's run before it has its place, with the laws of the run in their order and their levels."""

    backend: str
    run: Run
    levels: dict[str, str]


def files_in(folder: Path) -> list[Path]:
    """The JSON files in a folder and in folders below it; a link to a folder is not followed, and a folder that cannot
    be read is passed over.

    Raises:
        UsageError: there are more than are read.
    """
    found: list[Path] = []
    for folders, (place, _, names) in enumerate(os.walk(folder)):
        found += [Path(place, name) for name in names if name.endswith(".json")]
        if len(found) > MAX_FILES or folders > MAX_FOLDERS:
            most = f"{MAX_FILES:,} JSON files or {MAX_FOLDERS:,} folders"
            raise UsageError(f"`{folder}` holds more than {most}; name one of runs alone")
    return sorted(found)


def read_folder(folder: Path) -> History:
    """The history that the JSON files in a folder and in folders below it tell.

    A file that is no results file is skipped and named; so is one that holds the same run as another.

    Raises:
        UsageError: there is no such folder, or no file in it could be read.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"`{folder}` is not a folder; name one that holds the JSON files of runs")
    saved: list[_Saved] = []
    skipped: list[tuple[str, str]] = []
    known: dict[object, str] = {}
    for path in files_in(folder):
        name = path.relative_to(folder).as_posix()
        try:
            report = read_results(path)
        except ResultsError as error:
            skipped.append((name, str(error).removeprefix(f"{path}: ")))
            continue
        same = known.setdefault(_identity(report), name) if report.started else name
        if same != name:
            skipped.append((name, f"the same run as {same}"))
            continue
        saved += _runs_of(name, report)
    if not saved:
        why = f": {skipped[0][0]}: {skipped[0][1]}" if skipped else "; `conformance check --json PATH` writes them"
        raise UsageError(f"`{folder}` holds no results file that can be read{why}")
    return _history(saved, skipped)


def history_of(reports: Iterable[tuple[str, Report]]) -> History:
    """The history that reports tell, each with the name of its file."""
    return _history([one for name, report in reports for one in _runs_of(name, report)], ())


def _identity(report: Report) -> object:
    backends = tuple((b.name, b.version, b.digest) for b in report.backends)
    options = (report.profile, report.seed, report.require, tuple(law.id for law in report.laws))
    return (report.started, report.spec.digest, backends, options)


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
        cells = {r.law: Cell(r.status, r.cases, r.seconds, _fails(r), statements[r.law]) for r in own}
        summary = _summary(report, backend, own)
        told = (_environment(report, backend), _options(report, backend))
        run = Run(file, _date(report.started), report.spec.digest, backend.version or "", backend.code, told, summary,
                  status, cells)  # fmt: skip
        found.append(_Saved(backend.name, run, levels))
    return found


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
    by_backend: dict[str, list[_Saved]] = {}
    for one in sorted(saved, key=lambda s: (s.run.started or datetime.min.replace(tzinfo=UTC), s.run.file)):
        by_backend.setdefault(one.backend, []).append(one)
    timelines = tuple(_timeline(backend, of_it) for backend, of_it in sorted(by_backend.items()))
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
    differs = (before.spec != now.spec, source, before.told[0] != now.told[0], before.told[1] != now.told[1])
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
