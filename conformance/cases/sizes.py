"""Sizes that people run and at which faults lie, in classes: of models, ends of blocks and words, primes, squares."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from conformance.values.factors import Factor

_STARTS = (1, 17, 49, 101, 196, 261, 521, 801, 1_101, 2_101, 4_097)
"""Where the classes begin; the last has no end."""

_GRIDS = (14 * 14, 16 * 16, 24 * 24, 27 * 27, 28 * 28, 8 * 14 * 14, 16 * 14 * 14, 8 * 16 * 16)
"""Patches of models of pictures and videos; with a token more they come as well."""

_BLOCKS = (
    64, 96, 100, 128, 192, 256, 320, 384, 400, 500, 512, 640, 768, 1_000, 1_024, 1_280, 1_536, 2_000, 2_048, 3_072,
    4_096, 5_000, 8_192, 10_000,
)  # fmt: skip
"""Lengths of blocks, of which sizes are multiples, one less and one more."""

_HALF = 1_000
"""Blocks up to this length come twice in a size, longer ones once."""

_PRIMES = (17, 31, 47, 61, 97, 127, 151, 191, 211, 251, 307, 547, 853, 1_301, 3_001, 4_201)

LARGEST_OF_A_CLASS = 10_001
"""The largest size that is one of many; larger ones are those of `HUGE`."""

LARGEST_OF_A_THEOREM = 5_001
"""The same where what is spoken of is defined, and meets larger ones there."""

HUGE = (2**17 + 1, 2**16 + 1, 224 * 224, None, 196 * 196)
"""Sizes that come once each: beyond what 16 bits count, the pixels of a picture, one that hangs on the seed, and the
pairs of a picture's patches, which attention masks."""

_BETWEEN = 2**15 + 1, 2**16
"""Between which that one lies: beyond what 16 bits count with a sign."""

HUGEST = 2**20
"""The one size beyond those that comes where all triples are met."""

_SQUARES = tuple(k * k for k in range(4, 50, 2))
"""Positions of square grids, which four parts divide, and each half of a side."""

ALONE = 1_100
"""Up to this size an input that is nothing but sizes comes for each."""

CLASSES = Factor(
    "size",
    (*(f"{a:,} to {b - 1:,}" for a, b in pairwise(_STARTS)), f"{_STARTS[-1]:,} and above"),
    few=(0, 4, 6, 8, 10),
)  # fmt: skip

FINEST = 16
"""Up to which largest number a size has finer classes."""

_FEW = dict(zip(CLASSES.few, (8, 14 * 14, 24 * 24, 8 * 14 * 14, 8_192), strict=True))
"""The size that stands for its class where shapes are to be few."""


def class_of(size: int) -> int:
    """The class that a size lies in; no position at all is of the first."""
    return max(0, sum(start <= size for start in _STARTS) - 1)


def _named() -> Iterator[int]:
    yield from range(1, 17)
    for grid in _GRIDS:
        yield from (grid, grid + 1)
    for k in range(3, 14):
        yield from (2**k - 1, 2**k, 2**k + 1, 3 * 2**k)
    for block in _BLOCKS:
        times = 2 if block <= _HALF else 1
        yield from (times * block - 1, times * block, times * block + 1)
    yield from (3 * 768, 3 * 1_024)
    yield from (k * k for k in range(5, 30, 3))
    yield from _PRIMES


_NAMED: tuple[list[int], ...] = tuple([] for _ in _STARTS)
for _size in sorted(set(_named())):
    if _size <= LARGEST_OF_A_CLASS:
        _NAMED[class_of(_size)].append(_size)


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes that a size may be of: a factor, where each begins, and the sizes named in each."""

    factor: Factor
    starts: tuple[int, ...]
    named: tuple[Sequence[int], ...]
    of_few: tuple[int, ...]
    """The size that stands for each of the few classes."""

    def class_of(self, size: int) -> int:
        """The class that a size lies in; no position at all is of the first, and the last has no end."""
        return max(0, sum(start <= size for start in self.starts) - 1)

    def up_to(self, most: int) -> Classes:
        """Those that begin at or below a number, the last of which has no end."""
        count = self.class_of(most) + 1
        if count == len(self.starts):
            return self
        few = {k: size for k, size in zip(self.factor.few, self.of_few, strict=True) if k < count - 1}
        few[count - 1] = most
        levels = (*self.factor.levels[: count - 1], f"{self.starts[count - 1]:,} and above")
        factor = replace(self.factor, levels=levels, few=tuple(few))
        return Classes(factor, self.starts[:count], self.named[:count], tuple(few.values()))


USUAL = Classes(CLASSES, _STARTS, _NAMED, tuple(_FEW.values()))
"""The classes of sizes that may be large."""

FINE = Classes(Factor("size", ("1", "2", "3 to 5", "6 and above"), few=(1, 3)), (1, 2, 3, 6), ((),) * 4, (2, 9))
"""Those of sizes that are small throughout."""


class Sizes:
    """Sizes of each class in turn, in an order that hangs on the seed: named ones first, then any of the class.

    None is above `largest`. With `is_few` each class has one size.
    """

    def __init__(
        self, seed: int, largest: int = LARGEST_OF_A_CLASS, classes: Classes = USUAL, *, is_few: bool = False
    ) -> None:
        self._few = dict(zip(classes.factor.few, classes.of_few, strict=True)) if is_few else {}
        self._rng = random.Random(seed)
        self._starts = classes.starts
        orders = [self._rng.sample(named, len(named)) for named in classes.named]
        self._orders = [[size for size in order if size <= largest] for order in orders]
        self._ends = [*[min(start, largest + 1) for start in classes.starts[1:]], largest + 1]
        self._turns = [0] * len(classes.starts)

    def next(self, level: int) -> int:
        """A size of the class."""
        if level in self._few:
            return self._few[level]
        turn = self._turns[level]
        self._turns[level] += 1
        order = self._orders[level]
        if turn < len(order):
            return order[turn]
        start = self._starts[level]
        return self._rng.randrange(start, max(start + 1, min(self._ends[level], start + start // 2 + 16)))


def square(level: int, rng: random.Random) -> int:
    """The positions of a square grid, of that class if one is."""
    return rng.choice([size for size in _SQUARES if class_of(size) == level] or _SQUARES)


def huge(seed: int) -> tuple[int, ...]:
    """The sizes of `HUGE`."""
    return tuple(random.Random(seed).randrange(*_BETWEEN) if size is None else size for size in HUGE)


def lengths() -> Sequence[int]:
    """Lengths of lists, over few positions, at which blocks of items end and begin."""
    return sorted({block + rest for block in _BLOCKS for rest in ((0, 1) if block <= 2 * _HALF else (1,))})


def alone(strength: int, seed: int, *, is_few: bool = False) -> Sequence[int]:
    """The sizes of inputs that are nothing else, by how many factors are crossed."""
    if is_few:
        return [0, *_FEW.values(), HUGE[0]]
    named = [size for sizes in _NAMED for size in sizes]
    if strength < 2:
        return [0, *named[::12]]
    every = range(ALONE + 1) if strength == 2 else range(4 * ALONE + 1)
    beyond = [size for size in named if size > every[-1]]
    return [*every, *beyond, *sorted(huge(seed)), *((HUGEST,) if strength > 2 else ())]
