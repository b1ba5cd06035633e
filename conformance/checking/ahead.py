"""Where a law goes on that runs before this one have tried on enumerated inputs, as a ledger tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.cases.domain import Domain
from conformance.cases.ladder import HIGHEST, Stretch, most_of, rung_within
from conformance.cases.streams import Streams
from conformance.checking.recording import backend_record, environment
from conformance.laws.laws import Law
from conformance.laws.proofs import statement_digest
from conformance.lean.closures import Frame
from conformance.records.ledger import Entry, Ledger, Reached, code_of
from conformance.records.parts import Piece
from conformance.records.result import Evidence
from conformance.subjects.backend import Backend
from conformance.values.membership import frame_of, has_types

_NOW = "~"
"""What stands for the run that is on its way, which comes after all others."""


class Ahead:
    """How far runs have come with the laws of a backend, and what one of them tries next."""

    def __init__(self, ledger: Ledger, backend: Backend, streams: Streams) -> None:
        self._ledger, self._streams = ledger, streams
        self._code = code_of(backend_record(backend, {}), environment())
        self._backend = backend.name

    def reached(self, law: Law, domain: Domain) -> Reached:
        """How far runs have come with a law, as far as its inputs still have the same numbers."""
        if not self._code:
            return Reached()
        found = self._ledger.of(statement_digest(law), self._code)
        kept = {rung for rung in found.rungs if self._is_as_now(found.at(rung), domain, rung)}
        return Reached(tuple(e for e in found.entries if e.rung in kept or not e.drawn))

    def _is_as_now(self, reached: Reached, domain: Domain, rung: int) -> bool:
        return reached.is_of_one_extent and reached.extent == self._streams.extent(domain, most_of(rung))

    def stretch(self, domain: Domain, reached: Reached, budget: int) -> Stretch | None:
        """The enumerated inputs that are next, as many as the budget has; None where the inputs cannot be enumerated.

        Where a rung is done the next one follows, up to one that has no more.
        """
        rung = max([rung_within(budget), *reached.rungs[:1]])
        extent = self._streams.extent(domain, most_of(rung))
        if extent is None:
            return None
        while reached.at(rung).is_done and rung < HIGHEST:
            above = self._streams.extent(domain, most_of(rung + 1))
            if above is None or above == extent:
                break
            rung, extent = rung + 1, above
        start = reached.at(rung).first_left
        return Stretch(rung, start, start + budget)

    def failing(self, law: Law, reached: Reached) -> Iterator[tuple[Frame, str]]:
        """The inputs on which the law failed in an earlier run, each with the layout of its vectors."""
        for entry in reached.entries:
            if entry.failed is None:
                continue
            try:
                frame = frame_of(law.binders, entry.failed)
                fits = has_types(law.binders, frame)
            except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
                continue
            if fits:
                yield frame, entry.layout

    def united(self, evidence: Evidence, pieces: Sequence[Piece], reached: Reached) -> Evidence:
        """The evidence of this run with what those before it tried of the rung that it is at."""
        now = [entry for piece in pieces if (entry := entry_of(piece, _NOW, self._backend, "")) is not None]
        every = Reached((*reached.entries, *now))
        covered = Counter(evidence.covered)
        for entry in now:
            covered.subtract(entry.covered)
        covered.update(every.covered)
        return replace(evidence, exhaustive=every.evidence(), covered=dict(covered))


def entry_of(piece: Piece, run: str, backend: str, law: str) -> Entry | None:
    """What a run tried of a rung, as an entry that no statement and code were given yet; None of drawn inputs."""
    if piece.stage != "exhaustive" or not piece.total:
        return None
    return Entry(
        run, law, backend, "", "", piece.rung, piece.extent, piece.total, piece.start, piece.drawn, piece.cases,
        piece.nontrivial, piece.covered,
    )  # fmt: skip
