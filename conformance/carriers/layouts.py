"""Layouts: how the items of an array lie in memory, where a library can lay out equal arrays in several ways.

What lies in another way is equal to the plain array, and what reads it by its address, or asks of one array what it
uses of another, reads something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_PROBES = 16
"""How many items of a vector are looked at before all are."""


@dataclass(frozen=True, slots=True)
class Way:
    """How an array is laid out: `lay` makes it of a plain one, and so does `source`, which holds that one as `{0}`."""

    lay: Callable[[Any], Any]
    source: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: of arrays of one dimension, and of those of more; None for those that stay as they are.

    One that is of `repeated` items gives all items of an array, or all its rows, one place in memory. An array of fewer
    items than `least` stays as it is: libraries take it for contiguous whatever its strides, and so copy it nowhere.
    """

    vector: Way | None
    array: Way | None = None
    repeated: bool = False
    least: int = 1

    def way(self, rank: int) -> Way | None:
        """How arrays of that many dimensions are laid out; None for those that stay as they are."""
        return None if rank == 0 else self.vector if rank == 1 else self.array

    def takes(self, value: Any) -> bool:
        """Whether the array of a spec value, a tuple, can be laid out so, and differs then from the plain one."""
        if self.repeated:
            # Most are told by a few of their items.
            few = value[:: 1 + len(value) // _PROBES]
            return len(value) > 1 and few.count(value[0]) == len(few) and value.count(value[0]) == len(value)
        return _items(value) >= self.least


def _items(value: Any) -> int:
    """How many scalars a spec value of rows of equal lengths holds."""
    count = 1
    while isinstance(value, tuple):
        count *= len(value)
        value = value[0] if value else None
    return count


def of_any_rank(lay: Callable[[Any], Any], source: str, *, repeated: bool = False, least: int = 1) -> Layout:
    """A layout that is made in the same way whatever the dimensions."""
    way = Way(lay, source)
    return Layout(way, way, repeated, least)


@dataclass(frozen=True, slots=True)
class Change:
    """What a value says of itself that is not what it said: the attribute that tells it, and both answers in Python."""

    attribute: str
    was: str
    became: str

    def source(self, name: str) -> str:
        """An assert statement that holds where the variable of that name says what it said before."""
        told = f"{name}.{self.attribute}"
        return f"assert {told} == {self.was}, {told}"

    def __str__(self) -> str:
        return f"its `{self.attribute}` was {self.was} and is {self.became}"
