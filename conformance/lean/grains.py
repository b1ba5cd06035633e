"""What bounds the values of an input: how large naturals are, how long vectors, and of which grain reals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from typing import Any

from conformance.lean.bounds import Bound, Heavy, Items, joined
from conformance.lean.nodes import Type
from conformance.lean.types import RAT, REAL, FunctionType, NumberType, ProductType, SequenceType, StructureType, unfold

_LATEST, _MOST_ITEMS = 16, 2**16
"""How many vectors' bounds are remembered, and how many items these vectors have at most, but for the last one's."""


@dataclass(frozen=True, slots=True)
class Grain:
    """A multiple of 2^-scale of at most so many steps, with either sign."""

    steps: int
    scale: int = 0

    def _at(self, scale: int) -> int:
        return self.steps << (scale - self.scale)

    def __add__(self, other: Grain | int) -> Grain:
        right = grain(other)
        scale = max(self.scale, right.scale)
        return Grain(self._at(scale) + right._at(scale), scale)

    __radd__ = __add__

    def __mul__(self, other: Grain | int) -> Grain:
        right = grain(other)
        return Grain(self.steps * right.steps, self.scale + right.scale)

    __rmul__ = __mul__

    def joined(self, other: Grain | int) -> Grain:
        """What bounds both."""
        right = grain(other)
        scale = max(self.scale, right.scale)
        return Grain(max(self._at(scale), right._at(scale)), scale)


def grain(value: Grain | int) -> Grain:
    return value if isinstance(value, Grain) else Grain(value)


def is_fraction(type_: Type) -> bool:
    """Whether numbers of a type may be fractions."""
    return unfold(type_) in (REAL, RAT)


Measure = Callable[[Any], Bound]
"""What bounds a value, or each of several; it raises `Heavy` of a function of which no table is known."""


class Measures:
    """What bounds the values of the variables of an input, of types that are given.

    Vectors are often those of the input before, and are looked at once.
    """

    def __init__(self, types: Sequence[Type]) -> None:
        self._types = types
        self._measures = list(map(_measure_of, types))
        self._latest: dict[tuple[int, int], tuple[Any, Bound]] = {}
        self._items = 0

    def of(self, frame: Sequence[Any]) -> tuple[Bound, ...]:
        """
        Raises:
            Heavy: a value is a function of which no table is known.
        """
        return tuple([self._of_value(place, value) for place, value in enumerate(frame)])

    def of_all(self, frames: Sequence[Sequence[Any]]) -> tuple[Bound, ...]:
        """What bounds the values of each of some inputs. A column of few values tells it sooner than the inputs.

        Raises:
            Heavy: a value is a function of which no table is known.
        """
        columns = zip(*frames, strict=True)
        several = [{id(value): value for value in column}.values() for column in columns]
        return tuple(reduce(joined, map(measure, c)) for measure, c in zip(self._measures, several, strict=True))

    def halved(self, bounds: Sequence[Bound], kept: Collection[int], times: int) -> tuple[Bound, ...]:
        """Those of the input with the numbers in it halved that often, but for the variables at some places."""
        typed = enumerate(zip(self._types, bounds, strict=True))
        return tuple([bound if place in kept else _halved(type_, bound, times) for place, (type_, bound) in typed])

    def forget(self) -> None:
        """Lets go of the vectors that it remembers."""
        self._latest.clear()
        self._items = 0

    def _of_value(self, place: int, value: Any) -> Bound:
        if not isinstance(value, tuple):
            return self._measures[place](value)
        key = place, id(value)
        known = self._latest.get(key)
        if known is None:
            bound = self._measures[place](value)
            self._items += _items(bound)
            if len(self._latest) >= _LATEST or self._items > _MOST_ITEMS:
                self.forget()
                self._items = _items(bound)
            # The value is kept as well, so that no other has its identity.
            known = self._latest[key] = value, bound
        return known[1]


def _items(bound: Bound) -> int:
    """How many items a value of that bound has at most."""
    if isinstance(bound, tuple):
        return sum(map(_items, bound))
    return bound.length * max(1, _items(bound.item)) if isinstance(bound, Items) else 1


def _measure_of(type_: Type) -> Measure:
    """What bounds a value of the type."""
    match unfold(type_):
        case SequenceType(item=item):
            of_items = _measure_of_all(item)
            return lambda value: Items(len(value), of_items(value))
        case FunctionType(codomain=item):
            of_table = _measure_of_all(item)
            return lambda value: Items(len(_table(value)), of_table(value))
        case ProductType(parts=parts) | StructureType(fields=parts):
            measures = [_measure_of(part) if isinstance(part, Type) else None for part in parts]
            return lambda value: tuple([m(v) for m, v in zip(measures, value, strict=True) if m is not None])
        case plain if is_fraction(plain):
            return lambda value: _grain_of((value,))
    return lambda value: abs(int(value))


def _measure_of_all(type_: Type) -> Measure:
    """What bounds each of some values of the type; None where there are none."""
    match unfold(type_):
        case SequenceType(item=item):
            of_items = _measure_of_all(item)
            return lambda rows: Items(max(map(len, rows)), of_items(_flat(rows))) if rows else None
        case FunctionType(codomain=item):
            of_table = _measure_of_all(item)
            return lambda rows: Items(max([len(_table(row)) for row in rows]), of_table(_flat(rows))) if rows else None
        case ProductType(parts=parts) | StructureType(fields=parts):
            measures = [_measure_of_all(part) if isinstance(part, Type) else None for part in parts]
            return lambda values: (
                tuple([m(c) for m, c in zip(measures, zip(*values, strict=True), strict=True) if m is not None])
                if values
                else None
            )
        case plain if is_fraction(plain):
            return lambda values: _grain_of(values) if values else None
    return lambda values: int(max(max(values), -min(values))) if values else None


def _table(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        raise Heavy
    return value


def _flat(rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """The items of rows, those of one object once."""
    several = {id(row): row for row in rows}
    return tuple(chain.from_iterable(several.values()))


def _grain_of(values: Sequence[Any]) -> Grain:
    scale, largest = 0, max(max(values), -min(values))
    if {int}.issuperset(map(type, values)):
        return Grain(largest)
    for value in set(values):
        if type(value) is not int:
            denominator = value.as_integer_ratio()[1]
            if denominator & (denominator - 1):
                raise Heavy
            scale = max(scale, denominator.bit_length() - 1)
    return Grain(int(largest * 2**scale), scale)


def _halved(type_: Type, bound: Bound, times: int) -> Bound:
    match unfold(type_), bound:
        case SequenceType(item=item) | FunctionType(codomain=item), Items(length, inner):
            return Items(length, _halved(item, inner, times))
        case ProductType(parts=parts) | StructureType(fields=parts), tuple():
            typed = zip([part for part in parts if isinstance(part, Type)], bound, strict=True)
            return tuple([_halved(part, inner, times) for part, inner in typed])
        case _, Grain(steps, scale):
            return Grain(steps >> times, scale)
        case NumberType(), int():
            return bound >> times
    return bound
