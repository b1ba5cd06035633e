"""What an enumeration is made of: blocks of inputs with the same sizes and lengths of lists, in layers of a weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import prod
from operator import or_
from typing import NamedTuple

from conformance.lean.closures import Frame, Value
from conformance.values.layers import grouped, sums

Layer = tuple[list[Frame], list[int]]
"""Inputs whose numbers have the same sum, with the partitions into which each falls."""

CHUNK = 2_048
"""How many inputs come in a group, or so many more as have numbers of the same sum."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an enumeration goes: sizes, the length of all lists together, and naturals, each up to its bound."""

    size: int
    length: int
    natural: int


@dataclass(frozen=True, slots=True)
class Block:
    """The inputs with given sizes and lengths of lists; `frame` has the sizes in place and None elsewhere."""

    sizes: tuple[int, ...]
    frame: tuple[Value, ...]
    lengths: tuple[int, ...]
    length_of: dict[int, int]
    extent: Extent


@dataclass(frozen=True, slots=True)
class Chunk:
    """Inputs that meet the premises, with the partitions into which each falls.

    `drawn` counts those enumerated for it and `turns` has the number of each among them, which is None where all meet
    the premises. `nontrivial` says of which the premises say something, and is None where that is all.
    """

    frames: list[Frame]
    bits: list[int]
    drawn: int
    turns: list[int] | None = None
    nontrivial: list[bool] | None = None

    def drawn_until(self, position: int) -> int:
        """How many were enumerated up to the input at a position, that one included."""
        return position + 1 if self.turns is None else self.turns[position] + 1


def gathered(layers: Iterable[Layer]) -> Iterator[Chunk]:
    """Inputs with their partitions, in groups of `CHUNK` or so."""
    frames: list[Frame] = []
    bits: list[int] = []
    for layer, their_bits in layers:
        frames += layer
        bits += their_bits
        if len(frames) >= CHUNK:
            yield Chunk(frames, bits, len(frames))
            frames, bits = [], []
    if frames:
        yield Chunk(frames, bits, len(frames))


class Column(NamedTuple):
    """Values with the partitions that each falls into and how large each is."""

    values: Sequence[Value]
    bits: Sequence[int]
    weights: Sequence[int]


def _product(columns: Sequence[Column]) -> Column:
    """All values of some variables next to each other together, as tuples in order."""
    return Column(
        list(product(*(c.values for c in columns))),
        [reduce(or_, each, 0) for each in product(*(c.bits for c in columns))],
        list(map(sum, product(*(c.weights for c in columns)))),
    )


def together(columns: Sequence[Column]) -> Iterator[Layer]:
    """The values of all columns together in layers of one weight each, put together of two parts that have few."""
    counts = [len(c.values) for c in columns]
    at = min(range(len(counts) + 1), key=lambda k: prod(counts[:k]) + prod(counts[k:]))
    left, right = _product(columns[:at]), _product(columns[at:])
    ends, their_bits = grouped(right.values, right.weights), grouped(right.bits, right.weights)
    for total in sums(left.weights, ends):
        frames: list[Frame] = []
        bits: list[int] = []
        for start, its_bits, weight in zip(*left, strict=True):
            if (wanted := total - weight) in ends:
                frames += [start + end for end in ends[wanted]]
                bits += [its_bits | b for b in their_bits[wanted]]
        yield frames, bits
