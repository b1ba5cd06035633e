"""What one shard of a run found of a law: the parts of its inputs that it tried, counted so that they can be united."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import prod

from conformance.records.expectation import Expectation
from conformance.records.reading import brief
from conformance.records.record import Record
from conformance.records.vocabulary import MISSING_REASONS, STAGES

REMEMBERED = "remembered"
"""What stands for a stage where a law fails on an input of an earlier run alone."""

MOST_SHARDS = 100_000
"""Into how many shards a run is taken apart at most."""

_MOST_FACTORS, _STRONGEST = 32, 3
"""How many things wide inputs differ in at most, and how many of them meet at a time."""


@dataclass(frozen=True, slots=True)
class Piece(Record):
    """Inputs of a stage that follow one another, from the number `start` on, and what they came to.

    `drawn`: inputs tried, the last of which is the one on which the law failed, where it did; `cases` and `nontrivial`
    are as for a stage. `covered` counts inputs per partition, of those that were met; `sizes` are those of the inputs,
    where sizes are told. Where a run goes on by a ledger, they are of the `extent` of a `rung`, which has so many in
    `total`.
    """

    stage: str
    start: int
    drawn: int
    cases: int
    nontrivial: int
    covered: dict[str, int]
    sizes: tuple[int, ...] = ()
    rung: int = 0
    extent: str = ""
    total: int = 0

    @property
    def stop(self) -> int:
        """The number of the first input after it."""
        return self.start + self.drawn


@dataclass(frozen=True, slots=True)
class Levels(Record):
    """Something that wide inputs differ in, and the levels that it has, in words."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CrossedPart(Record):
    """How far the wide inputs of a shard cross what all wide inputs differ in.

    The combinations of `strength` levels, each of another factor, have numbers: first those of the first factors.
    `met` are the numbers of those that were met, and `missed`, by a word of `MISSING_REASONS`, of those that were asked
    for and could not be had; each is a set of bits, as a number in base 16.
    """

    strength: int
    factors: tuple[Levels, ...]
    met: str
    missed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Bearing(Record):
    """What the verdict on a law hangs on beside the numbers of inputs.

    `partitions` are those that inputs fall into, of which those `required` must not be empty, but for those `excluded`
    by limits of the backend. `asks`: premises call operations. `undecided` says why premises could not be evaluated on
    some inputs, empty where they could. `outside` are the limits that leave the law without inputs, and
    `outside_nontrivially` those that leave it without such as its premises say something of, where it has none.
    `nothing_said` is what is told where it says nothing of any input. All limits are told as `max_n=3`.
    """

    partitions: tuple[str, ...]
    required: tuple[str, ...] = ()
    excluded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asks: bool = False
    undecided: str = ""
    outside: tuple[str, ...] = ()
    outside_nontrivially: tuple[str, ...] = ()
    nothing_said: str = ""


@dataclass(frozen=True, slots=True)
class Part(Record):
    """What the shard of a number found of a law on a backend; 0 stands for a whole run, which goes on by a ledger.

    `is_elsewhere`: the law is asked by another shard alone. `failed_in` is the stage in which the law failed, at the
    last input of its last piece, or at about the number `failed_at` where the backend gave no answer; it is empty where
    the law held. `bounds` says how far inputs went, by stage. Where time ran out `is_cut`; then `calls` were made in
    the `limit` of seconds. A failure was `announced` where none was found; the note tells so of a law that holds.
    """

    shard: int
    is_elsewhere: bool = False
    pieces: tuple[Piece, ...] = ()
    bounds: dict[str, str] = field(default_factory=dict)
    bearing: Bearing | None = None
    crossed: CrossedPart | None = None
    failed_in: str = ""
    failed_at: int = 0
    is_cut: bool = False
    calls: int = 0
    limit: float | None = None
    announced: Expectation | None = None
    announced_note: str = ""


@dataclass(frozen=True, slots=True)
class Shards(Record):
    """Which parts of a run a report has: the `numbers` of shards, of how many."""

    numbers: tuple[int, ...]
    of: int

    @property
    def text(self) -> str:
        """The shards in words, as `shard 2 of 8`."""
        names = ", ".join(map(str, self.numbers))
        return f"{'shard' if len(self.numbers) == 1 else 'shards'} {names} of {self.of}"

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the other shards."""
        return tuple(sorted({*range(1, self.of + 1)} - {*self.numbers}))


def check_parts(parts: Sequence[Part], shards: Shards | None, place: str) -> None:
    """Holds that parts are of the shards of a report, with known stages, and say what can be united.

    Raises:
        ValueError: they do not; the message begins with `place`.
    """
    for part in parts:
        if shards is None or part.shard not in shards.numbers:
            raise ValueError(f"{place}: a part of shard {brief(part.shard)}, which the report does not have")
        for stage in (*(piece.stage for piece in part.pieces), part.failed_in or STAGES[0]):
            if stage not in (*STAGES, REMEMBERED):
                raise ValueError(f"{place}: expected one of {', '.join(STAGES)}, found the stage `{brief(stage)}`")
        bearing = part.bearing
        if bearing is None and not (part.failed_in or part.is_elsewhere):
            raise ValueError(f"{place}: nothing is said of what its verdict hangs on")
        if bearing is not None and not {*bearing.required} <= {*bearing.partitions}:
            raise ValueError(f"{place}: a required partition is none of those that inputs fall into")
        if part.crossed is not None:
            _check_crossed(part.crossed, f"{place}.crossed")


def check_shards(shards: Shards | None, place: str) -> None:
    """Holds that the numbers of shards are some of those that there are, in order.

    Raises:
        ValueError: they are not; the message begins with `place`.
    """
    if shards is None:
        return
    numbers = shards.numbers
    if (
        not numbers
        or list(numbers) != sorted({*numbers})
        or numbers[0] < 1
        or numbers[-1] > min(shards.of, MOST_SHARDS)
    ):
        raise ValueError(f"{place}: expected numbers of shards from 1 to {brief(shards.of)}, each once, in order")


def _check_crossed(crossed: CrossedPart, place: str) -> None:
    levels = [len(one.levels) for one in crossed.factors]
    if not 1 <= crossed.strength <= len(levels) <= _MOST_FACTORS or crossed.strength > _STRONGEST:
        raise ValueError(f"{place}: expected 1 to {_STRONGEST} of at most {_MOST_FACTORS} factors at a time")
    there = sum(map(prod, combinations(levels, crossed.strength)))
    for text in (crossed.met, *crossed.missed.values()):
        if re.fullmatch("[0-9a-f]+", text) is None or len(text) > there // 4 + 1 or int(text, 16) >> there:
            raise ValueError(f"{place}: expected a set of bits of {there:,} combinations, found `{brief(text)}`")
    if not {*crossed.missed} <= {*MISSING_REASONS}:
        raise ValueError(f"{place}: expected reasons among {', '.join(MISSING_REASONS)}")
