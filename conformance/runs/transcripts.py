"""What one backend's operations come to on shared inputs, as digests and, where asked, as values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import Any

from conformance.cases.claims import Bounds
from conformance.checking.checker import Checker
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.subjects.calls import CallFailed, OutsideLimits
from conformance.subjects.operation import Operation
from conformance.subjects.tabulated import Tabulated
from conformance.system.forks import Owned
from conformance.system.pacing import OutOfTime
from conformance.system.stack import in_one_block

Outcome = tuple[str, Any]
"""`value` and a spec value, or a reason and a message."""


class Transcripts:
    """What one backend's operations come to on the inputs that lie inside the limits of it and of another."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self._digests: dict[tuple[str, Bounds], list[str | None]] = {}

    def inputs(self, law: Law, bounds: Bounds) -> Iterator[tuple[bool, Frame]]:
        """Inputs inside the limits, smallest first; true for those that are enumerated."""
        streams, domain = self.checker.streams, self.checker.domain_within(law, bounds)
        guard = self.checker.guarded(law)
        _, enumerated = streams.enumerated(domain, streams.profile.exhaustive // 8) or ("", ())
        for chunk in enumerated:
            for frame in chunk.frames:
                if domain.admits(frame) and domain.premises_met(frame) and (guard is None or guard(frame)):
                    yield True, frame
        wide = (case.frame for case in streams.wide(domain))
        for drawn in chain(streams.sampled(domain), wide):
            if drawn is not None and domain.premises_met(drawn) and (guard is None or guard(drawn)):
                yield False, drawn

    @in_one_block
    def digests(self, law: Law, bounds: Bounds) -> list[str | None]:
        """A digest of each outcome, in the order of the inputs; None where the call is not claimed."""
        key = law.id, bounds
        if key not in self._digests:
            assert law.subject is not None
            name = law.subject.name
            direct, tabulated = self.checker.operations[name], self.checker.tabulated[name]
            pace, digests = self.checker.pace, []
            pace.begin()
            pace.until(1)
            with Owned():
                for is_small, frame in self.inputs(law, bounds):
                    if pace.is_over():
                        raise OutOfTime
                    digests.append(_digest(tabulated if is_small else direct, frame))
            self._digests[key] = digests
        return self._digests[key]

    def input_at(self, law: Law, bounds: Bounds, position: int) -> tuple[bool, Frame]:
        """The input at that place of the transcript."""
        for k, found in enumerate(self.inputs(law, bounds)):
            if k == position:
                return found
        raise IndexError(position)

    def outcome(self, law: Law, frame: Frame) -> Outcome:
        """What the operation comes to on an input, asked by itself."""
        assert law.subject is not None
        guard = self.checker.guarded(law)
        if guard is not None and not guard(frame):
            return "not asked", "the spec's own definitions take too much on it"
        self.checker.pace.begin()
        with Owned():
            return _outcome(self.checker.operations[law.subject.name], frame)


def _outcome(operation: Operation | Tabulated, frame: Frame) -> Outcome:
    try:
        return "value", operation(*frame)
    except CallFailed as error:
        return error.reason, error.message


def _digest(operation: Operation | Tabulated, frame: Frame) -> str | None:
    try:
        kind, value = _outcome(operation, frame)
    except OutsideLimits:
        return None
    return hashlib.blake2b(
        repr(value if kind == "value" else kind).encode("utf-8", "surrogatepass"), digest_size=8
    ).hexdigest()
