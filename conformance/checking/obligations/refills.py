"""Asks with arrays that held other items in an earlier call, as a training loop reuses its buffers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from conformance.checking.obligations.base import Subject
from conformance.lean.closures import Value
from conformance.subjects.calls import OperationFailed
from conformance.values.refills import refilled

OFTEN, AT_MOST = 64, 10_000
"""From how many items of an argument on, and up to how many, it is asked in `WAYS_OF_ONE` ways for an input."""

WAYS_OF_ONE = 4
"""Larger inputs and smaller ones, of which there are many, are asked in one."""


class Refilled(NamedTuple):
    """A call of which arguments had other items before, in the places that were changed.

    `first` is what it comes to with new arguments, and `again` what with these.
    """

    before: tuple[Value, ...]
    changed: Sequence[int]
    first: Value | OperationFailed
    again: Value | OperationFailed


class Refills:
    """Makes calls whose vectors held something else before; each input in another of the ways to change it."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._explicit = [k for k, b in enumerate(subject.definition.binders) if not b.implicit]
        self._may_be_made = None
        if subject.backend.limits.max_nat is not None or subject.definition.preconditions:
            self._may_be_made = subject.claims.may_be_made(subject.definition.name)
        self._largest = subject.claims.bounds.max_nat
        self._distinct = subject.backend.limits.distinct_indices
        self._can_be = any(rank == 1 for rank in subject.operation.ranks)
        self._turn = 0

    def contents(self, natives: Sequence[object]) -> list[object]:
        """Copies of arguments, to fill others with."""
        carrier = self._subject.operation.carrier
        return [carrier.copied(native) for native in natives] if self._can_be else []

    def outcomes(
        self, arguments: tuple[Value, ...], contents: Sequence[object], first: Value | OperationFailed
    ) -> Iterator[Refilled]:
        """What calls come to of which some arrays had other items in a call before, where `first` came of new ones."""
        longest = max([len(v) for v in arguments if isinstance(v, tuple)], default=0)
        if not longest or not self._can_be:
            return
        operation = self._subject.operation
        layout = operation.layout
        if layout:
            # Some layouts cannot be written to, or have items that lie in one place: all are plain here.
            operation.layout = ""
            first = operation.outcome(arguments)
            operation.layout = layout
        for _ in range(WAYS_OF_ONE if OFTEN <= longest <= AT_MOST else 1):
            before = refilled(operation.definition.binders, arguments, self._turn, self._distinct, self._largest)
            self._turn += 1
            if before is None or not (self._may_be_made is None or self._may_be_made(before)):
                continue
            try:
                operation.layout = ""
                changed = [k for k, position in enumerate(self._explicit) if before[position] != arguments[position]]
                outcome = self._asked(before, arguments, contents, changed)
                if outcome is not None:
                    yield Refilled(before, changed, first, outcome)
            finally:
                operation.layout = layout

    def _asked(
        self,
        before: tuple[Value, ...],
        arguments: tuple[Value, ...],
        contents: Sequence[object],
        changed: Sequence[int],
    ) -> Value | OperationFailed | None:
        """What the second call comes to; None where there is none."""
        operation = self._subject.operation
        used = operation.embed(before)
        try:
            operation.call(used)
        except OperationFailed:
            return None
        try:
            for k in changed:
                operation.carrier.refill(used[k], contents[k])
        except Exception:
            # Nothing can be written into the library's arrays, or the call has made them such.
            self._can_be = self._turn > 1
            return None
        if not all(map(operation.carrier.holds_same, used, contents)):
            # The call has changed the others, as `preserves_inputs` tells.
            return None
        try:
            return operation.decode(operation.call(used), arguments)
        except OperationFailed as failed:
            return failed

    def lines(self, arguments: tuple[Value, ...], refilled: Refilled) -> list[str]:
        """Source of the two calls, in the midst of `outcomes`; the second gives `got`."""
        bound, call, names = self._subject.lines(refilled.before)
        new, _, _ = self._subject.lines(arguments)
        carrier = self._subject.operation.carrier
        filled = [carrier.refill_source(names[k], new[k].partition(" = ")[2]) for k in refilled.changed]
        return [*bound, call, *filled, f"got = {call}"]
