"""Several backends on the same inputs: per operation and pair, whether they agree and where they first part.

Each backend says what its operation came to on every shared input, as digests; where two of these differ, both are
asked for the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.reduce import reduce_frame
from conformance.checking.laws import in_turn
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.lean.closures import Value
from conformance.records.agreement import AgreementRecord
from conformance.records.result import Result
from conformance.runs.sessions import NotAnswered, Session
from conformance.runs.sharing import in_shares
from conformance.runs.transcripts import Outcome
from conformance.system.pacing import OutOfTime
from conformance.values.limits import Limits
from conformance.values.membership import inputs_of, plain

SILENT = ("timed_out", "crashed", "harness_error")
"""What a definition comes to where its operation is not asked again."""


def agreement(
    sessions: Sequence[Session], laws: Sequence[Law], spec: Spec, results: Sequence[Result], at_once: int = 1
) -> list[AgreementRecord]:
    """Compares every pair of backends on every operation that both provide, inside the limits of both.

    Shares of the laws are asked about side by side, `at_once` of them.

    An operation that gave no answer when its definition was checked is not asked again.
    """
    silent = {(r.backend, r.law) for r in results if r.status in SILENT}
    asked: list[tuple[Law, Session, Session, list[str]]] = []
    for law in laws:
        if law.kind != "definition" or law.subject is None:
            continue
        name = law.subject.name
        for left, right in combinations(sessions, 2):
            if name in left.operations and name in right.operations:
                asked.append((law, left, right, [s.name for s in (left, right) if (s.name, law.id) in silent]))
    claimed: dict[tuple[int, str], dict[Bounds, None]] = {}
    for law, left, right, mute in asked:
        for place, session in enumerate(sessions):
            if session in (left, right) and not mute:
                claimed.setdefault((place, law.id), {})[common_bounds(left.bounds, right.bounds)] = None
    told: dict[_Question, _Told] = {}

    def ask(place: int, share: Sequence[Law]) -> None:
        session = sessions[place]
        for law in in_turn(share):
            for bounds in claimed.get((place, law.id), ()):
                told[session.name, law.id, bounds] = _transcript(session, law, bounds)

    in_shares(ask, sessions, laws, at_once)
    records = []
    for law, left, right, mute in asked:
        assert law.subject is not None
        if mute:
            records.append(
                not_compared(law.subject.name, left.name, right.name, f"{' and '.join(mute)} gave no answer")
            )
        else:
            bounds = common_bounds(left.bounds, right.bounds)
            pair = [told[s.name, law.id, bounds] for s in (left, right)]
            records.append(_compare(law, spec, left, right, bounds, pair))
    return records


_Question = tuple[str, str, Bounds]
"""A backend, a law's id, and what is claimed by it and another."""

_Told = Sequence[str | None] | str
"""A transcript, or why there is none."""


def _transcript(session: Session, law: Law, bounds: Bounds) -> _Told:
    try:
        return session.transcript(law, bounds)
    except OutOfTime:
        return f"{session.name}: time ran out"
    except NotAnswered as error:
        return error.message


def not_compared(operation: str, left: str, right: str, why: str) -> AgreementRecord:
    """What is told of an operation on two backends that were not held against each other on it."""
    return AgreementRecord(operation, left, right, 0, True, None, None, None, f"not compared: {why}")


def common_bounds(left: Bounds, right: Bounds) -> Bounds:
    """What two backends both claim."""
    a, b = left.limits, right.limits
    limits = Limits(_least(a.max_n, b.max_n), None, a.distinct_indices or b.distinct_indices, a.nonempty or b.nonempty)
    bits, fractions = min(left.significand, right.significand), left.has_fractions and right.has_fractions
    return Bounds(
        limits, _least(left.max_nat, right.max_nat), left.few_shapes or right.few_shapes, bits, fractions,
        has_negatives=left.has_negatives and right.has_negatives,
    )  # fmt: skip


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _parted(a: Outcome, b: Outcome) -> bool:
    return a[0] != b[0] or (a[0] == "value" and bool(a[1] != b[1]))


def _told(outcome: Outcome) -> Value:
    kind, value = outcome
    return plain(value) if kind == "value" else f"{kind}: {value}"


def _compare(
    law: Law, spec: Spec, left: Session, right: Session, bounds: Bounds, told: Sequence[_Told]
) -> AgreementRecord:
    assert law.subject is not None
    name, pair = law.subject.name, (left, right)
    first_told, second_told = told
    for one in told:
        if isinstance(one, str):
            return not_compared(name, left.name, right.name, one)
    if len(first_told) != len(second_told):
        return not_compared(name, left.name, right.name, "they were asked on inputs of different number")
    cases = 0
    try:
        for position, (a, b) in enumerate(zip(first_told, second_told, strict=True)):
            if a is None or b is None:
                continue
            cases += 1
            if a != b:
                is_small, frame = left.input_at(law, bounds, position)
                if not is_small:
                    domain = Domain([law], Claims(spec.definitions, spec.reference, bounds))
                    frame = reduce_frame(domain, frame, lambda f: _parted(*(s.outcome(law, f) for s in pair)))[0]
                first, second = (s.outcome(law, frame) for s in pair)
                inputs = inputs_of(law.binders, frame)
                return AgreementRecord(
                    name, left.name, right.name, cases, False, inputs, _told(first), _told(second)
                )  # fmt: skip
    except NotAnswered as error:
        return not_compared(name, left.name, right.name, error.message)
    note = "" if cases else "no input lies inside the limits of both"
    return AgreementRecord(name, left.name, right.name, cases, True, None, None, None, note)
