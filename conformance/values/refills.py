"""Other contents for the vectors of an input, of the same lengths: what a buffer may have held that is refilled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Binder
from conformance.values.former import SizeOf
from conformance.values.known import Sizes, formed, former_of, holds_items, item_of, scalars_of

WAYS = 5
"""After how many turns the ways come again to change an input."""

MOST_CHANGED = 4_096
"""The items of a vector at most for each to be changed; a longer one is reversed."""

MOST_PLACES = 8
"""At how many of the places that an input asks for items are changed, in turn."""

_STEPS = (1, -1, 2, -2, 7)
"""By how much a number is raised and another lowered, the first that can be and makes a difference."""


def refilled(
    binders: Sequence[Binder], frame: Frame, turn: int, distinct: bool, largest: int | None = None
) -> tuple[Value, ...] | None:
    """The input with other items in its vectors; None where it has no vector that can have others.

    In turn one item of each vector is changed, one item of one vector alone, each item of all, and two items so that
    the ends, the length, and the sum stay: of all vectors, and of one alone. The item is one that the input asks for,
    by an index or in a list, where it does. With `distinct` no list of indices gets one twice that had none twice, and
    no number gets above `largest`.
    """
    vectors = [k for k, binder in enumerate(binders) if _is_vector(binder.type) and frame[k]]
    if not vectors:
        return None
    alone = vectors[turn // WAYS % len(vectors)]
    asked = _asked(binders, frame)
    sizes = Sizes([b.name for b in binders]).of(frame)
    seen = _Seen(sizes, asked, frozenset(asked), list(_tables(binders, frame)))
    # A mask that is all true has no two items to exchange, for one.
    for way in (turn % WAYS, 0):
        changed = list(frame)
        for k in (alone,) if way in (1, 4) else vectors:
            change = _Change(binders[k].type, len(frame[k]), seen, turn // WAYS, distinct, largest)
            changed[k] = (change.one, change.one, change.each, change.two, change.two)[way](frame[k])
        if changed != list(frame):
            return tuple(changed)
    return None


def _is_vector(type_: Type) -> bool:
    """Whether values are vectors of scalars."""
    former, plain = formed(type_)
    item = former.item(plain)
    if item is None or (former.is_function and former.counted_by(plain) is None):
        return False
    inner, plain_item = formed(item)
    return inner.item(plain_item) is None


def _is_nested(type_: Type) -> bool:
    """Whether values are vectors of vectors."""
    return holds_items(type_) and holds_items(item_of(type_))


def _asked(binders: Sequence[Binder], frame: Frame) -> list[int]:
    """The positions that an input asks for: its indices, and those of its lists from the middle on."""
    found: list[int] = []
    for binder, value in zip(binders, frame, strict=True):
        if scalars_of(binder.type).is_index and not _is_nested(binder.type):
            if isinstance(value, tuple):
                found += value[len(value) // 2 :]
                found += value[: len(value) // 2]
            else:
                found.append(value)
    return found


def _tables(binders: Sequence[Binder], frame: Frame) -> Iterator[tuple[Value, ...]]:
    """The tables of numbers or truth values that an input has."""
    for binder, value in zip(binders, frame, strict=True):
        if value and former_of(binder.type).is_function and _is_vector(binder.type) and type(value[0]) in (bool, int):
            yield value


class _Seen(NamedTuple):
    """What of an input says how its vectors are changed: its sizes, the positions that it asks for, in their order and
    each once, and its tables."""

    size_of: SizeOf
    asked: Sequence[int]
    different: frozenset[int]
    tables: Sequence[tuple[Value, ...]]


class _Change:
    """Ways to change the items of a vector: at a place that is asked for where there is one, else in the middle."""

    def __init__(self, type_: Type, count: int, seen: _Seen, turn: int, distinct: bool, largest: int | None) -> None:
        former, plain = formed(type_)
        asked = [] if former.is_list else seen.asked
        self._asked = frozenset() if former.is_list else seen.different
        places = [p for p in asked[:MOST_PLACES] if p < count]
        self._place = places[turn % len(places)] if places else count // 2
        self._former, self._type = formed(item_of(plain))
        self._size_of = seen.size_of
        self._exchanges = distinct and former.is_list and self._former.is_index
        size = self._former.size(self._type)
        positions = None if size is None else seen.size_of(size)
        self._largest = largest if positions is None else positions - 1
        # An index goes where a table has something else, as that is what is told of it.
        self._tables = [t for t in seen.tables if len(t) == positions]

    def one(self, items: tuple[Value, ...]) -> tuple[Value, ...]:
        """The item at the place."""
        place = self._place
        if self._exchanges:
            return _exchanged(items, place, range(len(items)))
        found = self._former.changed(self._type, items[place], self._size_of)
        for table in self._tables:
            value = table[items[place]]
            if table[found] == value:
                found = next((k for k, other in enumerate(table) if other != value), found)
        return _with(items, {place: found})

    def each(self, items: tuple[Value, ...]) -> tuple[Value, ...]:
        """All items."""
        if self._exchanges or len(items) > MOST_CHANGED:
            return items[::-1]
        return self._former.all_changed(self._type, items, self._size_of)

    def two(self, items: tuple[Value, ...]) -> tuple[Value, ...]:
        """The item at the place and another, neither of which is an end, so that the sum stays what it is."""
        count, place = len(items), self._place
        if place in (0, count - 1):
            place = count // 2
        inner = [q for q in (count // 3, 2 * count // 3, *range(1, min(count - 1, 64))) if 0 < q < count - 1]
        # Of two that are asked for alike the sum is what is told, and stays what it is.
        inner.sort(key=self._asked.__contains__)
        if self._exchanges or not (self._former.is_natural or self._former.is_index):
            return _exchanged(items, place, inner)
        found: Mapping[int, Value] = {}
        for q, step in product(inner, _STEPS):
            first, second = items[place] + step, items[q] - step
            is_inside = self._largest is None or max(first, second) <= self._largest
            if q != place and is_inside and min(first, second) >= 0:
                found = {place: first, q: second}
                if all(t[first] + t[second] != t[items[place]] + t[items[q]] for t in self._tables):
                    break
        return _with(items, found)


def _exchanged(items: tuple[Value, ...], place: int, others: Sequence[int]) -> tuple[Value, ...]:
    """The items with the one at a place in the place of the first of others that differs, and the other way round."""
    for q in others:
        if items[q] != items[place]:
            return _with(items, {place: items[q], q: items[place]})
    return items


def _with(items: tuple[Value, ...], changed: Mapping[int, Value]) -> tuple[Value, ...]:
    if not changed:
        return items
    found = list(items)
    for place, value in changed.items():
        found[place] = value
    return tuple(found)
