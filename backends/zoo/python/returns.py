"""Specimens on Python lists: what comes back."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator

from .._registry import ALL_MASK, COMPLEMENT, EMPTY_MASK, MASKED_LOSS, OVERFLOW, SELECTED, because
from ._base import Correct, check_index, faulty, pick


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
