"""What values are made from: how far an enumeration goes, Hypothesis' choices, and a seed for inputs of large sizes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from conformance.lean.closures import Value
from conformance.lean.nodes import Term


class Uninhabited(Exception):
    """A type without a value for the sizes drawn, as `Fin 0` has none, or with none of a size that can be drawn."""


class Within(NamedTuple):
    """How far an enumeration goes: numbers up to `natural`, and lists of the lengths given.

    `lengths` are those of a list here, `inner_lengths` of those inside other values. Where indices are `distinct`, none
    is listed twice.
    """

    natural: int
    lengths: Sequence[int]
    inner_lengths: Sequence[int]
    distinct: bool
    size_of: Callable[[Term], int]
    is_on_grid: bool = True
    """Whether fractions are of halves, quarters and so on, as those that floats hold."""
    has_negatives: bool = True
    """Whether integers go below 0."""

    def of_length(self, length: int) -> Within:
        """The same for a list of that length."""
        return self._replace(lengths=(length,))

    @property
    def inside(self) -> Within:
        """The same for what is inside a value."""
        lengths = self.inner_lengths
        return self if self.lengths is lengths else self._replace(lengths=lengths)


class Listed:
    """The positions that the lists of an input have, and its indices: how many there are, and how often each comes."""

    def __init__(self, lists: Sequence[tuple[int, ...]]) -> None:
        self._lists = lists
        self.total = sum(map(len, lists))
        self.key = tuple(map(hash, lists))

    @cached_property
    def counts(self) -> Counter[int]:
        found: Counter[int] = Counter()
        for items in self._lists:
            found.update(items)
        return found

    def some(self, rng: random.Random) -> int | None:
        """One of the positions, as likely as it comes often; None where there is none."""
        return rng.choice(rng.choice(several)) if (several := [items for items in self._lists if items]) else None


class Source(Protocol):
    """Where the parts of one drawn input come from: choices of Hypothesis', and bulk data from a seed that it drew.

    A choice costs as much as an input, so that what has many parts comes as bytes, one a part.
    """

    naturals: Sequence[int]
    """256 naturals, one for each byte."""
    distinct: bool
    """Whether no index may come twice in the input."""
    is_on_grid: bool
    """Whether fractions are of halves, quarters and so on, as those that floats hold."""
    has_negatives: bool
    """Whether integers may be below 0."""
    least: int
    """The length that a list has at least."""
    longest: int
    """The length of a list of scalars at most."""
    longest_nested: int
    """The length of a list of vectors, or of truth values, at most."""
    sharing: int
    """How many variables take of the same indices where none may come twice."""

    @property
    def step(self) -> int:
        """Of how many steps the real numbers of an input have one: 1 where all are whole."""
        ...

    def boolean(self) -> bool: ...

    def integer(self, least: int, largest: int) -> int: ...

    def length(self, least: int, largest: int) -> int:
        """How many items a list has."""
        ...

    def bytes(self, length: int) -> bytes: ...

    def size_of(self, size: Term) -> int: ...

    def pool(self, size: Term) -> list[int]:
        """Indices below `size` that no value of this input has yet, in a drawn order."""
        ...

    def fresh(self, size: Term, count: int) -> list[int]:
        """That many of the pool.

        Raises:
            Uninhabited: it has less.
        """
        ...


class Drawn(Protocol):
    """One input of a size that people run, while its values are drawn, lists and indices before tables."""

    size: int
    """The input's size, where a type does not say how many items there are."""
    distinct: bool
    nonempty: bool
    sharing: int
    """How many variables take of the same indices where none may come twice."""
    top: int | None
    """The largest number; None for any."""
    is_on_grid: bool
    """Whether fractions are of halves, quarters and so on, as those that floats hold."""
    has_negatives: bool
    """Whether integers may be below 0."""

    @property
    def rng(self) -> random.Random:
        """What nothing but this value hangs on."""
        ...

    def size_of(self, size: Term) -> int: ...

    def count(self, items: int) -> None:
        """Counts numbers before they are drawn.

        Raises:
            Uninhabited: there are too many.
        """
        ...

    def kept(self, key: Hashable, make: Callable[[random.Random], tuple[Value, ...]]) -> tuple[Value, ...]:
        """A vector of a variable that the same key makes, the same object for all inputs of the same row."""
        ...

    def unmet(self, factor: int, reason: str) -> None:
        """Notes that the value is not at its level of a factor: by the `limit` of a backend, or as the `size` is."""
        ...

    def shift(self, by: int) -> None:
        """Goes on to a value that is a part of another, whose factors are that many later among those of the whole."""
        ...

    def length(self, level: int, size: int) -> int:
        """How many items a list at that level of `LENGTHS` has, over that many positions."""
        ...

    def list_indices(self, size: int, items: tuple[int, ...]) -> None:
        """Notes that positions below that size are listed, of which tables may have to hold the total."""
        ...

    def listed(self, size: int) -> Listed:
        """What is listed so far of the positions below that size."""
        ...

    def pool(self, size: Term) -> list[int]:
        """Indices below `size` that no value of this input has yet, in a drawn order."""
        ...
