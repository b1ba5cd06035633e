"""`Fin n`: positions below n, and lists of them, which keep order and repetition."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from conformance.carriers.base import Form, Kind
from conformance.lean.closures import Value
from conformance.lean.nodes import Term, Type
from conformance.lean.types import FinType
from conformance.values.factors import LENGTHS, Factor
from conformance.values.former import Former, SizeOf
from conformance.values.indices import DISTINCT, EVEN_STEPS, ORDERS, PERMUTATIONS, indices, is_possible
from conformance.values.lacking import Unfit
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, Resizing, lower_items, lower_number
from conformance.values.sources import Drawn, Source, Uninhabited, Within


class Fin(Former[FinType]):
    """Positions, as Python's `int`."""

    types: ClassVar[tuple[type[Type], ...]] = (FinType,)
    is_index = has_positions = True

    def size(self, type_: FinType) -> Term:
        return type_.size

    def positions(self, type_: FinType, size_of: SizeOf) -> int | None:
        return size_of(self.size(type_))

    def form(self, type_: FinType) -> Form | None:
        return Form(Kind.INDEX, 0)

    def holds(self, type_: FinType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int and 0 <= value < size_of(self.size(type_))

    def holds_all(self, type_: FinType, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        are_ints = {int}.issuperset(map(type, items))
        return are_ints and (not items or (min(items) >= 0 and max(items) < size_of(self.size(type_))))

    def fit(self, type_: FinType, value: Value, size_of: SizeOf) -> Value:
        size = size_of(self.size(type_))
        if not size:
            raise Unfit
        return value % size

    def least(self, type_: FinType, size_of: SizeOf) -> Value:
        if not size_of(self.size(type_)):
            raise Unfit
        return 0

    def another(self, type_: FinType, value: Value, size_of: SizeOf) -> Value | None:
        size = size_of(self.size(type_))
        return (value + 1) % size if size > 1 else None

    def count(self, type_: FinType, within: Within) -> int:
        return within.size_of(self.size(type_))

    def values(self, type_: FinType, within: Within) -> Sequence[Value]:
        return range(within.size_of(self.size(type_)))

    def weights_of_rows(self, type_: FinType, rows: Sequence[tuple[Value, ...]]) -> list[int]:
        return list(map(sum, rows))

    def drawn(self, type_: FinType, source: Source) -> Value:
        size = source.size_of(self.size(type_))
        if not size:
            raise Uninhabited
        return source.fresh(self.size(type_), 1)[0] if source.distinct else source.integer(0, size - 1)

    def drawn_row(self, type_: FinType, source: Source, length: int) -> tuple[Value, ...]:
        size = source.size_of(self.size(type_))
        if not size and length:
            raise Uninhabited
        return self._bulk(source, size, length)

    def _bulk(self, source: Source, size: int, length: int) -> tuple[Value, ...]:
        if size > 256:
            return tuple([source.integer(0, size - 1) for _ in range(length)])
        return tuple([b * size >> 8 for b in source.bytes(length)])

    def drawn_list(self, type_: FinType, source: Source) -> tuple[Value, ...]:
        size = source.size_of(self.size(type_))
        if not size:
            if source.least:
                raise Uninhabited
            return ()
        if source.distinct:
            left = len(source.pool(self.size(type_)))
            if left < source.least:
                raise Uninhabited
            most = max(source.least, left - source.least * (source.sharing - 1))
            return tuple(source.fresh(self.size(type_), source.length(source.least, most)))
        return self._bulk(source, size, source.length(source.least, source.longest))

    def factors(self, type_: FinType) -> tuple[Factor, ...]:
        return (_PLACES,)

    def factors_in_list(self, type_: FinType) -> tuple[Factor, ...]:
        return LENGTHS, ORDERS

    def factors_in_table(self, type_: FinType) -> tuple[Factor, ...]:
        return (ORDERS,)

    def favourites_in_list(self, type_: FinType) -> tuple[tuple[int, ...], ...]:
        return _FAVOURITES

    def wide(self, type_: FinType, drawn: Drawn, levels: Sequence[int]) -> Value:
        size = drawn.size_of(self.size(type_))
        if size == 0 or (drawn.distinct and not drawn.pool(self.size(type_))):
            raise Uninhabited
        if drawn.distinct:
            found = drawn.pool(self.size(type_)).pop()
            drawn.unmet(0, "limit")
        else:
            found = min(size - 1, _MAKERS[levels[0]](size, drawn.rng))
        drawn.list_indices(size, (found,))
        return found

    def wide_list(self, type_: FinType, drawn: Drawn, levels: Sequence[int]) -> tuple[Value, ...]:
        size = drawn.size_of(self.size(type_))
        if size == 0 and drawn.nonempty:
            raise Uninhabited
        length, order = drawn.length(levels[0], size), levels[1]
        if size == 0:
            drawn.unmet(0, "size")
            return ()
        if drawn.distinct and order not in DISTINCT:
            drawn.unmet(1, "limit")
            order = min(DISTINCT)
        elif not is_possible(order, size, length):
            drawn.unmet(1, "size")
        drawn.count(length)
        if drawn.distinct:
            pool = drawn.pool(self.size(type_))
            length = min(length, len(pool), max(1, size // drawn.sharing))
            taken = [pool.pop() for _ in range(length)]
            found = tuple([taken[k] for k in indices(length, length, order, drawn.rng)] if length else ())
        else:
            key = "indices", size, length, order
            found = drawn.kept(key, lambda rng: indices(size, length, order, rng))
        drawn.list_indices(size, found)
        return found

    def wide_table(self, type_: FinType, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        drawn.count(size)
        positions = drawn.size_of(self.size(type_))
        if not positions and size:
            raise Uninhabited
        if not is_possible(levels[0], positions, size):
            drawn.unmet(0, "size")
        key = "places", size, positions, levels[0]
        return drawn.kept(key, lambda rng: indices(positions, size, levels[0], rng))

    def changed(self, type_: FinType, item: Value, size_of: SizeOf) -> Value:
        return (item + 1) % size_of(self.size(type_))

    def all_changed(self, type_: FinType, items: tuple[Value, ...], size_of: SizeOf) -> tuple[Value, ...]:
        size = size_of(self.size(type_)) if items else 0
        return tuple([(v + 1) % size for v in items])

    def balanced(self, type_: FinType, one: Value, other: Value, drawn: Drawn) -> tuple[Value, Value] | None:
        is_inside = one + 1 < drawn.size_of(self.size(type_)) and other > 0
        return (one + 1, other - 1) if is_inside and one + 1 != other else None

    def asked(self, type_: FinType, drawn: Drawn, turn: int) -> Sequence[Value]:
        size = drawn.size_of(self.size(type_))
        powers = [2**k + d for k in range(3, size.bit_length()) for d in (-1, 0, 1)]
        turned = [powers[(3 * turn + 5 * k) % len(powers)] for k in range(3)] if powers else []
        pages = [k * _PAGE for k in range(2, size // _PAGE + 1)]
        beyond = [drawn.rng.randrange(_HALF, size) for _ in range(4 if pages else 2)] if size > _HALF else []
        further = (*pages[turn % 3 :: 3][:4], *beyond)
        return list(dict.fromkeys(k for k in (0, size - 1, *turned, *further) if 0 <= k < size))

    def smaller(self, type_: FinType, place: Place) -> bool:
        return lower_number(place)

    def smaller_in_list(self, type_: FinType, place: Place) -> bool:
        return lower_items(place, (0,) * len(place.value))

    def refit(self, type_: FinType, value: Value, resizing: Resizing) -> Value | None:
        return self.refit_all(type_, (value,), resizing)[0]

    def refit_all(self, type_: FinType, items: tuple[Value, ...], resizing: Resizing) -> Sequence[Value | None]:
        kept = resizing.kept(self.size(type_))
        if kept is None:
            return items
        places = {p: k for k, p in enumerate(kept)}
        return [places.get(v) for v in items]

    def told(self, type_: FinType, value: Value) -> Iterable[int]:
        return (value,)

    def role(self, type_: FinType) -> str:
        return "index"

    def role_in_list(self, type_: FinType) -> str:
        return "indices"

    def partitions(self, type_: FinType) -> tuple[Partition, ...]:
        return _PARTITIONS

    def partitions_in_list(self, type_: FinType) -> tuple[Partition, ...]:
        return _PARTITIONS_OF_LISTS


_FAVOURITES = tuple(
    (LENGTHS.number(length), ORDERS.number(order))
    for length, order in (
        ("25 % of n", "shuffled"), ("75 % of n", "sorted"), ("n", "shuffled"), ("25 % of n", "a block on a grid"),
        ("n", "sorted"), ("40 % of n", EVEN_STEPS), ("10 % of n", EVEN_STEPS), ("twice n", PERMUTATIONS),
        ("n", "nearly a run or permutation"),
    )
)  # fmt: skip
"""The patches that an encoder sees, those that are hidden, an order of all, and a block; and what code knows a short
way for: all in order, every second one, others at even steps, all and then all again, and nearly all."""

_PAGE = 4_096
"""Positions of a page, beyond which the ends of pages are asked of one input."""

_HALF = 2_048
"""Up to where half a float counts; beyond, more positions are asked of one input."""

_PARTITIONS = (
    partition("first position", lambda v, n: v == 0),
    partition("last position", lambda v, n: v == n - 1),
)

_PARTITIONS_OF_LISTS = (
    partition(
        "repeated index", lambda v, n: len(v) > 1 and len(set(v)) < len(v), "distinct_indices", "max_n", required=True
    ),
    partition("longer than n", lambda v, n: len(v) > n > 0, "distinct_indices"),
    partition("every position once", lambda v, n: len(v) == n > 1 and len(set(v)) == n, "max_n"),
)


def _word_end(size: int, rng: random.Random) -> int:
    """Beside a power of two, as the ends of words, blocks and pages are."""
    return max(0, (1 << rng.randrange(max(1, size.bit_length()))) + rng.choice((-1, 0, 0, 1)))


def _beyond_half(size: int, rng: random.Random) -> int:
    """In the upper half, where a narrower number does not reach or has gaps."""
    return rng.randrange(size // 2, size)


_PLACE_OF: dict[str, Callable[[int, random.Random], int]] = {
    "the first": lambda size, rng: 0,
    "the last": lambda size, rng: size - 1,
    "beside a power of two": _word_end,
    "beyond half": _beyond_half,
    "anywhere": lambda size, rng: rng.randrange(size),
}

_PLACES, _MAKERS = Factor("index", tuple(_PLACE_OF)), tuple(_PLACE_OF.values())
