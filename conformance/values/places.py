"""A value of a failing input while it is made smaller, and how vectors and numbers become smaller in its place."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Term

MAX_REFUSALS = 48
"""How many chunks of one length are refused in a row before shorter ones are tried."""

MAX_REMOVED = 64
"""Of how many positions at most each is tried to be left out, or made smaller, by itself."""

MAX_EXPONENT = 128
"""Up to this exponent each power of two is tried."""

Kept = Callable[[int, int], Sequence[int]]
"""Which positions are kept where a number of them becomes a smaller one."""


class Place(abc.ABC):
    """Where a value stands in an input that fails."""

    @property
    @abc.abstractmethod
    def value(self) -> Any:
        """The value that stands there now."""

    @property
    @abc.abstractmethod
    def exhausted(self) -> bool:
        """Whether no more values are tried."""

    @abc.abstractmethod
    def takes(self, value: Value) -> bool:
        """Puts a value there, where the input fails with it; whether it does."""

    def takes_one_of(self, values: Iterable[Value]) -> bool:
        """Puts the first value there with which the input fails; whether there is one."""
        return any(self.takes(value) for value in values)


class _Inside(Place):
    """One item of a tuple."""

    def __init__(self, vector: Place, position: int) -> None:
        self._vector, self._position = vector, position

    @property
    def value(self) -> Any:
        return self._vector.value[self._position]

    @property
    def exhausted(self) -> bool:
        return self._vector.exhausted

    def takes(self, value: Value) -> bool:
        items, k = self._vector.value, self._position
        return self._vector.takes((*items[:k], value, *items[k + 1 :]))


def inside(place: Place, position: int) -> Place:
    """The place of one item of a tuple."""
    return _Inside(place, position)


def each_inside(place: Place, smaller: Callable[[Place], bool]) -> bool:
    """Makes each item of a vector smaller by itself."""
    found = [smaller(_Inside(place, k)) for k in range(min(len(place.value), MAX_REMOVED))]
    return any(found)


def without_items(place: Place) -> bool:
    """Takes items out of a vector, in chunks."""
    return _by_chunks(place, _all_places, _removed)


def with_zeros(place: Place) -> bool:
    """Puts zeros in the place of items of a vector, in chunks."""
    return _by_chunks(place, _nonzero_places, _zeroed)


def _by_chunks(
    place: Place,
    places_of: Callable[[tuple[Value, ...]], list[int]],
    without: Callable[[tuple[Value, ...], list[int]], tuple[Value, ...]],
) -> bool:
    """Takes chunks of a vector's places away, halving their length each time that no more can be taken."""
    better = False
    places = places_of(place.value)
    length = len(places)
    while length >= 1 and not place.exhausted:
        refusals = 0
        # From the end, so that the places before a chunk stay what they are when it is gone.
        for end in range(len(places), 0, -length):
            if refusals == MAX_REFUSALS:
                break
            if place.takes(without(place.value, places[max(0, end - length) : end])):
                better, refusals = True, 0
            else:
                refusals += 1
        places = places_of(place.value)
        length = min(length // 2, len(places))
    return better


def lower_items(place: Place, lowest: tuple[int, ...]) -> bool:
    """Lowers the numbers of a vector, all together to `lowest`, and those of a short one each by itself."""
    better = place.value != lowest and place.takes(lowest)
    if len(place.value) > MAX_REMOVED:
        return better
    for k in range(len(place.value)):
        better = lower_number(_Inside(place, k)) or better
    return better


def in_one_place(place: Place) -> bool:
    """Puts the total of a vector's numbers, or the largest of them, into one of its places, and zeros in the others."""
    items = place.value
    places = _nonzero_places(items)
    if len(places) < 2:
        return False
    ends = dict.fromkeys((places[0], places[-1]))
    whole = [(*(0,) * k, number, *(0,) * (len(items) - k - 1)) for number in (sum(items), max(items)) for k in ends]
    return place.takes_one_of(whole)


def _all_places(items: tuple[Value, ...]) -> list[int]:
    return list(range(len(items)))


def _nonzero_places(items: tuple[Value, ...]) -> list[int]:
    return [k for k, v in enumerate(items) if v]


def _removed(items: tuple[Value, ...], places: list[int]) -> tuple[Value, ...]:
    return items[: places[0]] + items[places[-1] + 1 :]


def _zeroed(items: tuple[Value, ...], places: list[int]) -> tuple[Value, ...]:
    changed = list(items)
    for k in places:
        changed[k] = type(items[k])()
    return tuple(changed)


def smaller_numbers(value: int) -> list[int]:
    """Naturals below one, those tried first that are the smallest: powers of two and what comes next to them.

    A power of two has one significant bit, and the natural after it the most that a float of its size loses.
    """
    bits = value.bit_length()
    exponents = [*range(1, min(bits, MAX_EXPONENT)), *range(MAX_EXPONENT, bits, MAX_EXPONENT)]
    edges = [edge for k in exponents for edge in (2**k, 2**k + 1)]
    found = [0, 1, *edges, value // 2, value * 3 // 4, value - value // 8, value - 1]
    return list(dict.fromkeys(v for v in found if 0 <= v < value))


def lower_number(place: Place) -> bool:
    """Makes a number smaller: one of `smaller_numbers`, and by halves where what is above a number fails."""
    candidates = smaller_numbers(place.value)
    if not place.takes_one_of(candidates):
        return False
    refused = max((v for v in candidates if v < place.value), default=-1)
    while place.value - refused > 1 and not place.exhausted:
        middle = (refused + place.value) // 2
        if not place.takes(middle):
            refused = middle
    return True


class Resizing:
    """Sizes that became smaller, and which positions are kept.

    Args:
        number: the positions that a size comes to, for an input.
        before: the input as it was.
        after: the input with the smaller size.
        kept: which positions stay.
    """

    def __init__(self, number: Callable[[Term, Frame], int], before: Frame, after: Frame, kept: Kept) -> None:
        self._number, self._before, self._after, self._kept = number, before, after, kept

    def kept(self, size: Term) -> Sequence[int] | None:
        """The positions that stay, in order; None where all do."""
        old, new = self._number(size, self._before), self._number(size, self._after)
        return None if old == new else self._kept(old, new)
