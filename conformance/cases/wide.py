"""Inputs of the sizes that people run: hundreds to tens of thousands of positions, lists of thousands.

Bulk data comes from one drawn number a case, so that a case costs little. What a value looks like follows from its
type: a mask is all, none, alternating, one-hot; a list is a run, a permutation, a position many times over.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator, Sequence

from conformance.cases.domain import Domain, Prepare
from conformance.lean.evaluate import Frame, Value, compile_term
from conformance.lean.syntax import (
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    PropType,
    Type,
    unfold,
)

SIZES = (197, 65, 257, 129, 17, 1568, 256, 196, 64, 185, 512, 128)
"""Sizes around the ends of machine words and bytes, and those of common grids of patches."""

MAX_COUNTED = 1_000
"""How far a statement counts at most, where it counts up to a natural that is no size."""

MAX_ITEMS = 400_000
"""How many numbers an input has at most."""

LARGE, LARGEST = 2**15 + 1, 2**16 + 1
"""The sizes of two cases in `_EVERY`: more positions than 16 bits can count, with a sign and without."""

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

_LENGTH = 1_100
"""Length of the lists that are long whatever the size: more than one block of 1,024."""

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
    has_vectors = any(isinstance(unfold(b.type), (ListType, FunctionType)) for b in domain.binders)
    for case in range(cases):
        is_sibling = case % _EVERY >= _SIBLINGS
        like = case - _SIBLINGS if is_sibling else case
        size = _size_of_case(like, seed)
        if is_sibling and not has_vectors:
            size += 1
        size = min(size, *(c for c in (limit, domain.most_looped) if c is not None), size)
        drawn = _Draw(domain, size, like, random.Random(zlib.crc32(f"{seed}:{like}".encode())))
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


class _Uninhabited(Exception):
    pass


def _runs(n: int, rng: random.Random) -> list[int]:
    """A contiguous run from somewhere to somewhere, or every other position of one, up or down."""
    first, last = sorted(rng.sample(range(n + 1), 2)) if n else (0, 0)
    return list(range(first, last))[:: rng.choice((1, 2, 3, -1, -2))]


class _Draw:
    """One input. `case` turns through the shapes of values, so that each size meets each shape in time.

    An input of a size that comes but once has positions of all kinds, with losses of their own.
    """

    def __init__(self, domain: Domain, size: int, case: int, rng: random.Random) -> None:
        self.domain = domain
        self.size = size
        self.rng = rng
        self.is_alone = case % _EVERY in _AT or case % _EVERY in _DRAWN
        self.repeats = case % _EVERY == _OFTEN_AT
        self.turn = case % len(SIZES) + 3 * (case // len(SIZES))
        self.distinct = domain.bounds.limits.distinct_indices
        self.nonempty = domain.bounds.limits.nonempty
        self.pools: dict[int, list[int]] = {}
        self.lists = sum(_is_index_list(b.type) for b in domain.binders)
        self.listed = 1
        self.items = 0

    def frame(self) -> Frame | None:
        values: list[Value] = [None] * len(self.domain.binders)
        # Lists before tables: how large losses may be depends on how many are added.
        order = sorted(range(len(values)), key=lambda k: (self._rank(k), k))
        try:
            for turn, k in enumerate(order):
                binder = self.domain.binders[k]
                if binder.name in self.domain.sizes:
                    values[k] = self.size
                elif binder.name in self.domain.counted:
                    values[k] = min(self.size, MAX_COUNTED, self.top())
                else:
                    values[k] = self.value(binder.type, self._size_of(values), self.turn + turn)
        except _Uninhabited:
            return None
        return values

    def sibling(self, values: Sequence[Value]) -> Frame:
        """The input with the item in the middle of each mask, list and table changed."""
        size_of = self._size_of(list(values))
        return [self._changed(b.type, v, size_of) for b, v in zip(self.domain.binders, values, strict=True)]

    def _changed(self, type_: Type, value: Value, size_of: Callable[[FinType], int]) -> Value:
        if not isinstance(value, tuple) or len(value) < 3:
            return value
        middle = len(value) // 2
        item = value[middle]
        match unfold(type_):
            case ListType(item=item_type) if isinstance(fin := unfold(item_type), FinType):
                if self.distinct:
                    return (*value[: middle - 1], item, value[middle - 1], *value[middle + 1 :])
                changed: Value = (item + 1) % size_of(fin)
            case FunctionType(codomain=codomain) if isinstance(unfold(codomain), (BoolType, PropType)):
                changed = not item
            case FunctionType(codomain=codomain) if isinstance(unfold(codomain), NatType):
                changed = item - 1 if item else 1
            case _:
                return value
        return (*value[:middle], changed, *value[middle + 1 :])

    def _rank(self, position: int) -> int:
        binder = self.domain.binders[position]
        if binder.name in self.domain.sizes:
            return 0
        return 2 if isinstance(unfold(binder.type), FunctionType) else 1

    def _size_of(self, values: list[Value]) -> Callable[[FinType], int]:
        return lambda fin: int(compile_term(fin.size, self.domain.names, {})(values))

    def value(self, type_: Type, size_of: Callable[[FinType], int], turn: int) -> Value:
        rng = self.rng
        match unfold(type_):
            case BoolType() | PropType():
                return rng.random() < 0.5
            case NatType():
                top = self.top()
                return (rng.randrange(10), top, rng.randint(0, top), min(top, 2 ** rng.randrange(64)))[turn % 4]
            case FinType() as fin:
                return self.index(size_of(fin), turn)
            case ListType(item=item):
                if isinstance(unfold(item), FinType):
                    return self.indices(size_of(unfold(item)), turn)  # type: ignore[arg-type]
                return tuple(self.value(item, size_of, k) for k in range(rng.randrange(1, 8)))
            case FunctionType(domain=from_, codomain=codomain) if isinstance(unfold(from_), FinType):
                size = size_of(unfold(from_))  # type: ignore[arg-type]
                self.count(size)
                match unfold(codomain):
                    case BoolType() | PropType():
                        return self.mask(size, turn)
                    case NatType():
                        return self.table(size, turn)
                return tuple(self.value(codomain, size_of, k) for k in range(size))
            case FunctionType(domain=from_, codomain=codomain) if isinstance(unfold(from_), BoolType):
                return (self.value(codomain, size_of, 0), self.value(codomain, size_of, 1))
        raise _Uninhabited

    def count(self, items: int) -> None:
        """Counts numbers before they are drawn.

        Raises:
            _Uninhabited: there are too many.
        """
        self.items += items
        if self.items > MAX_ITEMS:
            raise _Uninhabited

    def top(self) -> int:
        largest = self.domain.bounds.max_nat
        return _BEYOND if largest is None else largest

    def pool(self, size: int) -> list[int]:
        if size not in self.pools:
            self.pools[size] = self.rng.sample(range(size), size)
        return self.pools[size]

    def index(self, size: int, turn: int) -> int:
        if size == 0 or (self.distinct and not self.pool(size)):
            raise _Uninhabited
        if self.distinct:
            return self.pool(size).pop()
        if self.is_alone:
            # In the upper half, where a narrower number does not reach or has gaps.
            return self.rng.randrange(size // 2, size)
        if turn % 2:
            return self.rng.randrange(size)
        ends = [k for k in (size - 1, 255, size // 2, 256, 0, 127, size - 2, 128, 63, 64) if 0 <= k < size]
        return ends[turn // 2 % len(ends)]

    def indices(self, size: int, turn: int) -> tuple[int, ...]:
        if size == 0 and self.nonempty:
            raise _Uninhabited
        if size == 0:
            return ()
        if self.distinct:
            pool = self.pool(size)
            count = min(len(pool), max(1, size // self.lists - 1))
            if self.nonempty and not count:
                raise _Uninhabited
            taken = [pool.pop() for _ in range(count)]
            found = tuple((taken, sorted(taken), sorted(taken, reverse=True))[turn % 3])
        else:
            shape = _spread if self.is_alone else _LISTS[turn % len(_LISTS)]
            found = tuple(shape(size, self.rng))
            if self.repeats:
                found += (size // 2,) * 2**16
        found = found[: self.domain.most_looped]
        self.listed += len(found)
        return found

    def mask(self, size: int, turn: int) -> tuple[bool, ...]:
        shape = _random_bits if self.is_alone else _MASKS[turn % len(_MASKS)]
        return tuple(shape(size, self.rng))

    def table(self, size: int, turn: int) -> tuple[int, ...]:
        top = self.top()
        shape = _rising if self.is_alone else _TABLES[turn % len(_TABLES)]
        return tuple(shape(size, self.rng, top, max(1, top // self.listed)))


def _random_bits(size: int, rng: random.Random) -> list[bool]:
    return [b > 127 for b in rng.randbytes(size)]


_MASKS: tuple[Callable[[int, random.Random], list[bool]], ...] = (
    _random_bits,
    lambda n, rng: [True] * n,
    lambda n, rng: [k == n - 1 for k in range(n)],
    lambda n, rng: [False] * n,
    lambda n, rng: [k % 2 == 0 for k in range(n)],
    lambda n, rng: [k != n - 1 for k in range(n)],
    lambda n, rng: [k < n // 4 for k in range(n)],
)


def _spread(n: int, rng: random.Random) -> list[int]:
    """Positions from all over and the last one, some many times.

    Lists are short where n is large: a function may well make a matrix of as many rows and columns.
    """
    length = {LARGE: 255, LARGEST: 4_095}.get(n, min(2 * n, 4_095))
    return [*rng.choices(range(n), k=length), n - 1]


_LISTS: tuple[Callable[[int, random.Random], list[int]], ...] = (
    lambda n, rng: list(range(n)),
    lambda n, rng: rng.choices(range(n), k=max(n + 7, 200) if n < 4096 else 4096),
    lambda n, rng: [n - 1] * 300,
    lambda n, rng: list(range(n - 1, -1, -1)),
    lambda n, rng: rng.choices(range(n), k=_LENGTH),
    lambda n, rng: rng.sample(range(n), n),
    lambda n, rng: sorted(rng.sample(range(n), n - n * 3 // 4)),
    lambda n, rng: [n - 1],
    _runs,
    lambda n, rng: [*range(n), *range(n)],
    lambda n, rng: rng.choices(range(n), k=n),
    lambda n, rng: rng.choices(range(n), k=6_000),
    lambda n, rng: [0] * 300,
)


def _sparse(n: int, rng: random.Random, value: int) -> list[int]:
    table = [0] * n
    for k in {rng.randrange(n), n - 1} if n else ():
        table[k] = value
    return table


def _rising(n: int, rng: random.Random, top: int, share: int) -> list[int]:
    period = min(top, 2**20) + 1
    return list(range(n)) if n <= period else [k % period for k in range(n)]


_TABLES: tuple[Callable[[int, random.Random, int, int], list[int]], ...] = (
    lambda n, rng, top, share: [min(b % 7 + 1, share) for b in rng.randbytes(n)],
    _rising,
    lambda n, rng, top, share: [share] * n,
    lambda n, rng, top, share: [0 if n // 3 <= k < 2 * n // 3 else 1 for k in range(n)],
    lambda n, rng, top, share: rng.choices((share, share // 2, share // 3, 0, 1), k=n),
    lambda n, rng, top, share: _sparse(n, rng, 1),
    lambda n, rng, top, share: [int(k == n - 1) * min(top, 255) for k in range(n)],
    lambda n, rng, top, share: [b & 1 for b in rng.randbytes(n)],
    lambda n, rng, top, share: [1] * n,
    lambda n, rng, top, share: _sparse(n, rng, max(1, share // 2)),
    lambda n, rng, top, share: [0] * n,
)


def _is_index_list(type_: Type) -> bool:
    match unfold(type_):
        case ListType(item=item):
            return isinstance(unfold(item), FinType)
    return False
