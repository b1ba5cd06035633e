"""Arguments that are asked for again after other calls: what is kept packed anyway is made anew rather than held."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import is_

from conformance.cases.packed import Packed
from conformance.cases.plan import WideCase
from conformance.lean.closures import Frame, Value

Again = Callable[[], tuple[Value, ...]]
"""Gives the arguments of an earlier call: those very values, or others that are equal."""


def held(arguments: tuple[Value, ...]) -> Again:
    """Gives the very arguments, which are held on to for that."""
    return lambda: arguments


class Keeping:
    """Gives arguments again that are the values of the input that is asked about, out of what keeps that packed."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._again: Again | None = None

    def turn_to(self, case: WideCase | None, packed: object) -> None:
        """From now on a case is asked about, which `packed` keeps if it is such and the case has a place in it."""
        self._frame = self._again = None
        if case is not None and case.number >= 0 and isinstance(packed, Packed):
            self._frame, self._again = case.frame, partial(packed.frame, case.number)

    def __call__(self, arguments: tuple[Value, ...]) -> Again:
        frame = self._frame
        if frame is None or self._again is None or len(arguments) != len(frame):
            return held(arguments)
        return self._again if all(map(is_, arguments, frame)) else held(arguments)
