"""Every input of a domain, smallest first, within the largest bounds that a budget of inputs allows."""

from __future__ import annotations

import contextlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property, reduce
from itertools import accumulate, product
from math import prod
from operator import or_
from typing import Any

from conformance.cases import shapes
from conformance.cases.affordable import affordable
from conformance.cases.blocks import Block, Chunk, Column, Extent, Layer, gathered, together
from conformance.cases.domain import Domain
from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.values.former import Former
from conformance.values.known import Sizes, formed, former_of, held_in
from conformance.values.lacking import NotEnumerable
from conformance.values.sources import Within

MAX_SIZE = 80
"""Largest size that is enumerated, however few inputs there are."""

MAX_COUNTED = 100
"""Largest natural that is enumerated where a statement counts up to it."""

MAX_NATURAL = 2**16 - 1
"""Largest natural that is enumerated, however few inputs there are."""

MAX_BESIDE_SIZES = 16
"""Longest list, and largest natural, that is enumerated where there are sizes, which then allow no more."""

MAX_BESIDE_ONE = 8
"""The same where these allow no two positions, so that nothing can be in the place of another."""


class Enumeration:
    """All inputs of a domain within an extent, the largest that has at most `budget` inputs.

    Where inputs are made of many values, it is fewer (`affordable`). A variable has no more than `most_values` in a
    block.

    Inputs come in order of n plus the length of all lists, and then of the sum of their numbers, so that the first one
    on which a law fails is a smallest one.
    """

    def __init__(self, domain: Domain, budget: int, most_values: int | None = None) -> None:
        self.domain = domain
        self._most_values = most_values
        self.sizes = tuple(b.name for b in domain.binders if b.name in domain.sizes)
        self._rest = [(k, b) for k, b in enumerate(domain.binders) if b.name not in domain.sizes]
        self._formed = [formed(b.type) for _, b in self._rest]
        self._lists = [k for k, (_, b) in enumerate(self._rest) if former_of(b.type).is_list]
        self._having_lists = sum(_contains(b.type, lambda former: former.is_list) for _, b in self._rest)
        self._has_numbers = any(_contains(b.type, lambda former: former.has_magnitude) for _, b in self._rest)
        self._numbers = Sizes(domain.names)
        self._counted: dict[tuple[tuple[int, ...], int, int], int] = {}
        limits = domain.bounds.limits
        self._least_sizes = [domain.least_sizes[name] for name in self.sizes]
        self._least_length = 1 if limits.nonempty else 0
        most_size = shapes.MOST_ENUMERATED if domain.bounds.few_shapes else MAX_SIZE
        self._most_size = most_size if limits.max_n is None else min(most_size, limits.max_n)
        largest = domain.bounds.max_nat
        most = MAX_COUNTED if domain.counted else MAX_NATURAL
        self._most_natural = most if largest is None else min(most, largest)
        self.extent = self._largest(affordable(domain, budget))

    def describe(self) -> str:
        """The extent in words, such as `every input with n ≤ 3, lists of length ≤ 4 together, naturals ≤ 2`."""
        lists = self._having_lists
        parts = [f"{name} ≤ {self.extent.size}" for name in self.sizes]
        if lists:
            parts.append(f"{'a list' if lists == 1 else 'lists'} of length ≤ {self.extent.length}"
                         f"{'' if lists == 1 else ' together'}")  # fmt: skip
        if self._has_numbers:
            parts.append(f"naturals ≤ {self.extent.natural}")
        return f"every input with {', '.join(parts)}" if parts else "every input"

    def __iter__(self) -> Iterator[Chunk]:
        for block in self.blocks:
            yield from map(self._meeting_premises, self._chunks(block))

    @cached_property
    def blocks(self) -> list[Block]:
        """All that it is made of, in order: inputs with the same sizes and lengths of lists."""
        blocks = [block for sizes in self._all_sizes(self.extent) for block in self._blocks_of(sizes, self.extent)]
        return sorted(blocks, key=lambda b: (sum(b.sizes) + sum(b.lengths), b.sizes))

    def frames(self) -> Iterator[Frame]:
        """The inputs in order, also those that miss a premise or tell too little."""
        return (frame for block in self.blocks for layer, _ in self._layers(block) for frame in layer)

    @cached_property
    def starts(self) -> list[int]:
        """The number of the first input of each block, and how many there are in all."""
        return [0, *accumulate(map(self.count_of, self.blocks))]

    @property
    def total(self) -> int:
        """How many inputs there are, also those that miss a premise or tell too little; they are numbered from 0."""
        return self.starts[-1]

    def count_of(self, block: Block) -> int:
        """How many inputs a block has."""
        counts = [former.count(type_, within) for (former, type_), within in self.variables_of(block)]
        return prod(counts)

    def between(self, start: int, stop: int) -> Iterator[Chunk]:
        """The inputs with the numbers from `start` up to `stop`, that one not included."""
        for block, first in zip(self.blocks, self.starts, strict=False):
            count = self.count_of(block)
            if first + count <= start or first >= stop:
                continue
            slices = self._sliced(block, max(0, start - first), min(count, stop - first))
            yield from map(self._meeting_premises, gathered(slices))

    def at(self, number: int) -> Frame:
        """The input with that number.

        Raises:
            IndexError: there is none.
        """
        if not 0 <= number < self.total:
            raise IndexError(f"expected the number of one of {self.total:,} inputs, from 0 on; got {number:,}")
        k = bisect_right(self.starts, number) - 1
        first = number - self.starts[k]
        return next(frames[0] for frames, _ in self._sliced(self.blocks[k], first, first + 1))

    def number_of(self, frame: Frame) -> int:
        """The number of an input.

        Raises:
            ValueError: it is none of those that are enumerated.
        """
        wanted = tuple(frame)
        sizes = tuple([wanted[k] for k, b in enumerate(self.domain.binders) if b.name in self.domain.sizes])
        lengths = tuple([len(wanted[self._rest[k][0]]) for k in self._lists])
        for block, first in zip(self.blocks, self.starts, strict=False):
            if (block.sizes, block.lengths) == (sizes, lengths):
                for frames, _ in self._layers(block):
                    with contextlib.suppress(ValueError):
                        return first + frames.index(wanted)
                    first += len(frames)
        raise ValueError(f"{wanted!r} is none of {self.describe()}")

    def _sliced(self, block: Block, start: int, stop: int) -> Iterator[Layer]:
        """The inputs of a block from one place to another, with their partitions."""
        for layer, bits in self._layers(block):
            if start < len(layer):
                yield layer[max(0, start) : stop], bits[max(0, start) : stop]
            start, stop = start - len(layer), stop - len(layer)
            if stop <= 0:
                return

    def _largest(self, budget: int) -> Extent:
        """Grows the bound that is furthest behind the proportions of `_SHAPE` until nothing more fits the budget."""
        least = Extent(max(self._least_sizes, default=0), self._least_length * len(self._lists), 0)
        # With one position and one value nothing can be in the place of another; several sizes are soon many inputs.
        one = 1 if self._having_lists else 0
        two = Extent(min(2, self._most_size), max(one, least.length), min(int(self._has_numbers), self._most_natural))
        extents = [two, least] if len(self.sizes) > 1 and two.size >= least.size else [least]
        extent = next((e for e in extents if self._count(e, budget) <= budget), None)
        if extent is None:
            raise NotEnumerable
        count = self._count(extent, budget)
        length, natural = (MAX_BESIDE_SIZES,) * 2 if self.sizes else (64, MAX_NATURAL)
        most = {"size": self._most_size, "length": length, "natural": min(natural, self._most_natural)}
        open_ = [
            n
            for n, has in (("size", self.sizes), ("length", self._having_lists), ("natural", self._has_numbers))
            if has
        ]
        # Bounds that bring nothing new as long as the others stay, such as that of the losses of no positions.
        idle: list[str] = []
        while open_:
            name = min(open_, key=lambda n: getattr(extent, n) / _SHAPE[n])
            open_.remove(name)
            grown = replace(extent, **{name: getattr(extent, name) + 1})
            if getattr(grown, name) > most[name] or (found := self._count(grown, budget)) > budget:
                if name == "size" and extent.size < 2 <= self._most_size:
                    most = {other: min(bound, MAX_BESIDE_ONE) for other, bound in most.items()}
                continue
            if found == count:
                idle.append(name)
                continue
            # The last that grows goes as far as it can, found by halving: naturals may have thousands of steps to go.
            extent = grown if open_ else self._furthest(grown, name, most[name], budget)
            count = self._count(extent, budget)
            open_ += [name, *idle]
            idle = []
        return extent

    def _furthest(self, extent: Extent, name: str, most: int, budget: int) -> Extent:
        """The extent with one bound as large as the budget allows."""

        def fits(bound: int) -> bool:
            return self._count(replace(extent, **{name: bound}), budget) <= budget

        first = getattr(extent, name)
        step = 1
        while first + step <= most and fits(first + step):
            step *= 2
        beyond = bisect_left(range(first, min(first + step, most + 1)), True, key=lambda bound: not fits(bound))
        return replace(extent, **{name: first + beyond - 1})

    def _count(self, extent: Extent, budget: int) -> int:
        total = 0
        for sizes in self._all_sizes(extent):
            key = sizes, extent.length, extent.natural
            known = self._counted.get(key)
            if known is None:
                known = self._counted[key] = self._number(sizes, extent)
            total += known
            if total > budget:
                break
        return total

    def _all_sizes(self, extent: Extent) -> Iterator[tuple[int, ...]]:
        return product(*[range(least, extent.size + 1) for least in self._least_sizes])

    def _blocks_of(self, sizes: tuple[int, ...], extent: Extent) -> Iterator[Block]:
        """The blocks of an extent with these sizes."""
        lists, frame = self._lists, self._sized_frame(sizes)
        for total in range((extent.length if lists else 0) + 1):
            for lengths in _compositions(total, len(lists)):
                if min(lengths, default=self._least_length) < self._least_length:
                    continue
                yield Block(sizes, frame, lengths, dict(zip(lists, lengths, strict=True)), extent)

    def _number(self, sizes: tuple[int, ...], extent: Extent) -> int:
        """How many inputs an extent has with these sizes."""
        within = self._within(Block(sizes, self._sized_frame(sizes), (), {}, extent))
        found, lists = 1, []
        for k, (former, type_) in enumerate(self._formed):
            if k in self._lists:
                counts = [former.count(type_, within.of_length(n)) for n in range(extent.length + 1)]
                if self._most_values is not None and counts[-1] > self._most_values:
                    return _BEYOND
                lists.append(counts)
            else:
                count = former.count(type_, within)
                if self._most_values is not None and count > self._most_values:
                    return _BEYOND
                found *= count
        # Of lists that have so many items together: how many there are, one list after the other.
        together = [1]
        for counts in lists:
            counts[: self._least_length] = [0] * self._least_length
            most = extent.length + 1
            together = [
                sum(together[n - m] * counts[m] for m in range(n + 1) if n - m < len(together)) for n in range(most)
            ]
        return found * sum(together)

    def _sized_frame(self, sizes: tuple[int, ...]) -> tuple[Value, ...]:
        """A frame with the sizes in place."""
        by_name = dict(zip(self.sizes, sizes, strict=True))
        return tuple([by_name.get(binder.name) for binder in self.domain.binders])

    def variables_of(self, block: Block) -> list[tuple[tuple[Former[Any], Type], Within]]:
        """The variables that are no sizes, each as the values of a type within an extent."""
        extent, length_of = self._within(block), block.length_of
        withins = [extent.of_length(length_of[r]) if r in length_of else extent for r in range(len(self._rest))]
        return list(zip(self._formed, withins, strict=True))

    def _within(self, block: Block) -> Within:
        """The extent for the values of a block, but for the lengths that it gives lists."""
        lengths = range(self._least_length, block.extent.length + 1)
        size_of = self._numbers.of(block.frame)
        bounds = self.domain.bounds
        return Within(
            block.extent.natural, lengths, lengths, bounds.limits.distinct_indices, size_of, self.domain.is_on_grid,
            bounds.has_negatives,
        )  # fmt: skip

    def _chunks(self, block: Block) -> Iterator[Chunk]:
        return gathered(self._layers(block))

    def _layers(self, block: Block) -> Iterator[Layer]:
        """The inputs of a block with their partitions, those whose numbers have the same sum together."""
        variables = self.variables_of(block)
        if len(self._rest) == 1:
            return self._layers_of_one(block, variables[0][1])
        classify = self.domain.classifier.bits_of_all
        columns = [
            Column((v,), (0,) if v is None else classify(k, (v,), block.frame), (0,)) for k, v in enumerate(block.frame)
        ]
        for (k, _), ((former, type_), within) in zip(self._rest, variables, strict=True):
            values = former.values(type_, within)
            columns[k] = Column(values, classify(k, values, block.frame), former.weights(type_, values))
        return together(columns)

    def _layers_of_one(self, block: Block, within: Within) -> Iterator[Layer]:
        """The same where but one variable is no size, and has all those values."""
        ((k, _),), ((former, type_),) = self._rest, self._formed
        classify = self.domain.classifier.bits_of_all
        before, after = block.frame[:k], block.frame[k + 1 :]
        sizes = reduce(or_, [classify(p, (v,), block.frame)[0] for p, v in enumerate(block.frame) if p != k], 0)
        for _, values in former.layers(type_, within):
            yield [(*before, v, *after) for v in values], [sizes | b for b in classify(k, values, block.frame)]

    def _meeting_premises(self, chunk: Chunk) -> Chunk:
        domain = self.domain
        if not domain.premises and domain.all_askable:
            return chunk
        is_askable = domain.askable_among(chunk.frames)
        turns = [k for k, frame in enumerate(chunk.frames) if domain.premises_met(frame) and is_askable(frame)]
        frames = [chunk.frames[k] for k in turns]
        return Chunk(frames, [chunk.bits[k] for k in turns], chunk.drawn, turns, list(map(domain.nontrivial, frames)))


_BEYOND = 2**256
"""More inputs than any budget has."""

_SHAPE = {"size": 3, "length": 4, "natural": 2}
"""The proportions in which bounds grow while the budget allows."""


def _contains(type_: Type, wanted: Callable[[Former[Any]], bool]) -> bool:
    """Whether a type, or that of what its values hold, is wanted."""
    return any(wanted(former) for former, _ in held_in(type_))


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """The ways to write `total` as a sum of that many naturals, in order."""
    if parts == 0:
        yield ()
    elif parts == 1:
        yield (total,)
    else:
        for first in range(total + 1):
            for rest in _compositions(total - first, parts - 1):
                yield (first, *rest)


def enumerate_domain(domain: Domain, budget: int, most_values: int | None = None) -> Enumeration | None:
    """The enumeration of a domain, or None where its types cannot be enumerated."""
    try:
        return Enumeration(domain, budget, most_values)
    except NotEnumerable:
        return None
