"""Several backends on the same real numbers: whether they are further apart than rounding takes them.

What two give may differ by as much as analysis of the body allows both of them. The numbers are such as the floats of
both hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.reals import Reals, simpler
from conformance.cases.reduce import reduce_frame
from conformance.cases.streams import Streams
from conformance.checking.obligations.numbers import MOST_ROUNDED
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.checking.stages import FEWEST, MOST_ITEMS
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.lean.closures import Frame
from conformance.records.agreement import AgreementRecord
from conformance.records.result import Result, WorstError
from conformance.runs.agreement import common_bounds
from conformance.runs.reals import Came, Numbers
from conformance.runs.sessions import NotAnswered, Session
from conformance.subjects.entries import arrays_of
from conformance.system.pacing import OutOfTime
from conformance.values.membership import inputs_of, plain

SHORT = 24
"""The significand of floats below which they are taken to hold no larger numbers than half precision does."""

LARGEST_OF_SHORT, LARGEST = 65_504.0, 2.0**127
"""The largest number of floats that are short, and of others."""


def agreement_in_reals(
    sessions: Sequence[Session], laws: Sequence[Law], spec: Spec, results: Sequence[Result],
    compared: Sequence[AgreementRecord], streams: Streams,
) -> list[AgreementRecord]:  # fmt: skip
    """Compares every pair of backends on real numbers, by each law of theirs that was evaluated on such on both.

    Those that part on other inputs, as `compared` tells, are not compared on these.
    """
    evaluated = {(r.backend, r.law) for r in results if r.status != "vacuous" and (r.cases or r.failure is not None)}
    parted = {(a.operation, a.left, a.right) for a in compared if not a.agrees}
    asked = [
        _Pair(law, spec, streams, left, right)
        for law in laws
        if law.obligation is not None and law.subject is not None and OBLIGATIONS[law.obligation].numeric
        for left, right in combinations(sessions, 2)
        if {(left.name, law.id), (right.name, law.id)} <= evaluated
        if (law.subject.name, left.name, right.name) not in parted
    ]
    # All of one backend before the next, as few may be there at a time.
    for session in sessions:
        for pair in asked:
            pair.ask(session)
    return [pair.record() for pair in asked]


@dataclass(frozen=True, slots=True)
class _Apart:
    """How far two results are from each other, and whether rounding takes them so far."""

    parts: bool
    worst: WorstError


class _Pair:
    """An operation on two backends."""

    def __init__(self, law: Law, spec: Spec, streams: Streams, left: Session, right: Session) -> None:
        assert law.subject is not None
        self.law, self.spec, self.streams = law, spec, streams
        self.sessions = left, right
        self.bounds: Bounds = common_bounds(left.bounds, right.bounds).for_any_reals
        self.domain = Domain([law], Claims(spec.definitions, spec.reference, self.bounds))
        self.arrays = arrays_of(law.subject)
        digits = self.bounds.significand
        self.reals = Reals(digits, LARGEST_OF_SHORT if digits < SHORT else LARGEST)
        self.came: dict[str, Sequence[Came]] = {}
        self.why_not = ""

    def frames(self) -> Iterator[Frame]:
        """The inputs of the numeric stage."""
        for case in self.streams.numeric(self.domain, FEWEST, MOST_ITEMS):
            if case.frame is not None and self.domain.premises_met(case.frame):
                yield case.frame

    def filled(self, frame: Frame) -> list[Frame]:
        """An input as it is, and with other numbers in its arrays."""
        count = self.arrays.count(frame)
        if not 0 < count <= MOST_ROUNDED:
            return []
        return [list(frame), *[self.arrays.filled(frame, numbers) for numbers in self.reals.of(frame, count)]]

    def ask(self, session: Session) -> None:
        """Asks a backend for its numbers where it is one of the two."""
        if session not in self.sessions or self.why_not:
            return
        try:
            self.came[session.name] = session.numbers(self.law, [one for f in self.frames() for one in self.filled(f)])
        except OutOfTime:
            self.why_not = f"{session.name}: time ran out"
        except NotAnswered as error:
            self.why_not = error.message

    def record(self) -> AgreementRecord:
        """Whether they agree, how far they are apart, and the smallest input found on which they part."""
        worst, cases = WorstError(0.0, 0.0), 0
        try:
            if not self.why_not:
                turn = 0
                left, right = (self.came[s.name] for s in self.sessions)
                for frame in self.frames():
                    filled = self.filled(frame)
                    for a, b in zip(left[turn : turn + len(filled)], right[turn : turn + len(filled)], strict=True):
                        found = apart(a, b)
                        if found is None:
                            continue
                        cases += 1
                        if found.parts:
                            return self.parted(frame, cases)
                        worst = worst.or_worse(found.worst.ulps, found.worst.share)
                    turn += len(filled)
        except NotAnswered as error:
            self.why_not = error.message
        if self.why_not:
            return self._record(0, note=f"not compared on real numbers: {self.why_not}")
        if not cases:
            return self._record(0, note="of no real numbers that both hold a bound follows from the body")
        return self._record(cases, worst=worst)

    def parted(self, frame: Frame, cases: int) -> AgreementRecord:
        """The record of an input on which they part, made smaller while they do."""
        small = reduce_frame(self.domain, frame, lambda f: self.parting(f) is not None)[0]
        found = self.parting(small) or self.parting(frame)
        if found is None:
            return self._record(0, note="not compared on real numbers: what they part on is another thing each time")
        at = found[0]
        numbers = simpler(self.numbers_in(at), lambda some: self.parting_at([self.arrays.filled(at, some)]) is not None)
        at, left, right = self.parting_at([self.arrays.filled(at, numbers)]) or found
        assert self.law.subject is not None
        inputs, off = inputs_of(self.law.subject.binders, at), apart(left, right)
        worst = None if off is None or not off.worst.share else off.worst
        return self._record(cases, agrees=False, inputs=inputs, left=left, right=right, worst=worst)

    def parting(self, frame: Frame) -> tuple[Frame, Came, Came] | None:
        """The first of the ways to fill an input on which they part, and what they come to there."""
        return self.parting_at(self.filled(frame))

    def parting_at(self, filled: Sequence[Frame]) -> tuple[Frame, Came, Came] | None:
        """The first of some inputs on which they part, and what they come to there."""
        left, right = (session.numbers(self.law, filled) for session in self.sessions)
        for one, a, b in zip(filled, left, right, strict=True):
            found = apart(a, b)
            if found is not None and found.parts:
                return one, a, b
        return None

    def numbers_in(self, frame: Frame) -> list[float]:
        found: list[float] = []
        self.arrays.made_of(frame, lambda turn, number: found.append(float(number)))
        return found

    def _record(
        self, cases: int, *, agrees: bool = True, inputs: dict[str, Any] | None = None, left: Came = None,
        right: Came = None, worst: WorstError | None = None, note: str = "",
    ) -> AgreementRecord:  # fmt: skip
        assert self.law.subject is not None
        first, second = self.sessions
        return AgreementRecord(
            self.law.subject.name, first.name, second.name, cases, agrees, inputs, _told(left), _told(right), note,
            self.law.id, worst,
        )  # fmt: skip


def apart(left: Came, right: Came) -> _Apart | None:
    """How far apart what two backends came to is; None where nothing is demanded of one of them."""
    if left is None or right is None:
        return None
    if isinstance(left, str) or isinstance(right, str):
        # What both fail on is told of each by its laws.
        return None if isinstance(left, str) and isinstance(right, str) else _Apart(True, WorstError(0.0, 0.0))
    if len(left.values) != len(right.values):
        return None
    parts, worst = False, WorstError(0.0, 0.0)
    for turn, (a, b) in enumerate(zip(left.values, right.values, strict=True)):
        distance = abs(Fraction(a) - Fraction(b))
        if distance:
            allowed = left.bounds[turn] + right.bounds[turn]
            parts = parts or distance > Fraction(allowed)
            ulps = (left.ulps[turn], right.ulps[turn])
            worst = worst.or_worse(
                float(distance) / max(ulps) if min(ulps) else 0.0, float(distance) / allowed if allowed else 0.0
            )
    return _Apart(parts, worst)


def _told(came: Came) -> Any:
    if isinstance(came, Numbers):
        whole = [int(value) if value.is_integer() else value for value in came.values]
        return whole[0] if len(whole) == 1 else plain(tuple(whole))
    return came
