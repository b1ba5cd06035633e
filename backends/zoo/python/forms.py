"""Specimens whose values come in other forms than lists of truth values and of positions, as `forms` says."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from .._registry import ALL_MASK, COMPLEMENT, EMPTY_MASK, because
from ._base import Correct, check_index, faulty, pick, unusual


class OfNumbers(Correct):
    """Masks of two numbers."""

    true: float = 1
    false: float = 0

    def selected(self, mask: list[Any], i: int) -> Any:
        check_index(i, len(mask))
        return mask[i] == self.true

    def all_mask(self, n: int) -> Any:
        return [self.true] * n

    def empty_mask(self, n: int) -> Any:
        return [self.false] * n

    def complement(self, mask: list[Any]) -> Any:
        return [self.false if value == self.true else self.true for value in mask]


@unusual("masks are 1 and 0")
class MasksOfInts(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "int01"}

    def complement(self, mask: list[Any]) -> Any:
        return [value ^ 1 for value in mask]


@unusual("masks are 1.0 and 0.0, given back as a part of a tuple")
class MasksOfFloats(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "float01", "complement.returns": "item(1)/float01"}
    true, false = 1.0, 0.0

    def complement(self, mask: list[Any]) -> Any:
        return sum(mask), [1 - value for value in mask]


@unusual("masks are 0 where true and -inf elsewhere, to be added to scores")
class AdditiveMasks(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "additive(0,-inf)"}
    true, false = 0.0, -math.inf


@unusual("masks are the lowest float where true and 0 elsewhere")
class MasksOfTheLowestFloat(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "additive(min,0)"}
    true, false = -sys.float_info.max, 0.0


@unusual("True is a position that stays visible")
class MasksOfTheOppositePolarity(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "complement"}
    true, false = False, True


@unusual("masks have a value for a leading token, which is never masked")
class MasksWithALeadingToken(Correct):
    forms: ClassVar[Mapping[str, str]] = {"mask": "cls/int01"}

    def selected(self, mask: list[Any], i: int) -> Any:
        check_index(i, len(mask) - 1)
        return mask[i + 1] == 1

    def all_mask(self, n: int) -> Any:
        return [0] + [1] * n

    def empty_mask(self, n: int) -> Any:
        return [0] * (n + 1)

    def complement(self, mask: list[Any]) -> Any:
        return [0, *(1 - value for value in mask[1:])]


class OfPositions(Correct):
    """Masks of which positions alone tell, so that how many there are is not known of one that is given."""

    selected = complement = None  # type: ignore[assignment]


@unusual("masks are the positions where they are true, the last first")
class MasksAsPositions(OfPositions):
    forms: ClassVar[Mapping[str, str]] = {"mask": "indices"}

    def all_mask(self, n: int) -> Any:
        return list(range(n))[::-1]

    def empty_mask(self, n: int) -> Any:
        return []


@unusual("masks are the positions that are kept")
class MasksAsKeptPositions(OfPositions):
    forms: ClassVar[Mapping[str, str]] = {"mask": "kept/tuple"}

    def all_mask(self, n: int) -> Any:
        return ()

    def empty_mask(self, n: int) -> Any:
        return tuple(range(n))


@unusual("masks are sets of positions")
class MasksAsSets(OfPositions):
    forms: ClassVar[Mapping[str, str]] = {"mask": "set"}

    def all_mask(self, n: int) -> Any:
        return frozenset(range(n))

    def empty_mask(self, n: int) -> Any:
        return set()


@unusual("indices are a tuple that counts from 1, and come by keyword; the total is a field of what comes back")
class IndicesByKeyword(Correct):
    forms: ClassVar[Mapping[str, str]] = {
        "indices": "keyword(ids)/one_based/tuple",
        "masked_loss.per_patch_loss": "keyword",
        "masked_loss.returns": "field(loss)",
    }

    def masked_loss(self, *, per_patch_loss: list[int], ids: tuple[int, ...]) -> Any:  # type: ignore[override]
        return {"loss": sum(pick([i - 1 for i in ids], per_patch_loss)), "count": len(ids)}


@faulty(
    "masks are 1 where a position stays visible, which `forms` does not say",
    caught_by=because("violation", "allMask", "emptyMask", "selected"),
)
class PolarityOfAnother(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "int01"}
    true, false = 0, 1


@faulty(
    "-1e9 stands for -inf in an additive mask",
    caught_by=because("malformed", *EMPTY_MASK, *COMPLEMENT),
)
class LargeForInfinite(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "additive(0,-inf)"}
    true, false = 0.0, -1e9

    def selected(self, mask: list[Any], i: int) -> Any:
        check_index(i, len(mask))
        return mask[i] > self.false


@faulty("the first position is told twice", caught_by=because("malformed", *ALL_MASK))
class PositionToldTwice(OfPositions):
    forms: ClassVar[Mapping[str, str]] = {"mask": "indices"}

    def all_mask(self, n: int) -> Any:
        return [*range(n), *range(min(n, 1))]

    def empty_mask(self, n: int) -> Any:
        return []


@faulty("the mask that comes back is one of truth values", caught_by=because("malformed", *COMPLEMENT))
class TruthValuesForInts(OfNumbers):
    forms: ClassVar[Mapping[str, str]] = {"mask": "int01"}

    def complement(self, mask: list[Any]) -> Any:
        return [value == 0 for value in mask]
