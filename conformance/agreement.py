"""Several backends on the same inputs: per operation and pair, whether they agree and where they first part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from conformance.binding import Backend, Limits, Operation, OperationFailed, OutsideLimits, Tabulated
from conformance.cases.domain import Bounds, Claims, Domain, inputs_of, plain
from conformance.cases.reduce import reduce_frame
from conformance.cases.streams import Streams
from conformance.checking import Checker
from conformance.laws import Law
from conformance.lean.evaluate import Frame, Value
from conformance.results import AgreementRecord


def agreement(checkers: Sequence[Checker], laws: Sequence[Law], streams: Streams) -> list[AgreementRecord]:
    """Compares every pair of backends on every operation that both provide, inside the limits of both."""
    records = []
    for law in laws:
        if law.kind != "definition" or law.subject is None:
            continue
        name = law.subject.name
        for left, right in combinations(checkers, 2):
            if name in left.operations and name in right.operations:
                claims = Claims(left.definitions, left.reference, common_bounds(left.backend, right.backend))
                records.append(_compare(law, name, Domain([law], claims), (left, right), streams))
    return records


def common_bounds(left: Backend, right: Backend) -> Bounds:
    """What two backends both claim."""
    a, b = left.limits, right.limits
    limits = Limits(_least(a.max_n, b.max_n), None, a.distinct_indices or b.distinct_indices, a.nonempty or b.nonempty)
    return Bounds(limits, _least(left.max_nat, right.max_nat))


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


Outcome = tuple[str, Any]


def _outcome(operation: Operation | Tabulated, frame: Frame) -> Outcome:
    try:
        return "value", operation(*frame)
    except OperationFailed as error:
        return error.reason, error.message


def _parted(a: Outcome, b: Outcome) -> bool:
    return a[0] != b[0] or (a[0] == "value" and bool(a[1] != b[1]))


def _told(outcome: Outcome) -> Value:
    kind, value = outcome
    return plain(value) if kind == "value" else f"{kind}: {value}"


def _inputs(domain: Domain, streams: Streams) -> Iterator[tuple[bool, Frame]]:
    """Inputs inside the limits of both, smallest first; true for those that are enumerated."""
    _, enumerated = streams.enumerated(domain, streams.profile.exhaustive // 8) or ("", ())
    for chunk in enumerated:
        for frame in chunk.frames:
            if domain.admits(frame):
                yield True, frame
    for drawn in (*streams.sampled(domain), *streams.wide(domain)):
        if drawn is not None and domain.premises_met(drawn):
            yield False, drawn


def _compare(law: Law, name: str, domain: Domain, pair: tuple[Checker, Checker], streams: Streams) -> AgreementRecord:
    left, right = (c.backend.name for c in pair)
    direct = [c.operations[name] for c in pair]
    tabulated = [c.tabulated[name] for c in pair]
    cases = 0
    for is_small, frame in _inputs(domain, streams):
        try:
            a, b = (_outcome(o, frame) for o in (tabulated if is_small else direct))
        except OutsideLimits:
            continue
        cases += 1
        if _parted(a, b):
            if not is_small:
                frame = reduce_frame(domain, frame, lambda f: _parted(*(_outcome(o, f) for o in direct)))[0]
                a, b = (_outcome(o, frame) for o in direct)
            return AgreementRecord(name, left, right, cases, False, inputs_of(law.binders, frame), _told(a), _told(b))
    note = "" if cases else "no input lies inside the limits of both"
    return AgreementRecord(name, left, right, cases, True, None, None, None, note)
