"""Specimens on Python lists: odd but right, in how a backend is built and in what it works with."""

from __future__ import annotations

import array
import functools
import importlib
import itertools
import mmap
import operator
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from ._base import Correct, check_index, pick, unusual


@unusual("a full mask takes 5 ms")
class FiveMilliseconds(Correct):
    def all_mask(self, n: int) -> list[bool]:
        time.sleep(0.005)
        return [True] * n


@unusual("chunks of a list are added by two threads of a pool")
class ThreadPool(Correct):
    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2)

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if len(idxs) < 1000:
            return sum(pick(idxs, per_patch_loss))
        chunks = [idxs[start : start + 1000] for start in range(0, len(idxs), 1000)]
        return sum(self._pool.map(lambda chunk: sum(pick(chunk, per_patch_loss)), chunks))


@unusual("has slots and class methods, and no attribute of its own")
class SlotsAndClassMethods:
    __slots__ = ()
    carrier = "python"

    @classmethod
    def selected(cls, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        return mask[i]

    @classmethod
    def all_mask(cls, n: int) -> list[bool]:
        return list(itertools.repeat(True, n))

    @classmethod
    def empty_mask(cls, n: int) -> list[bool]:
        return list(itertools.repeat(False, n))

    @staticmethod
    def complement(mask: list[bool]) -> list[bool]:
        return list(map(operator.not_, mask))

    @classmethod
    def masked_loss(cls, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss))


class Filled:
    """Makes masks that are all one flag."""

    def __init__(self, flag: bool) -> None:
        self.flag = flag

    def __call__(self, n: int) -> list[bool]:
        return [self.flag for _ in range(n)]


@unusual("its operations are objects that are called, kept in fields of a frozen dataclass")
@dataclass(frozen=True)
class FieldsThatAreCalled:
    all_mask: Callable[[int], list[bool]] = field(default_factory=lambda: Filled(True))
    empty_mask: Callable[[int], list[bool]] = field(default_factory=lambda: Filled(False))
    masked_loss: Callable[[list[int], list[int]], int] = Correct().masked_loss
    selected: Callable[[list[bool], int], bool] = Correct().selected


@unusual("its operations come from __getattr__, when they are asked for")
class FoundWhenAsked:
    carrier = "python"

    def __getattr__(self, name: str) -> Any:
        if name in ("selected", "all_mask", "empty_mask", "complement", "masked_loss"):
            return getattr(Correct(), name)
        raise AttributeError(name)


@unusual("generators hand each other the losses, checked as they pass")
class Generators(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        def checked() -> Iterator[int]:
            for i in idxs:
                check_index(i, len(per_patch_loss))
                yield i

        return sum(per_patch_loss[i] for i in checked())


@unusual("masks of one size are cached by lru_cache as tuples, and copied")
class CachedTuples(Correct):
    def __init__(self) -> None:
        self._full = functools.lru_cache(maxsize=None)(lambda n: (True,) * n)

    def all_mask(self, n: int) -> list[bool]:
        return list(self._full(n))


@unusual("the list is sorted, and each run of equal indices counts as often as it is long")
class SortedRuns(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        pick(idxs, per_patch_loss)
        return sum(len(list(run)) * per_patch_loss[i] for i, run in itertools.groupby(sorted(idxs)))


@unusual("works on flags as bytes, turned by a table of 256")
class TranslatedBytes(Correct):
    _TABLE = bytes([1, 0, *range(2, 256)])

    def complement(self, mask: list[bool]) -> list[bool]:
        return [flag == 1 for flag in bytes(mask).translate(self._TABLE)]


@unusual("indices go through an array of 64 bits, and their library is imported when it is first needed")
class ImportedWhenNeeded(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        fractions = importlib.import_module("fractions")
        positions = array.array("q", idxs)
        return int(sum(map(fractions.Fraction, pick(positions, per_patch_loss)), fractions.Fraction(0)))


@unusual("flags pass through memory that is mapped and could be shared")
class MappedMemory(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        with mmap.mmap(-1, max(len(mask), 1)) as memory:
            memory[: len(mask)] = bytes(mask)
            return [not flag for flag in memory[: len(mask)]]


@unusual("counts its calls and refusals under a lock")
class CountsItsCalls(Correct):
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.calls = self.refusals = 0

    def selected(self, mask: list[bool], i: int) -> bool:
        with self._lock:
            self.calls += 1
            try:
                check_index(i, len(mask))
            except IndexError:
                self.refusals += 1
                raise
            return mask[i]


@unusual("totals are taken in two halves of 64 bits, of which the lower carries")
class TwoHalves(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        low = high = 0
        for loss in pick(idxs, per_patch_loss):
            carry, low = divmod(low + (loss & 2**64 - 1), 2**64)
            high += (loss >> 64) + carry
        return high << 64 | low
