"""Fewer of many inputs: the largest, the favourites, those with all levels of each factor, a spread of the others."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from heapq import nlargest
from typing import TypeVar

from conformance.cases.plan import WideCase
from conformance.lean.closures import Frame, Value

LARGEST = 2
"""How many inputs are kept for each variable in which it is largest."""

MANY = 512
"""Beyond how many positions a size is one that people run."""

T = TypeVar("T")


class Spread:
    """Inputs in the orders in which fewer of them are chosen, by their places; `frames` has their values.

    None stands for no input, and is not kept where there are more.
    """

    def __init__(self, frames: Sequence[Frame | None], first: Sequence[int] = ()) -> None:
        self.count, self._first = len(frames), first
        # Shapes of values may come again at even steps among inputs of one extent, which therefore stand in no order.
        rng = random.Random(len(frames))
        measured = [(extents_of(frame), rng.random(), k) for k, frame in enumerate(frames) if frame is not None]
        self._largest = [
            nlargest(LARGEST, [(extents[variable], sum(extents), -k) for extents, _, k in measured])
            for variable in range(len(measured[0][0]) if measured else 0)
        ]
        self._in_order = [k for *_, k in sorted(measured)]

    def kept(self, count: int, largest: int = LARGEST) -> list[int]:
        """The places of at most that many of the inputs, in order.

        Kept are the `largest` in which a variable has its largest number or its longest vector, up to `LARGEST`, those
        at the places that come `first`, and from the smallest input to the largest as many as are left, at even steps.
        """
        if self.count <= count:
            return list(range(self.count))
        kept: dict[int, None] = {}
        for several in self._largest:
            kept.update(dict.fromkeys([-k for *_, k in several[:largest]][: count - len(kept)]))
        kept.update(dict.fromkeys([k for k in self._first if k not in kept][: count - len(kept)]))
        rest = [k for k in self._in_order if k not in kept]
        room = min(count - len(kept), len(rest))
        kept.update(dict.fromkeys(rest[step * len(rest) // room] for step in range(room)))
        return sorted(kept)


def spread(inputs: Sequence[T], count: int, frame_of: Callable[[T], Frame | None]) -> list[T]:
    """At most that many of the inputs, in their order; `frame_of` gives the values of one."""
    return [inputs[k] for k in Spread(list(map(frame_of, inputs))).kept(count)]


def telling(cases: Sequence[WideCase]) -> list[int]:
    """The places of few of the cases that tell most, in order.

    Of each favourite the smallest of a size that people run, then rows that have all levels, first those with more
    levels that the ones before do not have; then of each favourite one more, which may be what code takes for it.
    """
    favourites: dict[tuple[int, int], list[tuple[bool, int, int]]] = {}
    rows: list[tuple[int, list[tuple[int, int | None]]]] = []
    for place, case in enumerate(cases):
        if case.frame is None:
            continue
        if case.favourite is not None:
            extents = extents_of(case.frame)
            favourites.setdefault(case.favourite, []).append((max(extents) <= MANY, sum(extents), place))
        elif case.levels:
            rows.append((place, [level for level in enumerate(case.levels) if level[1] is not None]))
    random.Random(len(rows)).shuffle(rows)
    in_order = list(map(sorted, favourites.values()))
    found = [several[0][-1] for several in in_order]
    had: set[tuple[int, int | None]] = set()
    for least in range(max([len(levels) for _, levels in rows], default=0), 0, -1):
        for place, levels in rows:
            if sum([level not in had for level in levels]) >= least:
                had.update(levels)
                found.append(place)
    return found + [place for several in in_order for *_, place in several[1:2]]


def extents_of(frame: Frame) -> tuple[int, ...]:
    """How large each value of an input is: the length of a vector, and a number itself."""
    return tuple([_extent(value) for value in frame])


def _extent(value: Value) -> int:
    if isinstance(value, tuple):
        return len(value)
    return value if isinstance(value, int) else 0
