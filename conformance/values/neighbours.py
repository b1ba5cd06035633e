"""Neighbours of a vector: as little changed as can be, and in ways that what is read off it does not show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.values.former import Former
from conformance.values.sources import Drawn

_NEAR = 64
"""How far from where a change is looked for it is made at most."""

Items = tuple[Value, ...]


def neighbour_of(former: Former[Any], item: Type, value: Items, drawn: Drawn, at: int | None) -> Items:
    """A vector of the same length with the item at that position changed, by itself or against one after it.

    Where none is given it is the one in the middle, the first or the last; or two, so that the sum of all stays, and
    the ends; or four, so that the sum of their positions stays as well, which tells of a mask which are chosen.
    """
    if not value:
        return value
    if at is not None:
        # What is asked for differs, and every second time no count or sum of all tells of it.
        ways = _balanced(former, item, value, at, drawn) if drawn.rng.random() < 0.5 else iter(())
        return next(ways, None) or _with(value, {at: former.changed(item, value[at], drawn.size_of)})
    kind, middle = drawn.rng.randrange(8), len(value) // 2
    if kind > 2 and middle:
        ways = _moved(value, middle) if kind < 5 else _balanced(former, item, value, middle, drawn)
        found = next(ways, None)
        if found is not None:
            return found
    at = (middle, 0, len(value) - 1)[kind % 3]
    return _with(value, {at: former.changed(item, value[at], drawn.size_of)})


def _with(value: Items, changes: dict[int, Value]) -> Items:
    changed = list(value)
    for at, item in changes.items():
        changed[at] = item
    return tuple(changed)


def _balanced(former: Former[Any], item: Type, value: Items, start: int, drawn: Drawn) -> Iterator[Items]:
    for other in range(start + 1, min(len(value) - 1, start + _NEAR)):
        pair = former.balanced(item, value[start], value[other], drawn)
        if pair is not None:
            yield _with(value, {start: pair[0], other: pair[1]})


def _moved(value: Items, start: int) -> Iterator[Items]:
    """Two items exchanged with those beside them, in opposite directions."""
    last = len(value) - 2
    # Where two items beside each other differ, by what they are the other way round.
    turned: dict[tuple[Value, Value], list[int]] = {}
    for at in range(start, min(last, start + 2 * _NEAR)):
        if value[at] != value[at + 1]:
            turned.setdefault((value[at + 1], value[at]), []).append(at)
    for one in range(start, min(last - 2, start + _NEAR)):
        if value[one] == value[one + 1]:
            continue
        for other in turned.get((value[one], value[one + 1]), ()):
            if one + 2 <= other < one + _NEAR:
                yield _with(value, {one: value[one + 1], one + 1: value[one], other: value[other + 1],
                                    other + 1: value[other]})  # fmt: skip
