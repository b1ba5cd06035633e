"""Upper bounds in place of values: what bounds two of them, and what follows on a few in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Heavy(Exception):
    """Something is not known to stay small."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list or table: bounds of its length and of an item, None where there is none."""

    length: int
    item: Bound


Bound = Any
"""A number, which Boolean values are too, `Items`, a function of bounds, or None where there is no value.

That of a pair or structure is the tuple of its parts'; that of a fraction bounds its numerator and denominator.
"""


def applied(function: Bound, argument: Bound) -> Bound:
    """The bound of what a function gives.

    Raises:
        Heavy: nothing is known of the function.
    """
    if isinstance(function, Items):
        return function.item
    if not callable(function):
        raise Heavy
    return function(argument)


def joined(a: Bound, b: Bound) -> Bound:
    """What bounds both."""
    if a is None or b is None:
        return b if a is None else a
    if isinstance(a, int) and isinstance(b, int):
        return max(a, b)
    for one, other in ((a, b), (b, a)):
        if hasattr(one, "joined"):
            return one.joined(other)
    if isinstance(a, Items) and isinstance(b, Items):
        return Items(max(a.length, b.length), joined(a.item, b.item))
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(joined(x, y) for x, y in zip(a, b, strict=True))
    return lambda value: joined(applied(a, value), applied(b, value))


def further(a: Bound, b: Bound, c: Bound, turns: int) -> Bound | None:
    """What follows on three values after so many turns; None where they grow faster and faster, or it is not known."""
    if isinstance(a, int) and isinstance(b, int) and isinstance(c, int):
        return c + (c - b) * turns if c - b <= b - a else None
    if isinstance(a, Items) and isinstance(b, Items) and isinstance(c, Items):
        length = further(a.length, b.length, c.length, turns)
        item = further(a.item, b.item, c.item, turns)
        none = a.item is b.item is c.item is None
        return None if length is None or (item is None and not none) else Items(length, item)
    if isinstance(a, tuple) and isinstance(b, tuple) and isinstance(c, tuple):
        parts = [further(x, y, z, turns) for x, y, z in zip(a, b, c, strict=True)]
        return None if None in parts else tuple(parts)
    return None


def together(bound: Bound) -> int:
    """All numbers and lengths in a bound, or in some, together; an item of many counted once."""
    if isinstance(bound, Items):
        return bound.length + together(bound.item)
    if isinstance(bound, tuple | list):
        return sum(map(together, bound))
    return bound if isinstance(bound, int) else 0
