"""What came of holding a spec against its sources."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from conformance.lean.marking import Line

Status = Literal["same", "same but for form", "left out", "changed", "missing here", "missing there", "unreadable"]
STATUSES: tuple[Status, ...] = get_args(Status)

HOLDS: tuple[Status, ...] = ("same", "same but for form", "left out")
"""Those with which the spec says what the source says, as far as it claims to."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A declaration of a spec or a source and what became of it.

    `here` is its `file:line` in the spec and `there` in the source; empty where it is in one of them alone, and of one
    that is missing there. `lines` are the parts of both where it is changed, and `assumed` the characters that were put
    back in a text that had lost them. `untold` is what the source does not tell of it.
    """

    name: str
    status: Status
    here: str = ""
    there: str = ""
    note: str = ""
    lines: tuple[Line, ...] = ()
    assumed: tuple[str, ...] = ()
    untold: str = ""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source that was read: its path, what it is, how many declarations it makes, and how many of each status.

    `passed_over` counts commands that declare nothing and are not known, by their words, and `examples` statements that
    have no name.
    """

    path: str
    form: str
    declared: int
    counts: dict[str, int]
    passed_over: dict[str, int]
    examples: int


@dataclass(frozen=True, slots=True)
class Drift:
    """A spec held against sources: the modules that these speak of, and each declaration of either once."""

    modules: tuple[str, ...]
    revision: str
    sources: tuple[SourceRecord, ...]
    comparisons: tuple[Comparison, ...]

    def of(self, status: Status) -> list[Comparison]:
        """The declarations that came out so."""
        return [c for c in self.comparisons if c.status == status]

    @property
    def counts(self) -> dict[str, int]:
        """How many declarations came out how, each status that there is."""
        return counted(self.comparisons)

    @property
    def exit_status(self) -> int:
        """0 where the spec says what the sources say, else 1."""
        return int(any(c.status not in HOLDS for c in self.comparisons))

    def to_json(self) -> str:
        """All of it as JSON."""
        told = {**asdict(self), "counts": self.counts, "exit_status": self.exit_status}
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def counted(comparisons: Sequence[Comparison]) -> dict[str, int]:
    found = Counter(c.status for c in comparisons)
    return {status: found[status] for status in STATUSES if found[status]}
