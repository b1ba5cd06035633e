"""A failure asked again after other calls, each time of a backend in which none was made before.

A fresh interpreter loads the backend by the source that snippets begin with. One that no other interpreter can load is
made anew in this process where it was made of a class, and is else asked as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from conformance.checking.asking import Asker, Failing
from conformance.checking.bound import BoundLaws
from conformance.checking.evaluation import Violated
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.subjects.calls import CallFailed
from conformance.subjects.operation import Call
from conformance.system.fresh import Fresh, Silent

SECONDS = 10.0
"""How long it is looked for the calls that one failure hangs on."""


_ROUNDS_SECONDS = 3.0
"""How long one thing is asked over and over."""


class Over(Exception):
    """The time is over in which it is looked for calls."""


class Trials(Protocol):
    """Asks whether a failure shows."""

    def fails(self, earlier: Sequence[Call]) -> bool:
        """Whether it does after some calls, made first of all.

        Raises:
            Over: there is no time left.
        """
        ...


class Clock:
    """Says when the time is over to look for the calls of a failure."""

    def __init__(self, seconds: float = SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._end = now, now() + seconds

    def look(self) -> None:
        """Raises Over where it is."""
        if self._now() >= self._end:
            raise Over


def call_source(call: Call) -> str:
    """Python source of a call."""
    operation, arguments, layout = call
    explicit = [v for v, b in zip(arguments, operation.definition.binders, strict=True) if not b.implicit]
    before, operation.layout = operation.layout, layout
    try:
        literals = operation.literals(explicit)
    finally:
        operation.layout = before
    return "; ".join([*operation.needed, operation.source(literals)])


def suppressed(source: str) -> str:
    """Source that makes a call, whatever it raises."""
    return f"try:\n    {source}\nexcept BaseException:\n    pass"


class FreshTrials:
    """Trials of pieces of source in fresh interpreters: those before the earlier calls, and those after."""

    def __init__(self, fresh: Fresh, before: Sequence[str], after: Sequence[str], clock: Clock) -> None:
        self._fresh, self._clock = fresh, clock
        self.before, self.after = list(before), list(after)

    def fails(self, earlier: Sequence[Call]) -> bool:
        return self.shows([suppressed(call_source(call)) for call in earlier])

    def shows(self, pieces: Sequence[str]) -> bool:
        """The same for the calls as source."""
        failed = self._failing([*self.before, *pieces, *self.after])
        return failed is not None and failed >= len(self.before) + len(pieces)

    def raising(self, pieces: Sequence[str]) -> int | None:
        """Which of the earlier calls raises first."""
        failed = self._failing([*self.before, *pieces, *self.after])
        return None if failed is None or not 0 <= failed - len(self.before) < len(pieces) else failed - len(self.before)

    def first(self) -> int | None:
        """The first of the pieces that raises; None where none does."""
        return self._failing([*self.before, *self.after])

    def rounds(self, most: int) -> int | None:
        """How often it passes when asked over and over before it fails; None where it does not."""
        pieces = [*self.before, *self.after]
        failed = self._failing(pieces, most, _ROUNDS_SECONDS)
        return None if failed is None else failed // len(pieces)

    def _failing(self, pieces: Sequence[str], times: int = 1, seconds: float | None = None) -> int | None:
        self._clock.look()
        try:
            return self._fresh.failing(pieces, times, seconds)
        except Silent:
            return None


class TrialsHere:
    """Trials in this process.

    Args:
        laws: of the backend.
        law: what fails.
        failing: on what.
        settling: calls after which a backend that cannot be made anew has forgotten what the last trial left.
        clock: says when the time is over.
    """

    def __init__(self, laws: BoundLaws, law: Law, failing: Failing, settling: Sequence[Call], clock: Clock) -> None:
        self._laws, self._law, self._failing, self._clock = laws, law, failing, clock
        self._settling = () if laws.backend.made_of is not None else settling

    def fails(self, earlier: Sequence[Call]) -> bool:
        self._clock.look()
        try:
            laws = self._laws.anew()
        except UsageError:
            return False

        self._call(laws, self._settling)
        if self._law.obligation is None:
            self._call(laws, earlier)
            return Asker(laws).error(self._law, self._failing.frame, self._failing.layout) is not None
        return self._breaks(laws, earlier)

    def _breaks(self, laws: BoundLaws, earlier: Sequence[Call]) -> bool:
        """Whether an obligation is broken where its first call comes before the earlier ones, or after them."""
        laws.lay_out(self._failing.layout)
        check = laws.asked_alone(self._law)
        try:
            check(self._failing.frame)
            self._call(laws, earlier)
            laws.lay_out(self._failing.layout)
            check(self._failing.frame)
            check.finish()
        except (Violated, CallFailed):
            return True
        finally:
            laws.lay_out("")
        return False

    def _call(self, laws: BoundLaws, earlier: Sequence[Call]) -> None:
        for operation, arguments, layout in earlier:
            laws.lay_out(layout)
            laws.operations[operation.definition.name].outcome(tuple(arguments))
        laws.lay_out("")
