"""Specimens on Python lists."""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ._registry import (
    ADDITION,
    ALL_MASK,
    COMPLEMENT,
    EMPTY_MASK,
    MASKED_LOSS,
    ORDER,
    SELECTED,
    Collection,
    because,
)

collection = Collection("python")
faulty, unusual = collection.faulty, collection.unusual

OVERFLOW = "maskedLoss.no_silent_overflow"


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def pick(idxs: Iterable[int], losses: Sequence[int]) -> list[int]:
    """The losses at ``idxs``, each index checked."""
    picked = []
    for i in idxs:
        check_index(i, len(losses))
        picked.append(losses[i])
    return picked


class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "python"

    def selected(self, mask: list[bool], i: int) -> Any:
        check_index(i, len(mask))
        return mask[i]

    def all_mask(self, n: int) -> Any:
        return [True] * n

    def empty_mask(self, n: int) -> Any:
        return [False] * n

    def complement(self, mask: list[bool]) -> Any:
        return [not bit for bit in mask]

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> Any:
        return sum(pick(idxs, per_patch_loss))


# Which losses are added


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


# How they are added


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


# What comes back


@faulty("fsum gives a float", caught_by=because("malformed", *MASKED_LOSS, OVERFLOW))
class FloatTotal(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> float:
        return math.fsum(pick(idxs, per_patch_loss))


@faulty("None where there is nothing to add", caught_by=because("malformed", *MASKED_LOSS))
class NoneForNothing(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int | None:
        return sum(pick(idxs, per_patch_loss)) if idxs else None


@faulty("1 and 0 in place of True and False", caught_by=because("malformed", *SELECTED))
class IntForBool(Correct):
    def selected(self, mask: list[bool], i: int) -> int:
        check_index(i, len(mask))
        return int(mask[i])


@faulty("the complement is a tuple", caught_by=because("malformed", *COMPLEMENT))
class TupleForList(Correct):
    def complement(self, mask: list[bool]) -> tuple[bool, ...]:
        return tuple(not bit for bit in mask)


@faulty("the complement is an iterator that nobody has run", caught_by=because("malformed", *COMPLEMENT))
class LazyComplement(Correct):
    def complement(self, mask: list[bool]) -> Iterator[bool]:
        return map(operator.not_, mask)


@faulty(
    "max(n, 1) gives the mask over no positions one position",
    caught_by=because("malformed", "allMask", "allMask.well_formed"),
)
class AtLeastOnePosition(Correct):
    def all_mask(self, n: int) -> list[bool]:
        return [True] * max(n, 1)


@faulty("the full mask has one position more, for a class token", caught_by=because("malformed", *ALL_MASK))
class OnePositionMore(Correct):
    def all_mask(self, n: int) -> list[bool]:
        return [True] * (n + 1)


@faulty("range(1, n) makes the empty mask one position short", caught_by=because("malformed", *EMPTY_MASK))
class OnePositionLess(Correct):
    def empty_mask(self, n: int) -> list[bool]:
        return [False for _ in range(1, n)]


@faulty(
    "None in place of the mask over no positions", caught_by=because("malformed", "emptyMask", "emptyMask.well_formed")
)
class NoneForNoPositions(Correct):
    def empty_mask(self, n: int) -> list[bool] | None:
        return [False] * n if n else None


# Which positions a mask selects


@faulty("position i is looked up at i - 1", caught_by=because("violation", "selected"))
class OneBasedPosition(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        return mask[i - 1]


@faulty("position i is counted from the end", caught_by=because("violation", "selected"))
class FromTheEnd(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        return mask[-i]


@faulty(
    "True is read as masked out",
    caught_by=because("violation", "selected", "allMask_selected", "emptyMask_not_selected"),
)
class PolaritySwapped(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        return not mask[i]


@faulty(
    "a mask is packed into 64 bits, and what is beyond them is lost",
    caught_by=because("violation", "selected", "allMask_selected", "complement_selected_iff"),
)
class PackedInto64Bits(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        word = sum(bit << k for k, bit in enumerate(mask[:64]))
        return bool(word >> i & 1)


@faulty(
    "the complement leaves the last position as it was",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class LastPositionKept(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        return [not bit for bit in mask[:-1]] + mask[-1:]


@faulty("the complement is a copy", caught_by=because("violation", "complement", "complement_selected_iff"))
class ComplementIsCopy(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        return mask[:]


@faulty(
    "the complement is remembered by the number of positions alone",
    caught_by=because("violation", "complement", "complement_selected_iff"),
)
class RememberedByLength(Correct):
    def __init__(self) -> None:
        self._complements: dict[int, list[bool]] = {}

    def complement(self, mask: list[bool]) -> list[bool]:
        flipped = self._complements.setdefault(len(mask), [not bit for bit in mask])
        return flipped[:]


# What becomes of the arguments, and what calls have to do with one another


@faulty(
    "the indices are popped off the caller's list", caught_by=because("mutated_input", "maskedLoss.preserves_inputs")
)
class IndicesPopped(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        total = 0
        while idxs:
            i = idxs.pop()
            check_index(i, len(per_patch_loss))
            total += per_patch_loss[i]
        return total


@faulty(
    "the position that is read is popped off the mask", caught_by=because("mutated_input", "selected.preserves_inputs")
)
class PositionPopped(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        check_index(i, len(mask))
        return mask.pop(i)


@faulty(
    "the caller's mask is flipped and returned",
    caught_by={"complement.preserves_inputs": "mutated_input", "complement.shares_no_memory": "aliased"},
)
class FlippedInPlace(Correct):
    def complement(self, mask: list[bool]) -> list[bool]:
        for k, bit in enumerate(mask):
            mask[k] = not bit
        return mask


@faulty("lru_cache hands out the same full mask again", caught_by=because("aliased", "allMask.shares_no_memory"))
class CachedFullMask(Correct):
    def __init__(self) -> None:
        self._cached = functools.lru_cache(maxsize=None)(super().all_mask)

    def all_mask(self, n: int) -> Any:
        return self._cached(n)


@faulty(
    "every complement is written into one list",
    caught_by={"complement.deterministic": "nondeterministic", "complement.shares_no_memory": "aliased"},
)
class ScratchList(Correct):
    def __init__(self) -> None:
        self._scratch: list[bool] = []

    def complement(self, mask: list[bool]) -> list[bool]:
        self._scratch[:] = [not bit for bit in mask]
        return self._scratch


@faulty(
    "losses are copied once for each list object, whatever is in it later",
    caught_by=because("nondeterministic", "maskedLoss.deterministic"),
)
class LossesCopiedOnce(Correct):
    def __init__(self) -> None:
        self._seen: list[int] | None = None
        self._copy: list[int] = []

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if per_patch_loss is not self._seen:
            self._seen, self._copy = per_patch_loss, per_patch_loss[:]
        return sum(pick(idxs, self._copy))


@faulty(
    "a minimum of one kept position, another at each step, is in the empty mask too",
    caught_by=because("violation", "emptyMask", "emptyMask_not_selected")
    | because("nondeterministic", "emptyMask.deterministic"),
)
class OneAlwaysKept(Correct):
    def __init__(self) -> None:
        self._step = 0

    def empty_mask(self, n: int) -> list[bool]:
        self._step += 1
        return [k == self._step % n for k in range(n)]


@faulty(
    "every seventh call only logs, and gives 0",
    caught_by=because("nondeterministic", *ORDER, "maskedLoss.deterministic", "maskedLoss.rejects_out_of_range")
    | because("violation", OVERFLOW),
)
class EverySeventhCall(Correct):
    def __init__(self) -> None:
        self._calls = 0

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        self._calls += 1
        total = sum(pick(idxs, per_patch_loss))
        return total if self._calls % 7 else 0


# Indices out of range


@faulty(
    "no check, so that -1 is the last loss",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class NegativeIndexWraps(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(per_patch_loss[i] for i in idxs)


@faulty(
    "indices out of range are skipped", caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range")
)
class OutsideIsSkipped(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(per_patch_loss[i] for i in idxs if 0 <= i < len(per_patch_loss))


@faulty("`i > n` lets n itself through", caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"))
class LengthIsAnIndex(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if any(i < 0 or i > len(per_patch_loss) for i in idxs):
            raise IndexError("index out of range")
        padded = [*per_patch_loss, 0]
        return sum(padded[i] for i in idxs)


@faulty(
    "a position out of range is moved to the nearest",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class PositionClamped(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        return mask[min(max(i, 0), len(mask) - 1)]


@faulty(
    "a mask over no positions is answered before the check",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class NoPositionsNoCheck(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        if not mask:
            return False
        check_index(i, len(mask))
        return mask[i]


# Odd but right


@faulty(
    "remembers that the complement of a complement is the mask, and hands out the caller's own list",
    caught_by={"complement.deterministic": "nondeterministic", "complement.shares_no_memory": "aliased"},
)
class RememberedArguments(Correct):
    def __init__(self) -> None:
        self._flipped: dict[tuple[bool, ...], list[bool]] = {}

    def complement(self, mask: list[bool]) -> list[bool]:
        key = tuple(mask)
        if key in self._flipped and len(mask) > 1:
            return self._flipped[key]
        flipped = [not bit for bit in mask]
        self._flipped[tuple(flipped)] = mask
        return flipped


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
