"""Specimens on Python lists: odd but right."""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

from ._base import Correct, CorrectGuards, CorrectPatches, between, pick, unusual


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


@unusual("one table of losses, flattened, looked up by target times width plus prediction")
class FlattenedTables(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        flat = list(itertools.chain.from_iterable(patch_loss))
        width = len(patch_loss[0]) if patch_loss else 0
        return sum(flat[t * width + p] for t, p in pick(masked_idxs, list(zip(target, pred, strict=True))))


@unusual("sorts the target positions, counts runs of them, and adds from the largest loss down")
class RunsOfTargets(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> int:  # fmt: skip
        losses = between(target, predict[context], rep_loss)
        runs = [(i, len(list(run))) for i, run in itertools.groupby(sorted(target_idxs))]
        return sum(sorted(map(operator.mul, pick((i for i, _ in runs), losses), (k for _, k in runs)), reverse=True))


@unusual("counts pairs of target and prediction, and weighs each loss with its count")
class CountedPairs(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        counts = Counter(pick(masked_idxs, list(zip(target, pred, strict=True))))
        return sum(count * patch_loss[t][p] for (t, p), count in counts.items())


@unusual("two threads add up the penalties, each every other coordinate")
class CoordinatesInThreads(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(functools.partial(super().variance_term, gamma), (variances[::2], variances[1::2])))


@unusual("what is cut off at the floor is taken from as many floors as there are coordinates")
class FloorsLessVariances(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return gamma * len(variances) - sum(min(gamma, variance) for variance in variances)


@unusual("a generator of weighted entries, the rest before the diagonal")
class EntriesGenerated(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        off_one = (c - 1 if c else 1 for c in reversed(diag))
        return sum(itertools.chain((lambda_ * c for c in off_diag), off_one))


def _map_to_list(function: Any, items: Iterable[Any]) -> list[Any]:
    return list(map(function, items))
