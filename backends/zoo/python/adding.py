"""Specimens on Python lists: which losses are added, and how."""

from __future__ import annotations

import functools
import itertools
import math
import operator

from .._registry import ADDITION, MASKED_LOSS, ORDER, OVERFLOW, because
from ._base import Correct, faulty, pick


@faulty("set(idxs) loses repeated indices", caught_by=because("violation", *ADDITION, OVERFLOW))
class SetOfIndices(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(set(idxs), per_patch_loss))


@faulty("groupby merges repeats that follow one another", caught_by=because("violation", *ADDITION, OVERFLOW))
class NeighboursMerged(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick((i for i, _ in itertools.groupby(idxs)), per_patch_loss))


@faulty("the last index is sliced off", caught_by=because("violation", *ORDER, OVERFLOW))
class LastIndexDropped(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss)[:-1])


@faulty("the loop over the indices starts at 1", caught_by=because("violation", *ORDER, OVERFLOW))
class LoopFromOne(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        return sum(picked[k] for k in range(1, len(picked)))


@faulty(
    "as many losses as there are indices, but the first ones",
    caught_by=because("violation", *ADDITION, "maskedLoss_eq_zero_of_all_zero", OVERFLOW),
)
class FirstLosses(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        pick(idxs, per_patch_loss)
        return sum(per_patch_loss[: len(idxs)])


@faulty(
    "`if i` leaves out index 0 as if it were no index",
    caught_by=because("violation", "maskedLoss", "maskedLoss_cons", OVERFLOW),
)
class IndexZeroIsFalsy(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(loss for i, loss in zip(idxs, pick(idxs, per_patch_loss), strict=True) if i)


@faulty("takewhile stops at the first loss that is 0", caught_by=because("violation", *ORDER))
class StopsAtZero(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(itertools.takewhile(bool, pick(idxs, per_patch_loss)))


@faulty(
    "an empty list of indices is taken to mean all positions",
    caught_by=because(
        "violation",
        *ADDITION,
        "maskedLoss_nil",
        "maskedLoss_eq_zero_of_all_zero",
    ),
)
class NothingMeansEverything(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs or range(len(per_patch_loss)), per_patch_loss))


@faulty("a list is cut off after the 196 patches of a 14x14 grid", caught_by=because("violation", *ORDER, OVERFLOW))
class OneImageOfPatches(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss)[:196])


@faulty("a list is cut off at the number of positions", caught_by=because("violation", *ORDER, OVERFLOW))
class NoMoreThanPositions(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss)[: len(per_patch_loss)])


@faulty(
    "above 1024 indices, the last batch is dropped unless it is full", caught_by=because("violation", *ORDER, OVERFLOW)
)
class PartialBatchDropped(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        picked = pick(idxs, per_patch_loss)
        if len(picked) <= 1024:
            return sum(picked)
        return sum(sum(batch) for batch in zip(*[iter(picked)] * 32, strict=False))


@faulty("the mean, rounded down, in place of the sum", caught_by=because("violation", *ADDITION, OVERFLOW))
class MeanOfListed(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss)) // max(len(idxs), 1)


@faulty("the sum is divided by the number of positions", caught_by=because("violation", *ADDITION, OVERFLOW))
class MeanOverPositions(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss)) // max(len(per_patch_loss), 1)


@faulty("each loss is multiplied by its place in the list", caught_by=because("violation", *ORDER, OVERFLOW))
class WeightedByPlace(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(place * loss for place, loss in enumerate(pick(idxs, per_patch_loss), 1))


@faulty("float64 addition is wrong above 2^53", caught_by=because("violation", *ADDITION, OVERFLOW))
class FloatAccumulator(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return int(math.fsum(pick(idxs, per_patch_loss)))


@faulty("the total is kept in 32 bits", caught_by=because("violation", *ADDITION, OVERFLOW))
class ThirtyTwoBits(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(pick(idxs, per_patch_loss)) & 0xFFFF_FFFF


@faulty("reduce without a start raises on an empty list", caught_by=because("exception", *MASKED_LOSS))
class ReduceWithoutStart(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return functools.reduce(operator.add, pick(idxs, per_patch_loss))


@faulty(
    "one recursion for each index goes too deep in long lists",
    caught_by=because(
        "exception",
        *ORDER,
        "maskedLoss_eq_zero_of_all_zero",
        "maskedLoss.well_formed",
    ),
)
class RecursionPerIndex(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        def add(picked: list[int], start: int) -> int:
            return picked[start] + add(picked, start + 1) if start < len(picked) else 0

        return add(pick(idxs, per_patch_loss), 0)
