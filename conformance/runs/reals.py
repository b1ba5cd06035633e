"""What one backend's operations come to on real numbers that it is given, and how far each may be off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from conformance.cases.claims import Claims
from conformance.checking.bound import bounds_of
from conformance.checking.checker import Checker
from conformance.checking.obligations.base import Subject
from conformance.checking.obligations.numbers import Followed
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.lean.differentiation import numbers_in
from conformance.subjects.calls import OperationFailed
from conformance.subjects.entries import arrays_of
from conformance.system.forks import Owned
from conformance.system.pacing import OutOfTime


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a call came to.

    `bounds` are how far each number may be from the exact one by analysis of the body, and `ulps` the distances of the
    backend's floats there; 0 where cancellation leaves less than half of the digits.
    """

    values: tuple[float, ...]
    bounds: tuple[float, ...]
    ulps: tuple[float, ...]


Came = Numbers | str | None
"""What a call came to, what it came to instead in words, or None where nothing is demanded of it."""


class InReals:
    """What the operations of a backend come to on real numbers."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker

    def of(self, law: Law, frames: Sequence[Frame]) -> list[Came]:
        """What the operation that a law is of comes to on inputs that need not be within what is claimed.

        Raises:
            OutOfTime: they take longer than a law may.
        """
        assert law.subject is not None
        checker, pace = self.checker, self.checker.pace
        operation = checker.operations[law.subject.name]
        claims = Claims(checker.definitions, checker.reference, bounds_of(checker.backend))
        followed = Followed(Subject(checker.backend, operation, operation, claims))
        if followed.entries.arrays != arrays_of(law.subject).arrays:
            # What holds integers has no real numbers.
            return [None] * len(frames)
        guard, found = checker.guarded(law), list[Came]()
        pace.begin()
        pace.until(1)
        with Owned():
            for frame in frames:
                if pace.is_over():
                    raise OutOfTime
                is_asked = guard is None or guard(followed.entries.zeros(frame))
                found.append(_came(followed, frame) if is_asked else None)
        return found


def _came(followed: Followed, frame: Frame) -> Came:
    known = followed.bounded(frame)
    operation = followed.entries.operation
    if known is None or isinstance(operation.outcome(followed.entries.zeros(frame)), OperationFailed):
        # As a mean of nothing is: its laws tell.
        return None
    try:
        native = followed.entries.called_on_reals(frame)
    except OperationFailed as failed:
        if failed.ended:
            raise
        # What refuses such numbers gives none that is wrong.
        return None
    try:
        values = tuple(map(float, numbers_in(followed.entries.read_reals(native))))
    except OperationFailed as failed:
        return f"{failed.reason}: {failed.message}"
    _, numbers = known
    if len(values) != len(numbers) or not all(map(isfinite, values)):
        return None
    ulps = tuple([number.ulp if number.keeps_digits else 0.0 for number in numbers])
    return Numbers(values, tuple([number.bound for number in numbers]), ulps)
