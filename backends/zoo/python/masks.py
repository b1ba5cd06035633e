"""Specimens on Python lists: which positions a mask selects."""

from __future__ import annotations

from .._registry import because
from ._base import Correct, check_index, faulty


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
