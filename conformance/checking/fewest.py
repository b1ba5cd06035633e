"""Of the calls that were made before a failure, the fewest after which it shows: found by leaving calls out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_TRIALS = 200
"""How many sequences are tried at most to leave calls out of one that shows the failure."""

_NEAR = 12
"""Up to this many, each number of the last calls is tried: what a failure hangs on is often right before it."""


def last_ones(count: int) -> Iterator[int]:
    """How many of so many calls are tried, those made last: a few of them, and then twice as many each time."""
    yield from range(1, min(count, _NEAR) + 1)
    more = 2 * _NEAR
    while more < count:
        yield more
        more *= 2
    if count > _NEAR:
        yield count


def fewest(calls: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """Some of the calls, in order, after which it still fails, where none of them can be left out.

    `fails` holds for all of them, and does not for none. Delta debugging in a bounded number of trials: chunks are left
    out that become shorter each time that no more of their length can be.
    """
    left, trials = list(calls), 0
    length = max(1, len(left) // 2)
    while length >= 1 and trials < MOST_TRIALS:
        shorter = False
        end = len(left)
        # From the end, so that the places before a chunk stay what they are when it is gone.
        while end > 0 and trials < MOST_TRIALS:
            start = max(0, end - length)
            without = left[:start] + left[end:]
            trials += 1
            if without and fails(without):
                left, shorter = without, True
            end = start
        length = 1 if shorter and length == 1 else length // 2
    return left
