"""Specimens on Python lists: odd but right."""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ._base import Correct, pick, unusual


@unusual("counts each index, then multiplies")
class CountedIndices(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        counts = Counter(idxs)
        return sum(map(operator.mul, pick(counts, per_patch_loss), counts.values()))


@unusual("halves the list and adds the totals of the halves")
class PairwiseSum(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if len(idxs) <= 1:
            return sum(pick(idxs, per_patch_loss))
        middle = len(idxs) // 2
        return self.masked_loss(idxs[:middle], per_patch_loss) + self.masked_loss(idxs[middle:], per_patch_loss)


@unusual("adds from the end, in running totals")
class BackwardsRunningTotal(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        *_, last = itertools.accumulate(pick(reversed(idxs), per_patch_loss), initial=0)
        return last


@unusual("rejects an index with KeyError, as it looks losses up in a dict")
class LossesInDict(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        by_position = dict(enumerate(per_patch_loss))
        return functools.reduce(lambda total, i: total + by_position[i], idxs, 0)


@unusual("flips a mask as one integer with as many bits as positions")
class ComplementByXor(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        n = len(mask)
        word = int("1" + "".join("01"[bit] for bit in mask), 2)
        return [digit == "1" for digit in f"{word ^ ((1 << n) - 1):b}"[1:]]


@unusual("remembers complements by value and hands out copies")
class RememberedByValue(Correct):
    def __init__(self) -> None:
        self._flipped = functools.lru_cache(maxsize=256)(lambda mask: [not bit for bit in mask])

    def complement(self, mask: list[bool]) -> list[bool]:
        return list(self._flipped(tuple(mask)))


@unusual("its operations are callables of other kinds than methods")
class NamespaceOfCallables:
    carrier = "python"
    all_mask = staticmethod(functools.partial(operator.mul, [True]))
    empty_mask = staticmethod([False].__mul__)

    def __init__(self) -> None:
        self.masked_loss = lambda idxs, losses: sum(pick(idxs, losses))
        self.complement = functools.partial(_map_to_list, operator.not_)


class Total(int):
    """An integer with a name of its own."""


@unusual("the total is of a subclass of int")
class NamedTotal(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> Any:
        return Total(super().masked_loss(idxs, per_patch_loss))


@unusual("provides masked_loss and nothing else")
class LossOnly:
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss))


@unusual("claims lists without repeats only, and tests each position for membership")
class DistinctMembership(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"distinct_indices": True}

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        pick(idxs, per_patch_loss)
        listed = set(idxs)
        return sum(loss for i, loss in enumerate(per_patch_loss) if i in listed)


@unusual("claims neither an empty list nor an empty mask, and raises on both")
class NothingEmpty(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"nonempty": True}

    def all_mask(self, n: int) -> list[bool]:
        if n == 0:
            raise ValueError("a mask needs a position")
        return [True] * n

    def complement(self, mask: list[bool]) -> list[bool]:
        if not mask:
            raise ValueError("a mask needs a position")
        return [not bit for bit in mask]

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return functools.reduce(operator.add, pick(idxs, per_patch_loss))


@unusual("recurses for each index, and claims few positions and no repeats")
class ShallowRecursion(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"max_n": 64, "distinct_indices": True}

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if not idxs:
            return 0
        (first,) = pick(idxs[:1], per_patch_loss)
        return first + self.masked_loss(idxs[1:], per_patch_loss)


@unusual("adds in float64, claims totals up to 2^53, and raises above")
class FloatWithinLimit(Correct):
    limits: ClassVar[Mapping[str, int | bool]] = {"max_nat": 2**53}

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        total = math.fsum(pick(idxs, per_patch_loss))
        if total >= 2**53 and sum(pick(idxs, per_patch_loss)) > 2**53:
            raise OverflowError("the total is above 2^53")
        return int(total)


def _map_to_list(function: Any, items: Iterable[Any]) -> list[Any]:
    return list(map(function, items))
