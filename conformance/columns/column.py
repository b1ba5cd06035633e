"""Values of many inputs as arrays: what stands in the place of a value where a term is evaluated on all inputs at once.

A column's array has leading axes first, and then those of the value: none of a number, one of a vector, two of a vector
of vectors. The first leading axis counts inputs; each loop around a term adds one. An axis of length 1 says that the
value is the same all along it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

LARGEST = 2**63 - 1
"""The largest number that the arrays hold."""

MOST_ITEMS = 2**22
"""How many numbers an array has at most that is given to an operation, or made of values that lie one after another."""

MOST_ON_THE_WAY = 2**24
"""How many numbers an array has at most that loops inside one another make."""

FEW = 32
"""Vectors of so many items at most are gone through place by place."""


class NotByColumns(Exception):
    """What cannot be told of all inputs at once, as their values have not one shape."""


class TooLarge(Exception):
    """Numbers that may be beyond 64 bits, or more of them than are held at once."""


@dataclass(frozen=True, slots=True)
class Items:
    """Numbers, truth values, or vectors of them at any depth.

    `lead` is how many axes come before those of the value, and no number is larger than `most`, with either sign. Where
    it holds the numbers from 0 along one of them, as a loop's variable does, that is `axis`.
    """

    data: Array
    lead: int
    most: int
    axis: int = -1

    @property
    def dims(self) -> tuple[int, ...]:
        """The lengths of the vectors."""
        return self.data.shape[self.lead :]


@dataclass(frozen=True, slots=True)
class Parts:
    """Structures and pairs, field by field; vectors of them are vectors of each field."""

    parts: tuple[Column, ...]


Column: TypeAlias = Items | Parts


def made(data: Array, lead: int, most: int) -> Items:
    """A column of numbers that are known to be no larger than `most`.

    Raises:
        TooLarge: they may be beyond 64 bits.
    """
    if most > LARGEST:
        raise TooLarge
    return Items(data, lead, most)


def constant(value: int) -> Items:
    """The same number, or truth value, for all inputs."""
    is_truth = isinstance(value, bool)
    if not is_truth and abs(value) > LARGEST:
        raise TooLarge
    return Items(np.array([value], dtype=np.bool_ if is_truth else np.int64), 1, abs(int(value)))


def uniform(column: Column) -> int:
    """The one number that a column holds.

    Raises:
        NotByColumns: it holds several.
    """
    assert isinstance(column, Items)
    if column.data.size != 1:
        raise NotByColumns
    return int(column.data.item())


def lifted(items: Items, lead: int) -> Array:
    """The array with so many leading axes, those that are added after the ones that there are."""
    if items.lead == lead:
        return items.data
    shape = items.data.shape
    return items.data.reshape((*shape[: items.lead], *(1,) * (lead - items.lead), *shape[items.lead :]))


def together(columns: Sequence[Items]) -> tuple[list[Array], int]:
    """The arrays with as many leading axes each.

    Raises:
        TooLarge: what is told along all of these axes is too much to be held at once.
    """
    lead = max(c.lead for c in columns)
    arrays = [lifted(c, lead) for c in columns]
    _check_held(arrays, lead, max([prod(a.shape[lead:]) for a in arrays]))
    return arrays, lead


def _check_held(arrays: Sequence[Array], lead: int, items: int) -> None:
    """That values of so many items each are few enough along all leading axes of the arrays."""
    if prod(map(max, zip(*[a.shape[:lead] for a in arrays], strict=True))) * items > MOST_ON_THE_WAY:
        raise TooLarge


def leads_of(column: Column) -> list[tuple[int, ...]]:
    """The lengths of the leading axes of all that a column is made of."""
    if isinstance(column, Parts):
        return [lead for part in column.parts for lead in leads_of(part)]
    return [column.data.shape[: column.lead]]


def joint(leads: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The lengths of leading axes along which all of these are told."""
    longest = max(map(len, leads), default=1)
    return np.broadcast_shapes(*[(*lead, *(1,) * (longest - len(lead))) for lead in leads])


def opened(column: Column, depth: int) -> Column:
    """Vectors as their items: their first axis becomes the leading one at that depth."""
    if isinstance(column, Parts):
        return Parts(tuple([opened(part, depth) for part in column.parts]))
    return Items(lifted(column, depth), depth + 1, column.most)


def closed(column: Column, depth: int, length: int) -> Column:
    """Items as vectors of that length: the leading axis at that depth becomes their first one."""
    if isinstance(column, Parts):
        return Parts(tuple([closed(part, depth, length) for part in column.parts]))
    data = lifted(column, depth + 1)
    if data.shape[depth] != length:
        data = np.broadcast_to(data, (*data.shape[:depth], length, *data.shape[depth + 1 :]))
    return Items(data, depth, column.most)


def length_of(column: Column) -> int:
    """How many items the vectors have, which is the same for all."""
    if isinstance(column, Parts):
        if not column.parts:
            raise NotByColumns
        return length_of(column.parts[0])
    return int(column.data.shape[column.lead])


def run(count: int, depth: int) -> Items:
    """The numbers from 0 below a count, along the leading axis at that depth.

    Raises:
        TooLarge: there are too many.
    """
    if count > MOST_ON_THE_WAY:
        raise TooLarge
    return Items(np.arange(count).reshape((*(1,) * depth, count)), depth + 1, max(0, count - 1), depth)


def taken(table: Column, index: Column) -> Column:
    """The items of vectors at places, which are inside; truth values are places, false before true."""
    assert isinstance(index, Items)
    if isinstance(table, Parts):
        return Parts(tuple([taken(part, index) for part in table.parts]))
    (data, places), lead = _beside(table, index)
    if 0 <= index.axis < lead and data.shape[index.axis] == 1 and places.shape[index.axis] == data.shape[lead]:
        # All of a vector, one after the other.
        return replace(table, data=np.moveaxis(np.squeeze(data, index.axis), lead - 1, index.axis), lead=lead, axis=-1)
    inner = data.ndim - lead - 1
    numbers = places.astype(np.int64, copy=False).reshape((*places.shape, 1, *(1,) * inner))
    found = np.take_along_axis(data, numbers, lead)
    return Items(np.squeeze(found, lead), lead, table.most)


def _beside(table: Items, index: Items) -> tuple[tuple[Array, Array], int]:
    lead = max(table.lead, index.lead)
    data, places = lifted(table, lead), lifted(index, lead)
    _check_held((data, places), lead, prod(data.shape[lead + 1 :]))
    return (data, places), lead


def equal(left: Column, right: Column) -> Items:
    """Where two values are the same."""
    if isinstance(left, Parts):
        assert isinstance(right, Parts)
        found = [equal(a, b) for a, b in zip(left.parts, right.parts, strict=True)]
        return conjoined(found)
    assert isinstance(right, Items)
    (a, b), lead = together((left, right))
    for one, other in zip(a.shape[lead:], b.shape[lead:], strict=True):
        if one != other:
            return constant(False)
        if one == 0:
            return constant(True)
    same = a == b
    while same.ndim > lead:
        same = along(np.logical_and, same, lead, True)
    return Items(same, lead, 1)


def along(function: np.ufunc, data: Array, axis: int, start: int) -> Array:
    """What a function of two numbers makes of all along an axis, from a first one on."""
    length = data.shape[axis]
    if length > FEW or not length:
        return np.asarray(function.reduce(data, axis=axis, initial=start))
    # Few arrays are put together much faster than many short rows of one.
    return reduce(function, np.moveaxis(data, axis, 0))


def conjoined(truths: Sequence[Items]) -> Items:
    """Where all are true."""
    arrays, lead = together(truths) if truths else ([], 1)
    found = np.ones((1,) * lead, dtype=np.bool_)
    for array in arrays:
        found = found & array
    return Items(found, lead, 1)


def rows(column: Column, lead: tuple[int, ...]) -> Column:
    """A column whose leading axes are one, along which all of the axes given are told one after the other."""
    if isinstance(column, Parts):
        return Parts(tuple([rows(part, lead) for part in column.parts]))
    data = lifted(column, len(lead))
    dims = column.dims
    return Items(np.broadcast_to(data, (*lead, *dims)).reshape((prod(lead), *dims)), 1, column.most)


def unrolled(column: Column, lead: tuple[int, ...]) -> Column:
    """A column of one leading axis with those given in its place."""
    if isinstance(column, Parts):
        return Parts(tuple([unrolled(part, lead) for part in column.parts]))
    return Items(column.data.reshape((*lead, *column.dims)), len(lead), column.most)


def few(*lengths: int) -> None:
    """
    Raises:
        TooLarge: an array of these lengths has too many items.
    """
    if np.prod([float(n) for n in lengths], initial=1.0) > MOST_ITEMS:
        raise TooLarge
