"""`List` and `Array`: items in order, of any number."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from itertools import permutations, product
from math import perm
from typing import Any

from conformance.carriers.base import Form
from conformance.carriers.forms import AnyForm, Row
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.types import ArrayType, ListType, SequenceType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, Numbers, SizeOf
from conformance.values.known import form_of, formed, former_of
from conformance.values.lacking import Unfit
from conformance.values.limits import Held, Limits
from conformance.values.neighbours import neighbour_of
from conformance.values.partition import WIDE, Partition, partition
from conformance.values.places import Place, Resizing, without_items
from conformance.values.sources import Drawn, Source, Within


class List(Former[SequenceType]):
    """Lists and arrays, as tuples."""

    types = (ListType, ArrayType)
    is_list = True
    work = 3

    def item(self, type_: SequenceType) -> Type | None:
        return type_.item

    def form(self, type_: SequenceType) -> AnyForm | None:
        return form_of_items(type_.item)

    def holds(self, type_: SequenceType, value: Value, size_of: SizeOf) -> bool:
        former, item = formed(type_.item)
        return isinstance(value, tuple) and former.holds_all(item, value, size_of)

    def fit(self, type_: SequenceType, value: Value, size_of: SizeOf) -> Value:
        former, item = formed(type_.item)
        return tuple([former.fit(item, v, size_of) for v in value])

    def least(self, type_: SequenceType, size_of: SizeOf) -> Value:
        return ()

    def another(self, type_: SequenceType, value: Value, size_of: SizeOf) -> Value | None:
        former, item = formed(type_.item)
        with contextlib.suppress(Unfit):
            return (*value, value[-1] if value else former.least(item, size_of))
        return None

    def inside(self, type_: SequenceType, limits: Limits, held: Held) -> Check | None:
        former, item = formed(type_.item)
        least = 1 if limits.nonempty else 0
        distinct = limits.distinct_indices and former.is_index
        each = former.all_inside(item, limits, held)
        if not least and not distinct:
            return each
        return lambda value: (
            len(value) >= least
            and not (distinct and len(set(value)) < len(value))
            and (each is None or each(value))
        )  # fmt: skip

    def halved(self, type_: SequenceType, value: Value, times: int) -> Value:
        former, item = formed(type_.item)
        return former.all_halved(item, value, times)

    def all_halved(self, type_: SequenceType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        return tuple([self.halved(type_, v, times) for v in items])

    def numbered(self, type_: SequenceType, value: Value, numbers: Numbers) -> Value:
        former, item = formed(type_.item)
        return former.all_numbered(item, value, numbers)

    def all_numbered(self, type_: SequenceType, items: tuple[Value, ...], numbers: Numbers) -> tuple[Value, ...]:
        return tuple([self.numbered(type_, v, numbers) for v in items])

    def count(self, type_: SequenceType, within: Within) -> int:
        former, item = formed(type_.item)
        items, is_distinct = former.count(item, within.inside), within.distinct and former.is_index
        return sum(perm(items, k) if is_distinct else int(items**k) for k in within.lengths)

    def values(self, type_: SequenceType, within: Within) -> Sequence[Value]:
        former, item = formed(type_.item)
        items = former.values(item, within.inside)
        if within.distinct and former.is_index:
            return [v for length in within.lengths for v in permutations(items, length)]
        return [v for length in within.lengths for v in product(items, repeat=length)]

    def weights(self, type_: SequenceType, values: Sequence[Value]) -> list[int]:
        former, item = formed(type_.item)
        return former.weights_of_rows(item, values)

    def drawn(self, type_: SequenceType, source: Source) -> Value:
        former, item = formed(type_.item)
        return former.drawn_list(item, source)

    def factors(self, type_: SequenceType) -> tuple[Factor, ...]:
        former, item = formed(type_.item)
        return former.factors_in_list(item)

    def favourites(self, type_: SequenceType) -> tuple[tuple[int, ...], ...]:
        former, item = formed(type_.item)
        return former.favourites_in_list(item)

    def wide(self, type_: SequenceType, drawn: Drawn, levels: Sequence[int]) -> Value:
        former, item = formed(type_.item)
        return former.wide_list(item, drawn, levels)

    def neighbour(self, type_: SequenceType, value: Value, drawn: Drawn, at: int | None) -> Value:
        former, item = formed(type_.item)
        if drawn.distinct and former.is_index:
            middle = len(value) // 2
            return (*value[: middle - 1], *value[middle - 1 : middle + 1][::-1], *value[middle + 1 :])
        return neighbour_of(former, item, value, drawn, None)

    def smaller(self, type_: SequenceType, place: Place) -> bool:
        shorter = without_items(place)
        former, item = formed(type_.item)
        return former.smaller_in_list(item, place) or shorter

    def refit(self, type_: SequenceType, value: Value, resizing: Resizing) -> Value | None:
        former, item = formed(type_.item)
        return tuple([v for v in former.refit_all(item, value, resizing) if v is not None])

    def refit_all(self, type_: SequenceType, items: tuple[Value, ...], resizing: Resizing) -> Sequence[Value | None]:
        return [self.refit(type_, v, resizing) for v in items]

    def told(self, type_: SequenceType, value: Value) -> Iterable[int]:
        former, item = formed(type_.item)
        return value if former.is_index else (p for v in value for p in former.told(item, v))

    def role(self, type_: SequenceType) -> str:
        former, item = formed(type_.item)
        return former.role_in_list(item)

    def partitions(self, type_: SequenceType) -> tuple[Partition, ...]:
        former, item = formed(type_.item)
        return (*_PARTITIONS, *former.partitions_in_list(item))

    def to_plain(self, type_: SequenceType, value: Value) -> Any:
        return items_to_plain(type_.item, value)

    def from_plain(self, type_: SequenceType, plain: Any) -> Value:
        return items_from_plain(type_.item, plain)


_PARTITIONS = (
    partition("empty list", lambda v, n: not v, "nonempty", required=True),
    partition("one item", lambda v, n: len(v) == 1, "max_n", required=True),
    partition("wide", lambda v, n: len(v) >= WIDE, "max_n"),
)


def form_of_items(item: Type) -> AnyForm | None:
    """The form of a vector, by the type of its items.

    Items that are lists may be of unlike lengths, so that no array holds them all: they come one by one in a list.
    """
    inner = form_of(item)
    if isinstance(inner, Form) and not former_of(item).is_list:
        return Form(inner.kind, inner.rank + 1)
    return None if inner is None else Row(inner)


def items_to_plain(item: Type, value: tuple[Value, ...]) -> list[Any]:
    """A vector as JSON has it."""
    former, type_ = formed(item)
    return [former.to_plain(type_, v) for v in value]


def items_from_plain(item: Type, plain: Any) -> Value:
    """A vector from how JSON has it."""
    former, type_ = formed(item)
    return tuple([former.from_plain(type_, v) for v in plain]) if isinstance(plain, list) else plain
