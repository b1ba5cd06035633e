"""What one shard of a run found of a law: the parts of its inputs that it tried, counted so that they can be united."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.records.expectation import Expectation
from conformance.records.record import Record


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
    """What the shard of a number found of a law on a backend.

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
