"""Several backends on the same inputs: per operation and pair, whether they agree and where they first part."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from conformance.binding import Backend, Limits, Operation, OperationFailed, bind
from conformance.cases.domain import Bounds, Domain
from conformance.checking import Counts, Violated, plain, search
from conformance.laws import Law
from conformance.lean.evaluate import Frame, Value
from conformance.lean.syntax import Definition
from conformance.results import AgreementRecord


def agreement(
    backends: Sequence[Backend],
    laws: Sequence[Law],
    definitions: Mapping[str, Definition],
    reference: Mapping[str, Callable[..., Value]],
    examples: int,
    seed: int,
) -> list[AgreementRecord]:
    """Compares every pair of backends on every operation that both provide, inside the limits of both."""
    bound = {b.name: bind(b, definitions) for b in backends}
    records = []
    for law in laws:
        if law.kind != "definition" or law.subject is None:
            continue
        name = law.subject.name
        for left, right in combinations(backends, 2):
            if name in bound[left.name] and name in bound[right.name]:
                domain = Domain(law, definitions, reference, common_bounds(left, right))
                pair = bound[left.name][name], bound[right.name][name]
                case_seed = zlib.crc32(f"{seed}:{name}".encode())
                records.append(_compare(name, left.name, right.name, domain, pair, examples, case_seed))
    return records


def common_bounds(left: Backend, right: Backend) -> Bounds:
    """What two backends both claim."""
    a, b = left.limits, right.limits
    limits = Limits(_least(a.max_n, b.max_n), None, a.distinct_indices or b.distinct_indices, a.nonempty or b.nonempty)
    return Bounds(limits, _least(left.max_nat, right.max_nat))


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _outcome(operation: Operation, frame: Frame) -> tuple[str, Any]:
    try:
        return "value", operation(*frame)
    except OperationFailed as error:
        return error.reason, error.message


def _told(outcome: tuple[str, Any]) -> object:
    kind, value = outcome
    return plain(value) if kind == "value" else f"{kind}: {value}"


def _compare(
    name: str,
    left: str,
    right: str,
    domain: Domain,
    pair: tuple[Operation, Operation],
    examples: int,
    seed: int,
) -> AgreementRecord:
    def check(frame: Frame) -> None:
        a, b = _outcome(pair[0], frame), _outcome(pair[1], frame)
        if a[0] != b[0] or (a[0] == "value" and a[1] != b[1]):
            raise Violated("violation", "the backends part", _told(a), _told(b))

    counts = Counts()
    parted = search(domain, check, counts, examples, seed)
    if parted is None:
        note = "" if counts.met else "no input lies inside the limits of both"
        return AgreementRecord(name, left, right, counts.met, True, None, None, None, note)
    frame, error = parted
    inputs = {b.name: plain(v) for b, v in zip(domain.law.binders, frame, strict=True)}
    values = (error.expected, error.actual) if isinstance(error, Violated) else (None, None)
    return AgreementRecord(name, left, right, counts.met, False, inputs, *values)
