"""Several backends on the same real numbers: whether they are further apart than rounding takes them.

What two give may differ by as much as analysis of the body allows both of them. The numbers are such as the floats of
both hold.
"""

from __future__ import annotations

import threading
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
from conformance.checking.fewer import FEWEST
from conformance.checking.obligations.numbers import MOST_ROUNDED, bounded, storing
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.checking.stages import MOST_ITEMS
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.lean.allowance import TooMuch
from conformance.lean.closures import Frame
from conformance.lean.differentiation import Derivation
from conformance.lean.rounded import Underivable
from conformance.records.agreement import AgreementRecord
from conformance.records.result import Result, WorstError
from conformance.runs.agreement import common_bounds
from conformance.runs.reals import Came, Numbers
from conformance.runs.sessions import NotAnswered, Session
from conformance.runs.sharing import in_shares
from conformance.subjects.entries import arrays_of
from conformance.system.pacing import OutOfTime
from conformance.values.membership import inputs_of, plain

SHORT = 24
"""The significand of floats below which they are taken to hold no larger numbers than half precision does."""

LARGEST_OF_SHORT, LARGEST = 65_504.0, 2.0**127
"""The largest number of floats that are short, and of others."""


def agreement_in_reals(
    sessions: Sequence[Session], laws: Sequence[Law], spec: Spec, results: Sequence[Result],
    compared: Sequence[AgreementRecord], streams: Streams, at_once: int = 1,
) -> list[AgreementRecord]:  # fmt: skip
    """Compares every pair of backends on real numbers, by each law of theirs that was evaluated on such on both.

    Those that part on other inputs, as `compared` tells, are not compared on these. Shares of the laws are asked about
    side by side, `at_once` of them.
    """
    several: dict[tuple[str, Bounds], _Inputs] = {}

    def inputs_of_both(law: Law, left: Session, right: Session) -> _Inputs:
        bounds = common_bounds(left.bounds, right.bounds).for_any_reals
        if (law.id, bounds) not in several:
            several[law.id, bounds] = _Inputs(law, spec, streams, bounds)
        return several[law.id, bounds]

    evaluated = {(r.backend, r.law) for r in results if r.status != "vacuous" and (r.cases or r.failure is not None)}
    parted = {(a.operation, a.left, a.right) for a in compared if not a.agrees}
    asked = [
        _Pair(inputs_of_both(law, left, right), left, right)
        for law in laws
        if law.obligation is not None and law.subject is not None and OBLIGATIONS[law.obligation].numeric
        for left, right in combinations(sessions, 2)
        if {(left.name, law.id), (right.name, law.id)} <= evaluated
        if (law.subject.name, left.name, right.name) not in parted
    ]

    def ask(place: int, share: Sequence[Law]) -> None:
        session, chosen = sessions[place], {law.id for law in share}
        for pair in asked:
            if session in pair.sessions and pair.inputs.law.id in chosen:
                pair.inputs.ask(session)

    in_shares(ask, sessions, laws, at_once)
    return [pair.record() for pair in asked]


_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Allowed:
    """How far a number may be off, and the distance of floats there; 0 where less than half of the digits are left."""

    bound: float
    ulp: float


class _Inputs:
    """The inputs of an operation on which backends are compared, and what those came to that were asked."""

    def __init__(self, law: Law, spec: Spec, streams: Streams, bounds: Bounds) -> None:
        assert law.subject is not None
        self.law, self.definition, self.streams = law, law.subject, streams
        self.domain = Domain([law], Claims(spec.definitions, spec.reference, bounds))
        self.arrays = arrays_of(law.subject)
        self.reals = Reals(bounds.significand, LARGEST_OF_SHORT if bounds.significand < SHORT else LARGEST)
        self.came: dict[str, Numbers] = {}
        self.why_not: dict[str, str] = {}
        self._derivation = Derivation(law.subject, spec.definitions)
        self._allowed: dict[tuple[int, int, float], Sequence[Allowed] | None] = {}

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
        several = [list(frame), *[self.arrays.filled(frame, numbers) for numbers in self.reals.of(frame, count)]]
        return [one for one in several if self.admits(one)]

    def admits(self, frame: Frame) -> bool:
        """Whether the operation may be called so."""
        if not self.definition.preconditions:
            return True
        try:
            return self._derivation.admits(self.arrays.made_of(frame, lambda turn, number: Fraction(number)))
        except (Underivable, TooMuch, RecursionError):
            return False

    def ask(self, session: Session) -> None:
        """Asks a backend for its numbers on all of them, once."""
        if session.name in self.came or session.name in self.why_not:
            return
        with _MAKING:
            # What makes inputs is not made to be used by several threads.
            frames = [one for f in self.frames() for one in self.filled(f)]
        try:
            self.came[session.name] = session.numbers(self.law, frames)
        except OutOfTime:
            self.why_not[session.name] = f"{session.name}: time ran out"
        except NotAnswered as error:
            self.why_not[session.name] = error.message

    def allowed(self, frame: Frame, numbers: Numbers) -> Sequence[Allowed] | None:
        """How far off floats such as a backend's may be on an input; None where no bound follows."""
        try:
            known = bounded(self._derivation, self.arrays, frame, storing(numbers.digits, numbers.largest))
        except Underivable:
            return None
        return None if known is None else [Allowed(n.bound, n.ulp if n.keeps_digits else 0.0) for n in known[1]]

    def allowed_at(self, turn: int, frame: Frame, numbers: Numbers) -> Sequence[Allowed] | None:
        """The same of the input whose turn it is, kept for other backends with such floats."""
        key = turn, numbers.digits, numbers.largest
        if key not in self._allowed:
            self._allowed[key] = self.allowed(frame, numbers)
        return self._allowed[key]

    def apart(self, frame: Frame, left: Numbers, right: Numbers, turn: int, *, is_kept: bool) -> _Apart | None:
        """How far apart what two backends came to is; None where nothing is demanded of one of them."""
        a, b = left.came[turn], right.came[turn]
        if a is None or b is None or (isinstance(a, str) and isinstance(b, str)):
            # What both fail on is told of each by its laws.
            return None
        if a == b:
            return _Apart(False, WorstError(0.0, 0.0))
        of_left, of_right = (
            self.allowed_at(turn, frame, one) if is_kept else self.allowed(frame, one) for one in (left, right)
        )
        if of_left is None or of_right is None:
            return None
        if isinstance(a, str) or isinstance(b, str):
            return _Apart(True, WorstError(0.0, 0.0))
        return apart(a, b, of_left, of_right)


@dataclass(frozen=True, slots=True)
class _Apart:
    """How far two results are from each other, and whether that is further than rounding takes them."""

    parts: bool
    worst: WorstError


class _Pair:
    """An operation on two backends."""

    def __init__(self, inputs: _Inputs, left: Session, right: Session) -> None:
        self.inputs, self.sessions = inputs, (left, right)

    def record(self) -> AgreementRecord:
        """Whether they agree, how far they are apart, and the smallest input found on which they part."""
        silent = [why for s in self.sessions if (why := self.inputs.why_not.get(s.name)) is not None]
        if silent:
            return self._not_compared(" and ".join(silent))
        worst, cases, turn = WorstError(0.0, 0.0), 0, 0
        left, right = (self.inputs.came[s.name] for s in self.sessions)
        try:
            for frame in self.inputs.frames():
                for filled in self.inputs.filled(frame):
                    found = self.inputs.apart(filled, left, right, turn, is_kept=True)
                    turn += 1
                    if found is None:
                        continue
                    cases += 1
                    if found.parts:
                        return self.parted(frame, cases)
                    worst = worst.or_worse(found.worst.ulps, found.worst.share)
        except NotAnswered as error:
            return self._not_compared(error.message)
        if not cases:
            return self._record(0, note="of no real numbers that both hold a bound follows from the body")
        return self._record(cases, worst=worst)

    def parted(self, frame: Frame, cases: int) -> AgreementRecord:
        """The record of an input on which they part, made smaller while they do."""
        inputs = self.inputs
        small = reduce_frame(inputs.domain, frame, lambda f: self.parting(inputs.filled(f)) is not None)[0]
        found = self.parting(inputs.filled(small)) or self.parting(inputs.filled(frame))
        if found is None:
            return self._not_compared("what they part on is another thing each time")
        at, numbers = found.frame, list[float]()
        inputs.arrays.made_of(at, lambda turn, number: numbers.append(float(number)))

        def parted(several: Sequence[float]) -> _Parting | None:
            one = inputs.arrays.filled(at, several)
            return self.parting([one]) if inputs.admits(one) else None

        found = parted(simpler(numbers, lambda several: parted(several) is not None)) or found
        told = inputs_of(inputs.definition.binders, found.frame)
        worst = found.worst if found.worst.share else None
        return self._record(cases, agrees=False, inputs=told, left=found.left, right=found.right, worst=worst)

    def parting(self, filled: Sequence[Frame]) -> _Parting | None:
        """The first of some inputs on which they part, and what they come to there."""
        left, right = (session.numbers(self.inputs.law, filled) for session in self.sessions)
        for turn, frame in enumerate(filled):
            found = self.inputs.apart(frame, left, right, turn, is_kept=False)
            if found is not None and found.parts:
                return _Parting(frame, left.came[turn], right.came[turn], found.worst)
        return None

    def _not_compared(self, why: str) -> AgreementRecord:
        return self._record(0, note=f"not compared on real numbers: {why}")

    def _record(
        self, cases: int, *, agrees: bool = True, inputs: dict[str, Any] | None = None, left: Came = None,
        right: Came = None, worst: WorstError | None = None, note: str = "",
    ) -> AgreementRecord:  # fmt: skip
        first, second = self.sessions
        return AgreementRecord(
            self.inputs.definition.name, first.name, second.name, cases, agrees, inputs, _told(left), _told(right),
            note, self.inputs.law.id, worst,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Parting:
    """An input on which two backends part, what each came to, and how far apart that is."""

    frame: Frame
    left: Came
    right: Came
    worst: WorstError


def apart(
    left: Sequence[float], right: Sequence[float], of_left: Sequence[Allowed], of_right: Sequence[Allowed]
) -> _Apart | None:
    """How far apart numbers are, by how far each may be off; None where they are not as many as they should be."""
    if not len(left) == len(right) == len(of_left):
        return None
    parts, worst = False, WorstError(0.0, 0.0)
    for a, b, *bounds in zip(left, right, of_left, of_right, strict=True):
        distance = abs(Fraction(a) - Fraction(b))
        if distance:
            allowed = sum(one.bound for one in bounds)
            parts = parts or distance > Fraction(allowed)
            ulps = float(distance) / max(one.ulp for one in bounds) if all(one.ulp for one in bounds) else 0.0
            worst = worst.or_worse(ulps, float(distance) / allowed if allowed else 0.0)
    return _Apart(parts, worst)


def _told(came: Came) -> Any:
    if not isinstance(came, tuple):
        return came
    whole = [int(value) if value.is_integer() else value for value in came]
    return whole[0] if len(whole) == 1 else plain(tuple(whole))
