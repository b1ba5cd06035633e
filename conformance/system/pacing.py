"""How long a law may take: a clock that is asked now and then, so that no call pays for it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from conformance.system.forks import end_copy

TURN = 0.02
"""Seconds between two looks at the clock, about."""

MOST = 1_024
"""Inputs between two looks at the clock at most."""

GRACE = 0.25
"""Share of a law's time that may be spent beyond it on making a failure small."""


class OutOfTime(Exception):
    """The time of a law ran out between two of its calls."""


class Pace:
    """The time of one law after another.

    Args:
        seconds: what a law may take, None for no end.
        clock: gives seconds from any beginning on.
        on_turn: is called with the time whenever the clock is asked, and so tells that the process gets on.
    """

    def __init__(
        self,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_turn: Callable[[float], None] | None = None,
    ) -> None:
        self.seconds = seconds
        self._clock, self._on_turn = clock, on_turn
        self._began = self._turned = 0.0
        self._end = math.inf
        self._step = self._left = 1

    def begin(self) -> None:
        """A law begins, with no end to its time until `until` sets one."""
        self._began = self._clock()
        self.until(math.inf)

    def until(self, share: float) -> None:
        """What comes next may go on until that share of the law's time is over."""
        self._end = math.inf if self.seconds is None else self._began + self.seconds * share
        self._step, self._left = 1, 0
        self._turned = self._clock()

    def is_over(self) -> bool:
        """Whether the time is over; asks the clock."""
        end_copy()
        now = self._turned = self._clock()
        if self._on_turn is not None:
            self._on_turn(now)
        return now >= self._end

    def pieces(self, count: int, least: int = 1) -> Iterator[tuple[int, int]]:
        """Beginning and end of pieces of so many inputs, one after another, as long as there is time.

        Pieces take about as long as `TURN` says, and have at least so many inputs, where there are.
        """
        start = 0
        while start < count:
            if self._left <= 0:
                before, self._left = self._turned, 0
                if self.is_over():
                    return
                spent = self._turned - before
                if spent < TURN / 2:
                    self._step = min(MOST, self._step * 2)
                elif spent > TURN:
                    self._step = max(1, int(self._step * TURN / spent))
                self._left = max(self._step, least)
            stop = min(count, start + self._left)
            self._left -= stop - start
            yield start, stop
            start = stop
