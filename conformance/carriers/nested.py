"""Sequences within sequences, gone through level by level, which takes no call of Python's for a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any


def shape_of(value: Any) -> tuple[int, ...]:
    """The lengths of a spec value at each depth, along its first entries: `((1, 2), (3, 4))` has `(2, 2)`."""
    shape = []
    while isinstance(value, tuple):
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape)


class Empty(tuple[Any, ...]):
    """Rows without items, or none, of a known length, which a tuple does not show."""

    shape: tuple[int, ...]

    def __new__(cls, shape: tuple[int, ...]) -> Empty:
        made = super().__new__(cls, ((),) * shape[0])
        made.shape = shape
        return made


def full_shape(value: Any, rank: int) -> tuple[int, ...]:
    """`shape_of`, with zeros for the depths that an empty value does not show."""
    shape: list[int] = []
    while isinstance(value, tuple) and not isinstance(value, Empty):
        shape.append(len(value))
        value = value[0] if value else None
    known = (*shape, *value.shape) if isinstance(value, Empty) else tuple(shape)
    return known + (0,) * (rank - len(known))


def is_rectangular(value: Any, rank: int) -> bool:
    """Whether nested tuples of that rank have equal lengths at each depth."""
    return items_of_lengths(value, full_shape(value, rank)) is not None


def to_lists(value: Any) -> Any:
    """Nested tuples as nested lists; the items of a tuple are all tuples, or all are none."""
    if not isinstance(value, tuple):
        return value
    return list(map(to_lists, value) if value and isinstance(value[0], tuple) else value)


def rebuilt(kind: type, rank: int) -> Callable[[Any], Any]:
    """A function from nested sequences of that rank, 1 at least, to nested ones of another kind."""
    if rank == 1:
        return kind
    inner = rebuilt(kind, rank - 1)
    return lambda value: kind(map(inner, value))


def items_of_lists(value: object, rank: int) -> list[Any] | None:
    """The items of nested lists of that rank in a row; None where some part is no list, or of a class of its own."""
    rows: list[Any] = [value]
    for _ in range(rank):
        if not {list}.issuperset(map(type, rows)):
            return None
        rows = list(chain.from_iterable(rows))
    return rows


def items_of_lengths(value: Any, lengths: Sequence[int | None]) -> list[Any] | None:
    """The items of nested sequences in a row; None where one is of another length, None being any."""
    rows: list[Any] = [value]
    for length in lengths:
        if length is not None and not {length}.issuperset(map(len, rows)):
            return None
        rows = list(chain.from_iterable(rows))
    return rows


def has_lengths(value: Any, lengths: Sequence[int | None]) -> bool:
    """Whether nested sequences have these lengths at their depths; the innermost are gone through as little."""
    *outer, innermost = lengths
    rows = items_of_lengths(value, outer)
    return rows is not None and (innermost is None or {innermost}.issuperset(map(len, rows)))


def marked(shape: Sequence[int], place: Sequence[int]) -> Any:
    """Nested lists of bools of a shape: true at a place, or all over what lies there, and false elsewhere."""
    if not place:
        return _full(shape, True)
    return [marked(shape[1:], place[1:]) if k == place[0] else _full(shape[1:], False) for k in range(shape[0])]


def _full(shape: Sequence[int], value: bool) -> Any:
    return [_full(shape[1:], value) for _ in range(shape[0])] if shape else value
