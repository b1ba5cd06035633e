"""What one backend's operations come to on real numbers that it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from conformance.checking.checker import Checker
from conformance.checking.obligations.numbers import simplest
from conformance.laws.laws import Law
from conformance.lean.closures import Frame, Value
from conformance.lean.differentiation import Derivation, numbers_in
from conformance.subjects.calls import OperationFailed
from conformance.subjects.entries import Entries, arrays_of
from conformance.system.forks import Owned
from conformance.system.pacing import OutOfTime

Came = tuple[float, ...] | str | None
"""The numbers that a call came to, what it came to instead in words, or None where nothing is demanded of it."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What calls came to, each in its turn, in floats of so many digits of which none is larger than `largest`."""

    digits: int
    largest: float
    came: tuple[Came, ...]


class InReals:
    """What the operations of a backend come to on real numbers."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker

    def of(self, law: Law, frames: Sequence[Frame]) -> Numbers:
        """What the operation that a law is of comes to on inputs that need not be within what is claimed.

        Raises:
            OutOfTime: they take longer than a law may.
        """
        assert law.subject is not None
        checker, pace = self.checker, self.checker.pace
        entries = Entries(checker.operations[law.subject.name])
        derivation = Derivation(law.subject, checker.definitions)
        carrier = entries.carrier
        # What holds integers has no real numbers.
        takes_reals = entries.arrays == arrays_of(law.subject).arrays
        guard, found = checker.guarded(law), list[Came]()
        pace.begin()
        pace.until(1)
        with Owned():
            for frame in frames if takes_reals else ():
                if pace.is_over():
                    raise OutOfTime
                plain = simplest(derivation, entries, frame)
                is_asked = guard is None or guard(list(plain))
                found.append(_came(entries, frame, plain) if is_asked else None)
        came = tuple(found) if takes_reals else (None,) * len(frames)
        return Numbers(carrier.significand, -carrier.lowest, came)


def _came(entries: Entries, frame: Frame, plain: Sequence[Value]) -> Came:
    if isinstance(entries.operation.outcome(plain), OperationFailed):
        # As a mean of nothing is: its laws tell.
        return None
    try:
        native = entries.called_on_reals(frame)
    except OperationFailed as failed:
        if failed.ended:
            raise
        # What refuses such numbers gives none that is wrong.
        return None
    try:
        values = tuple(map(float, numbers_in(entries.read_reals(native))))
    except OperationFailed as failed:
        return f"{failed.reason}: {failed.message}"
    return values if all(map(isfinite, values)) else None
