"""What built-in functions do to columns of vectors: lists, arrays, and functions on positions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from conformance.columns.arithmetic import OF_NUMBERS
from conformance.columns.column import (
    Array,
    Column,
    Items,
    NotByColumns,
    Parts,
    along,
    closed,
    constant,
    equal,
    few,
    joint,
    leads_of,
    length_of,
    made,
    opened,
    run,
    taken,
    together,
    uniform,
)

OfColumns = Callable[..., Column]


def total(items: Column) -> Items:
    """The sum of each vector of numbers."""
    assert isinstance(items, Items)
    bound = items.most * length_of(items)
    made(items.data, items.lead, bound)
    return Items(along(np.add, items.data, items.lead, 0), items.lead, bound)


def product(items: Column) -> Items:
    """The product of each vector of numbers."""
    assert isinstance(items, Items)
    bound = max(1, items.most) ** length_of(items) if items.most < 2 or length_of(items) < 64 else 2**64
    made(items.data, items.lead, bound)
    return Items(along(np.multiply, items.data, items.lead, 1), items.lead, bound)


def every(truths: Column) -> Items:
    """Whether all of each vector of truth values are true."""
    assert isinstance(truths, Items)
    return Items(along(np.logical_and, truths.data, truths.lead, True), truths.lead, 1)


def some(truths: Column) -> Items:
    """Whether one of each vector of truth values is true."""
    assert isinstance(truths, Items)
    return Items(along(np.logical_or, truths.data, truths.lead, False), truths.lead, 1)


def how_many(truths: Column) -> Items:
    """How many of each vector of truth values are true."""
    assert isinstance(truths, Items)
    return Items(along(np.add, truths.data.astype(np.int64), truths.lead, 0), truths.lead, length_of(truths))


def laid_end_to_end(first: Column, second: Column) -> Column:
    """Each vector followed by another."""
    if isinstance(first, Parts):
        assert isinstance(second, Parts)
        return Parts(tuple([laid_end_to_end(a, b) for a, b in zip(first.parts, second.parts, strict=True)]))
    assert isinstance(second, Items)
    if 0 in (length_of(first), length_of(second)) and first.data.ndim - first.lead > 1:
        # What an empty vector of vectors has in its place has no length of its own.
        return second if length_of(first) == 0 else first
    arrays, lead = together((first, second))
    shape = joint([a.shape[:lead] for a in arrays])
    few(*shape, length_of(first) + length_of(second), *first.dims[1:])
    if first.dims[1:] != second.dims[1:]:
        raise NotByColumns
    whole = [np.broadcast_to(a, (*shape, *a.shape[lead:])) for a in arrays]
    return Items(np.concatenate(whole, axis=lead), lead, max(first.most, second.most))


def alone(item: Column) -> Column:
    """Vectors of one item."""
    if isinstance(item, Parts):
        return Parts(tuple(map(alone, item.parts)))
    return Items(np.expand_dims(item.data, item.lead), item.lead, item.most)


def _each_array(column: Column, change: Callable[[Array, int], Array]) -> Column:
    if isinstance(column, Parts):
        return Parts(tuple([_each_array(part, change) for part in column.parts]))
    return Items(change(column.data, column.lead), column.lead, column.most)


def part(items: Column, start: int | None, stop: int | None, step: int | None = None) -> Column:
    """Some of the items of each vector."""
    return _each_array(items, lambda data, lead: data[(slice(None),) * lead + (slice(start, stop, step),)])


def chosen(where: Items, this: Column, other: Column) -> Column:
    """One of two values, by a truth value."""
    if isinstance(this, Parts):
        assert isinstance(other, Parts)
        return Parts(tuple([chosen(where, a, b) for a, b in zip(this.parts, other.parts, strict=True)]))
    assert isinstance(other, Items)
    if this.dims != other.dims:
        if where.data.size == 1:
            return this if uniform(where) else other
        raise NotByColumns
    (truth, a, b), lead = together((where, this, other))
    truth = truth.reshape((*truth.shape, *(1,) * len(this.dims)))
    return Items(np.where(truth, a, b), lead, max(this.most, other.most))


def at_or(items: Column, place: Column, otherwise: Column) -> Column:
    """The item at a place, or another value where there is none."""
    length = length_of(items)
    if length == 0:
        return otherwise
    assert isinstance(place, Items)
    inside = Items(np.minimum(place.data, length - 1), place.lead, length - 1)
    is_there = Items(place.data < length, place.lead, 1)
    return chosen(is_there, taken(items, inside), otherwise)


def _item(items: Column, place: Column) -> Column:
    assert isinstance(place, Items)
    if place.most >= length_of(items) and (not place.data.size or place.data.max() >= length_of(items)):
        raise NotByColumns
    return taken(items, place)


def _member(item: Column, items: Column) -> Items:
    return some(_alike(item, items))


def _alike(item: Column, items: Column) -> Column:
    """Which items of vectors are a given one."""
    depth = max(map(len, [*leads_of(item), *leads_of(items)]))
    found = equal(opened(items, depth), item)
    return closed(found, depth, length_of(items))


def _distinct(items: Column) -> Items:
    if isinstance(items, Parts) or len(items.dims) != 1:
        raise NotByColumns
    ordered = np.sort(items.data, axis=items.lead)
    before = (slice(None),) * items.lead
    same = ordered[(*before, slice(1, None))] == ordered[(*before, slice(None, -1))]
    return Items(~along(np.logical_or, same, items.lead, False), items.lead, 1)


def _rearranged(left: Column, right: Column) -> Items:
    if isinstance(left, Parts) or isinstance(right, Parts) or len(left.dims) != 1:
        raise NotByColumns
    first, second = (Items(np.sort(c.data, axis=c.lead), c.lead, c.most) for c in (left, right))
    return equal(first, second)


def _zipped(left: Column, right: Column) -> Column:
    length = min(length_of(left), length_of(right))
    return Parts((part(left, 0, length), part(right, 0, length)))


def _repeated(count: Column, item: Column) -> Column:
    length = uniform(count)
    depth = max(map(len, leads_of(item)))
    few(length, *joint(leads_of(item)))
    return closed(item, depth, length)


def _up_to(count: Column) -> Column:
    length = uniform(count)
    few(length)
    found = run(length, 1)
    return Items(found.data, 1, found.most)


def _headed(items: Column, otherwise: Column) -> Column:
    return at_or(items, constant(0), otherwise)


_LISTS: dict[str, OfColumns] = {
    "List.cons": lambda a, xs: laid_end_to_end(alone(a), xs),
    "List.append": laid_end_to_end,
    "List.elem": _member,
    "List.contains": lambda xs, a: _member(a, xs),
    "List.count": lambda a, xs: how_many(_alike(a, xs)),
    "List.sum": total,
    "List.reverse": lambda xs: part(xs, None, None, -1),
    "List.length": lambda xs: constant(length_of(xs)),
    "List.Nodup": _distinct,
    "List.Perm": _rearranged,
    "List.zip": _zipped,
    "List.getD": at_or,
    "List.isEmpty": lambda xs: constant(length_of(xs) == 0),
    "List.tail": lambda xs: part(xs, 1, None),
    "List.headD": _headed,
    "List.take": lambda k, xs: part(xs, 0, uniform(k)),
    "List.drop": lambda k, xs: part(xs, uniform(k), None),
    "List.replicate": _repeated,
    "List.range": _up_to,
    "List.finRange": _up_to,
    "xs[i]": _item,
    "xs[i]!": at_or,
    "Array.push": lambda xs, a: laid_end_to_end(xs, alone(a)),
    "Array.pop": lambda xs: part(xs, 0, max(0, length_of(xs) - 1)),
}

OF_VECTORS: dict[str, OfColumns] = {
    **_LISTS,
    "Eq": equal,
    "BEq.beq": equal,
    "Ne": lambda a, b: Items(~(same := equal(a, b)).data, same.lead, 1),
    "bne": lambda a, b: Items(~(same := equal(a, b)).data, same.lead, 1),
    "∈": _member,
    "∉": lambda a, xs: Items(~(found := _member(a, xs)).data, found.lead, 1),
    "ite": chosen,
    "Prod.mk": lambda a, b: Parts((a, b)),
    "Prod.fst": lambda p: p.parts[0],
    "Prod.snd": lambda p: p.parts[1],
    "True": lambda: constant(True),
    "False": lambda: constant(False),
    "true": lambda: constant(True),
    "false": lambda: constant(False),
    "Unit.unit": lambda: constant(0),
    "id": lambda a: a,
    "stopgrad": lambda a: a,
    "Finset.sum": total,
    "Finset.prod": product,
    "List.sum@Fin": lambda n, xs: OF_NUMBERS["HMod.hMod"](total(xs), n),
    "Finset.sum@Fin": lambda n, xs: OF_NUMBERS["HMod.hMod"](total(xs), n),
    "Finset.prod@Fin": lambda n, xs: OF_NUMBERS["HMod.hMod"](product(xs), n),
    "Array.toList": lambda xs: xs,
    "List.toArray": lambda xs: xs,
}
"""By the names of the language's prelude, on vectors that have one length for all inputs."""


def folded(step: Callable[[Column, Column], Column], start: Column, items: Column, places: Sequence[int]) -> Column:
    """What steps make of a value with the items at places, one after the other."""
    for place in places:
        start = step(start, taken(items, constant(place)))
    return start
