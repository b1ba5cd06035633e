"""Inputs of the sizes that people run: hundreds to tens of thousands of positions, lists of thousands.

Bulk data comes from one drawn number a case, so that a case costs little. What a value looks like follows from its
type: a mask is all, none, alternating, one-hot; a list is a run, a permutation, a position many times over.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence

from conformance.cases.domain import Domain, Prepare
from conformance.lean.evaluate import Frame, Value
from conformance.lean.syntax import Term
from conformance.values.known import Sizes, formed, former_of, holds_items, is_index_list
from conformance.values.magnitudes import LARGE, LARGEST
from conformance.values.sources import Uninhabited

SIZES = (197, 65, 257, 129, 17, 1568, 256, 196, 64, 185, 512, 128)
"""Sizes around the ends of machine words and bytes, and those of common grids of patches."""

MAX_COUNTED = 1_000
"""How far a statement counts at most, where it counts up to a natural that is no size."""

MAX_ITEMS = 400_000
"""How many numbers an input has at most."""

_MORE_SIZES = (1024, 577, 49, 63, 127, 255, 1025, 784, 2048, 1023, 100, 33)
"""Sizes that are met once in `_EVERY`: ends of blocks, and grids with and without a token more."""

_EVERY, _AT = 72, {15: LARGE, 24: LARGEST} | {48 + k: size for k, size in enumerate(_MORE_SIZES)}
"""After how many cases sizes come again, and the cases that have other sizes than `SIZES` in turn."""

_DRAWN, _DRAWN_FROM, _DRAWN_TO = range(36, 42), 33, 8_192
"""The cases whose size hangs on the seed, small ones as often as large: faults lie between the sizes that are named."""

_OFTEN_AT = max(_AT)
"""The case in which a position is listed more often than 16 bits can count; its size is small."""

_SIBLINGS = 60
"""From this case on each is a sibling of the one so many before: alike but in the middle, as what a cache takes for the
same may be."""

_BEYOND = 2**62
"""The largest natural where nothing limits it, and a total of a few of them is beyond 64 bits."""


def wide_frames(domain: Domain, cases: int, seed: int, prepare: Prepare | None = None) -> Iterator[Frame | None]:
    """That many inputs inside the limits; None where a drawn one could not be brought inside.

    They are prepared by `domain.brought_inside`, or as is given.

    Sizes are those of `SIZES` in turn, now and then another or one that is drawn, or the largest that the limits allow.
    """
    limit = domain.most_size
    if not domain.binders:
        return
    brought_inside = prepare or domain.brought_inside
    has_vectors = any(holds_items(b.type) for b in domain.binders)
    for case in range(cases):
        is_sibling = case % _EVERY >= _SIBLINGS
        like = case - _SIBLINGS if is_sibling else case
        size = _size_of_case(like, seed)
        if is_sibling and not has_vectors:
            size += 1
        size = min(size, *(c for c in (limit, domain.most_looped) if c is not None), size)
        drawn = _Drawn(domain, size, like, random.Random(zlib.crc32(f"{seed}:{like}".encode())))
        frame = drawn.frame()
        if is_sibling and frame is not None:
            frame = drawn.sibling(frame)
        yield None if frame is None else brought_inside(frame)


def _size_of_case(case: int, seed: int) -> int:
    place = case % _EVERY
    if place in _DRAWN:
        drawn = random.Random(zlib.crc32(f"{seed}:{case}:size".encode()))
        return int(_DRAWN_FROM * (_DRAWN_TO / _DRAWN_FROM) ** drawn.random())
    return _AT.get(place, SIZES[case % len(SIZES)])


class _Drawn:
    """One input, while it is drawn. `case` turns through the shapes of values, so that each size meets each in time."""

    def __init__(self, domain: Domain, size: int, case: int, rng: random.Random) -> None:
        self.domain = domain
        self.size = size
        self.rng = rng
        self.is_alone = case % _EVERY in _AT or case % _EVERY in _DRAWN
        self.repeats = case % _EVERY == _OFTEN_AT
        self.turn = case % len(SIZES) + 3 * (case // len(SIZES))
        self.distinct = domain.bounds.limits.distinct_indices
        self.nonempty = domain.bounds.limits.nonempty
        self.most_looped = domain.most_looped
        largest = domain.bounds.max_nat
        self.top = _BEYOND if largest is None else largest
        self.lists = sum(is_index_list(b.type) for b in domain.binders)
        self.listed = 1
        self._pools: dict[int, list[int]] = {}
        self._items = 0
        self._sizes = Sizes(domain.names)
        self._values: list[Value] = [None] * len(domain.binders)

    def frame(self) -> Frame | None:
        values = self._values
        # Lists before tables: how large losses may be depends on how many are added.
        order = sorted(range(len(values)), key=lambda k: (self._rank(k), k))
        try:
            for turn, k in enumerate(order):
                binder = self.domain.binders[k]
                if binder.name in self.domain.sizes:
                    values[k] = self.size
                elif binder.name in self.domain.counted:
                    values[k] = min(self.size, MAX_COUNTED, self.top)
                else:
                    former, type_ = formed(binder.type)
                    values[k] = former.wide(type_, self, self.turn + turn)
        except Uninhabited:
            return None
        return values

    def sibling(self, values: Sequence[Value]) -> Frame:
        """The input with the item in the middle of each mask, list and table changed."""
        self._values = list(values)
        changed = []
        for binder, value in zip(self.domain.binders, values, strict=True):
            former, type_ = formed(binder.type)
            changed.append(former.sibling(type_, value, self))
        return changed

    def _rank(self, position: int) -> int:
        binder = self.domain.binders[position]
        if binder.name in self.domain.sizes:
            return 0
        return 2 if former_of(binder.type).is_function else 1

    def size_of(self, size: Term) -> int:
        return self._sizes.number(size, self._values)

    def count(self, items: int) -> None:
        self._items += items
        if self._items > MAX_ITEMS:
            raise Uninhabited

    def pool(self, size: int) -> list[int]:
        if size not in self._pools:
            self._pools[size] = self.rng.sample(range(size), size)
        return self._pools[size]
