"""Fewer of many inputs: those with the largest sizes and the longest lists, and of the others a spread."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from conformance.lean.closures import Frame, Value

LARGEST = 2
"""How many inputs are kept for each variable in which it is largest."""


T = TypeVar("T")


def spread(inputs: Sequence[T], count: int, frame_of: Callable[[T], Frame | None], largest: int = LARGEST) -> list[T]:
    """At most that many of the inputs, in their order; `frame_of` gives the values of one.

    Kept are the `largest` in which a variable has its largest number or its longest vector, and from the smallest input
    to the largest as many as are left, at even steps. None stands for no input, and is not kept where there are more.
    """
    if len(inputs) <= count:
        return list(inputs)
    # Shapes of values may come again at even steps among inputs of one extent, which therefore stand in no order.
    rng = random.Random(len(inputs))
    frames = map(frame_of, inputs)
    measured = [(extents_of(frame), rng.random(), k) for k, frame in enumerate(frames) if frame is not None]
    kept: dict[int, None] = {}
    for variable in range(len(measured[0][0]) if measured else 0):
        in_turn = sorted(measured, key=lambda found: (found[0][variable], sum(found[0]), -found[2]), reverse=True)
        kept.update(dict.fromkeys([k for *_, k in in_turn[:largest]][: count - len(kept)]))
    rest = [k for *_, k in sorted(measured) if k not in kept]
    room = min(count - len(kept), len(rest))
    kept.update(dict.fromkeys(rest[step * len(rest) // room] for step in range(room)))
    return [inputs[k] for k in sorted(kept)]


def extents_of(frame: Frame) -> tuple[int, ...]:
    """How large each value of an input is: the length of a vector, and a number itself."""
    return tuple([_extent(value) for value in frame])


def _extent(value: Value) -> int:
    if isinstance(value, tuple):
        return len(value)
    return value if isinstance(value, int) else 0
