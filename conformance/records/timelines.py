"""Backends over time, as records: which law held in which run, what broke or was mended, and since when a law fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conformance.records.vocabulary import HOLDS

CHANGES = ("spec", "code", "environment", "options")
"""What can differ from the run before: the spec; the backend's version or source; libraries, Python and this tool;
profile, seed, level, carrier and limits."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A law in a run.

    `fails`: it does not hold, or is not known to, where its level would demand it. `restated`: its statement is another
    one than in the run before. `crossed`: what its inputs crossed, as `1,204 of 1,210 pairs`, empty where not told.
    """

    status: str
    cases: int
    seconds: float
    fails: bool
    statement: str
    restated: bool = False
    crossed: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A backend in a run.

    `started` is None where the file does not say it. `version` and `code` are what tells the backend's source, empty
    where not known; `told` are the environment and the options, to compare with; `changed` are those of `CHANGES` that
    differ from the run before; `crossed` is what inputs crossed, all laws together, empty where not told. Where it is
    not `is_told`, the run was interrupted before the backend was loaded.
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
    crossed: str = ""
    is_told: bool = True

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
class Way:
    """How far runs have come with laws on a backend, in words, and how many inputs were tried of how many that they are
    at."""

    backend: str
    laws: tuple[str, ...]
    text: str
    done: int
    total: int

    @property
    def share(self) -> float:
        """The part of the inputs that was tried."""
        return self.done / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class History:
    """Backends over time, how many runs were read, and the files that were not, each with the reason.

    `ways` are how far runs have come that go on by a ledger, and `ledger_runs` how many wrote it.
    """

    timelines: tuple[Timeline, ...]
    runs: int
    skipped: tuple[tuple[str, str], ...] = ()
    ways: tuple[Way, ...] = ()
    ledger_runs: int = 0
