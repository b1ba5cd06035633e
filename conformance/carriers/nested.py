"""Lists within lists, gone through level by level, which takes no call of Python's for a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any


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
