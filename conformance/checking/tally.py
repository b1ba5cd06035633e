"""What a stage of a law's inputs came to, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from conformance.cases.blocks import Chunk
from conformance.cases.shards import BLOCK
from conformance.checking.evaluation import Check
from conformance.records.parts import CrossedPart, Piece
from conformance.records.result import Crossing, StageEvidence, WorstError


@dataclass(slots=True)
class Tally:
    """Inputs tried, those on which a law was evaluated, those that its premises say something of, and partitions."""

    drawn: int = 0
    met: int = 0
    nontrivial: int = 0
    by_bits: Counter[int] = field(default_factory=Counter)
    answered: bool = False
    is_cut: bool = False
    """Whether time ran out before all inputs were tried."""
    layouts: dict[int, str] = field(default_factory=dict)
    """The layout of each drawn input on which the law was evaluated, by `id`."""
    crossed: Crossing | None = None
    """How far the wide inputs among them cross what they differ in."""
    worst: WorstError | None = None
    """How far results were off at most, where that is measured."""
    nothing_said: str = ""
    """What is told where the law says nothing of any input; empty where it always says something."""
    extent: str = ""
    """How far all inputs of the stage go, where they have a number each."""
    total: int = 0
    """How many inputs the stage has, where they have a number each."""
    start: int = 0
    """The number of the first input, where they follow one another."""
    pieces: dict[int, Tally] = field(default_factory=dict)
    """Inputs that follow one another counted by themselves, by the number of the first, where others lie between."""
    sizes: tuple[int, ...] = ()
    """The sizes of the inputs tried, where these are told of a piece."""
    crossed_part: CrossedPart | None = None
    """What `crossed` was made of, where it is to be united with what other shards met."""

    def piece_at(self, number: int) -> Tally:
        """Where an input of that number is counted, with those of its block."""
        start = number // BLOCK * BLOCK
        found = self.pieces.get(start)
        if found is None:
            found = self.pieces[start] = Tally(start=start)
        return found

    def gather(self) -> None:
        """Adds up what the pieces have."""
        for piece in self.pieces.values():
            self.drawn += piece.drawn
            self.met += piece.met
            self.nontrivial += piece.nontrivial
            self.by_bits.update(piece.by_bits)

    def as_pieces(self, stage: str, counts: Callable[[dict[int, int]], dict[str, int]]) -> tuple[Piece, ...]:
        """What a stage came to in pieces; `counts` gives inputs per partition from inputs per set of bits."""
        several = self.pieces.values() if self.pieces else [self] if self.drawn else []
        return tuple([
            Piece(stage, one.start, one.drawn, one.met, one.nontrivial,
                  {name: count for name, count in counts(one.by_bits).items() if count}, one.sizes)
            for one in several
        ])  # fmt: skip

    def note(self, check: Check) -> None:
        """Keeps what a check says of all its inputs."""
        self.answered = check.answered
        while (inner := getattr(check, "check", None)) is not None:
            check = inner
        self.worst = getattr(check, "worst", None)
        self.nothing_said = getattr(check, "nothing_said", "")

    def count(self, bits: int, nontrivial: bool) -> None:
        """Counts an input on which a law was evaluated."""
        self.met += 1
        self.nontrivial += nontrivial
        self.by_bits[bits] += 1

    def count_chunk(
        self, chunk: Chunk, end: int, uncounted: Sequence[int], drawn: int, trivial: Collection[int] = ()
    ) -> None:
        """Counts the inputs of a chunk before `end` but for some of them, after that many were enumerated.

        `trivial` are those, by `id` of the frame, of which premises that operations were asked for say nothing.
        """
        bits: Iterable[int] = islice(chunk.bits, end)
        nontrivial: Iterable[bool] | None = None if chunk.nontrivial is None else islice(chunk.nontrivial, end)
        if uncounted or trivial:
            left_out = frozenset(uncounted)
            kept = [k for k in range(end) if k not in left_out]
            bits = [chunk.bits[k] for k in kept]
            nontrivial = None if chunk.nontrivial is None else [chunk.nontrivial[k] for k in kept]
            if trivial:
                said = nontrivial or [True] * len(kept)
                nontrivial = [s and id(chunk.frames[k]) not in trivial for s, k in zip(said, kept, strict=True)]
        self.by_bits.update(bits)
        met = end - len(uncounted)
        self.drawn += drawn
        self.met += met
        self.nontrivial += met if nontrivial is None else sum(nontrivial)

    def count_many(self, drawn: int, met: int, nontrivial: int, by_bits: Mapping[int, int]) -> None:
        """Counts inputs of which it is known how many there were of each kind."""
        self.drawn += drawn
        self.met += met
        self.nontrivial += nontrivial
        self.by_bits.update(by_bits)

    def take(self, other: Tally) -> None:
        """Counts what another has counted, of inputs that follow one another."""
        self.extent, self.start, self.total = other.extent, other.start, other.total
        self.count_many(other.drawn, other.met, other.nontrivial, other.by_bits)
        self.is_cut = self.is_cut or other.is_cut
        self.answered = self.answered or other.answered

    def evidence(self, bounds: str = "") -> StageEvidence:
        return StageEvidence(self.met, self.drawn, bounds, self.nontrivial)
