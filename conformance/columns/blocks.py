"""Enumerated inputs of equal shape as columns, by their numbers, in the order in which they come one by one.

The values of a block's variables are put together of two parts that have few, as pairs of places in them; in a layer,
whose inputs weigh alike, the right one is gone through for each on the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import prod
from typing import Any, Literal

import numpy as np

from conformance.cases.blocks import Block
from conformance.cases.enumerate import Enumeration
from conformance.columns.column import Array, Column, Items, NotByColumns, Parts
from conformance.columns.reading import has_columns
from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.lean.types import (
    ArrayType,
    BoolType,
    FunctionType,
    ListType,
    ProductType,
    PropType,
    StructureType,
    unfold,
)

MOST_LOOKED_AT = 2**17
"""How many places on the left are looked at together, for all layers of a window."""


def column_of(type_: Type, values: Sequence[Value]) -> Column:
    """Values of a type as a column, one row each.

    Raises:
        NotByColumns: vectors in them have different lengths, or they are none that arrays hold.
    """
    if not has_columns(type_):
        raise NotByColumns
    return _of_values(type_, values, (len(values),))


def _of_values(type_: Type, values: Sequence[Value], shape: tuple[int, ...]) -> Column:
    match unfold(type_):
        case ListType(item=item) | ArrayType(item=item) | FunctionType(codomain=item):
            lengths = set(map(len, values))
            if len(lengths) > 1:
                raise NotByColumns
            return _of_values(item, list(chain.from_iterable(values)), (*shape, *(lengths or {0})))
        case ProductType(left=left, right=right):
            fields: Sequence[Type] = (left, right)
        case StructureType(fields=fields):
            pass
        case BoolType() | PropType():
            return Items(np.array(values, dtype=np.bool_).reshape(shape), 1, 1)
        case _:
            try:
                numbers = np.array(values, dtype=np.int64).reshape(shape)
            except OverflowError:
                raise NotByColumns from None
            return Items(numbers, 1, int(np.abs(numbers).max(initial=0)))
    each = zip(*values, strict=True) if values else [()] * len(fields)
    return Parts(tuple([_of_values(f, list(vs), shape) for f, vs in zip(fields, each, strict=True)]))


@dataclass(frozen=True, slots=True)
class _Values:
    """All values of a variable in a block, with the partitions that each falls into and how large each is."""

    column: Column
    bits: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class _Half:
    """Values of some variables together: the place of each in its own, their partitions by number, and weights."""

    places: list[Array]
    codes: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class _Window:
    """Inputs from one number up to another: places on the left, for each where those on the right begin that go with
    it, and how many inputs come before."""

    first: int
    end: int
    left: Array
    begins: Array
    before: Array


class Grid:
    """The inputs of a block, numbered from 0."""

    def __init__(self, enumeration: Enumeration, block: Block) -> None:
        self.count = enumeration.count_of(block)
        domain = enumeration.domain
        self._frame = block.frame
        self._variables = [k for k, b in enumerate(domain.binders) if b.name not in domain.sizes]
        classify = domain.classifier.bits_of_all
        values = []
        largest = list(block.frame)
        for k, ((former, type_), within) in zip(self._variables, enumeration.variables_of(block), strict=True):
            every = former.values(type_, within)
            bits, weights = classify(k, every, block.frame), former.weights(type_, every)
            values.append(_Values(column_of(type_, every), np.array(bits, dtype=object), np.array(weights)))
            if every:
                largest[k] = every[int(np.argmax(weights))]
        self.largest: Frame = tuple(largest)
        """An input whose numbers no other's are above."""
        self._values = values
        sizes = [v for k, v in enumerate(block.frame) if k not in self._variables]
        of_sizes = [k for k in range(len(block.frame)) if k not in self._variables]
        self._bits_of_sizes = 0
        for k, size in zip(of_sizes, sizes, strict=True):
            self._bits_of_sizes |= classify(k, (size,), block.frame)[0]
        counts = [len(v.weights) for v in values]
        at = min(range(len(counts) + 1), key=lambda k: prod(counts[:k]) + prod(counts[k:]))
        self._at = at
        self._left, self._left_bits = _together(values[:at])
        right, self._right_bits = _together(values[at:])
        order = np.argsort(right.weights, kind="stable")
        self._right = _Half([p[order] for p in right.places], right.codes[order], right.weights[order])
        totals = sorted({int(a + b) for a in set(self._left.weights.tolist()) for b in set(right.weights.tolist())})
        self._totals = totals
        # As on the left, so many on the right weigh what is left of a layer's weight.
        in_layer = np.zeros(len(totals), dtype=np.int64)
        for weight, many in zip(*np.unique(self._left.weights, return_counts=True), strict=True):
            rest = np.array(totals) - weight
            in_layer += many * (self._up_to(rest, "right") - self._up_to(rest, "left"))
        self._starts = np.concatenate([[0], np.cumsum(in_layer)])
        self._window = _Window(0, 0, *[np.zeros(1, dtype=np.int64)] * 3)

    def _up_to(self, weights: Array, side: Literal["left", "right"]) -> Array:
        return np.searchsorted(self._right.weights, weights, side)

    def _window_at(self, number: int) -> _Window:
        """The layers around an input, as many as are soon looked at together."""
        if not self._window.first <= number < self._window.end:
            layer = int(np.searchsorted(self._starts, number, "right")) - 1
            several = max(1, MOST_LOOKED_AT // max(1, len(self._left.weights)))
            totals = np.array(self._totals[layer : layer + several])
            rest = totals[:, None] - self._left.weights
            begins = self._up_to(rest, "left")
            counts = self._up_to(rest, "right") - begins
            some = counts > 0
            before = np.concatenate([[0], np.cumsum(counts[some])])
            first = int(self._starts[layer])
            left = np.broadcast_to(np.arange(len(self._left.weights)), rest.shape)[some]
            self._window = _Window(first, first + int(before[-1]), left, begins[some], before)
        return self._window

    def places(self, start: int, stop: int) -> tuple[Array, Array]:
        """The inputs from one number up to another, that one not included, as places on the left and on the right."""
        lefts, rights = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        while start < stop:
            window = self._window_at(start)
            first, end = start - window.first, min(stop, window.end) - window.first
            low = int(np.searchsorted(window.before, first, "right")) - 1
            high = int(np.searchsorted(window.before, end, "left"))
            counts = np.diff(window.before[low : high + 1])
            counts[0] -= first - window.before[low]
            counts[-1] -= window.before[high] - end
            lefts.append(np.repeat(window.left[low:high], counts))
            # Where on the right an input lies, as far as its number tells.
            shift = window.begins[low:high] - window.before[low:high]
            rights.append(np.arange(first, end) + np.repeat(shift, counts))
            start = end + window.first
        return (lefts[1], rights[1]) if len(lefts) == 2 else (np.concatenate(lefts), np.concatenate(rights))

    def columns(self, left: Array, right: Array) -> tuple[Column, ...]:
        """The inputs at these places, variable by variable; of sizes the one number of all."""
        found: list[Column] = [
            Items(np.array([0 if v is None else v]), 1, 0 if v is None else abs(v)) for v in self._frame
        ]
        for k, (position, values) in enumerate(zip(self._variables, self._values, strict=True)):
            half, where = (self._left, left) if k < self._at else (self._right, right)
            places = half.places[k if k < self._at else k - self._at][where]
            found[position] = _picked(values.column, places)
        return tuple(found)

    def by_bits(self, left: Array, right: Array) -> dict[int, int]:
        """How many of the inputs at these places fall into each set of partitions."""
        many = len(self._right_bits)
        counts = np.bincount(self._left.codes[left] * many + self._right.codes[right])
        found: dict[int, int] = {}
        for code in np.flatnonzero(counts).tolist():
            bits = self._bits_of_sizes | self._left_bits[code // many] | self._right_bits[code % many]
            found[bits] = found.get(bits, 0) + int(counts[code])
        return found


def _picked(column: Column, places: Array) -> Column:
    if isinstance(column, Parts):
        return Parts(tuple([_picked(part, places) for part in column.parts]))
    return Items(column.data[places], 1, column.most)


def _together(values: Sequence[_Values]) -> tuple[_Half, list[int]]:
    """All values of some variables together in the order of their product, and the sets of partitions by number."""
    counts = [len(v.weights) for v in values]
    total = prod(counts)
    places: list[Array] = []
    bits: Any = np.zeros(total, dtype=object)
    weights = np.zeros(total, dtype=np.int64)
    for k, each in enumerate(values):
        inner = prod(counts[k + 1 :])
        place = np.arange(total) // max(1, inner) % max(1, counts[k])
        places.append(place)
        bits = bits | each.bits[place]
        weights = weights + each.weights[place]
    known = {b: k for k, b in enumerate(dict.fromkeys(bits.tolist()))}
    codes = np.array([known[b] for b in bits.tolist()], dtype=np.int64)
    return _Half(places, codes, weights), list(known)
