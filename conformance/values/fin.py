"""`Fin n`: positions below n, and lists of them, which keep order and repetition."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from conformance.carriers.base import Form, Kind
from conformance.lean.evaluate import Value
from conformance.lean.syntax import FinType, Term
from conformance.values.former import Former, SizeOf, Unfit
from conformance.values.magnitudes import LARGE, LARGEST
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, Resizing, lower_items, lower_number
from conformance.values.sources import Drawn, Source, Uninhabited, Within

_LENGTH = 1_100
"""Length of the lists that are long whatever the size: more than one block of 1,024."""


class Fin(Former[FinType]):
    """Positions, as Python's `int`."""

    types = (FinType,)
    is_index = True

    def size(self, type_: FinType) -> Term | None:
        return type_.size

    def positions(self, type_: FinType, size_of: SizeOf) -> int | None:
        return size_of(type_.size)

    def form(self, type_: FinType) -> Form | None:
        return Form(Kind.INDEX, 0)

    def holds(self, type_: FinType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int and 0 <= value < size_of(type_.size)

    def holds_all(self, type_: FinType, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        are_ints = {int}.issuperset(map(type, items))
        return are_ints and (not items or (min(items) >= 0 and max(items) < size_of(type_.size)))

    def fit(self, type_: FinType, value: Value, size_of: SizeOf) -> Value:
        size = size_of(type_.size)
        if not size:
            raise Unfit
        return value % size

    def least(self, type_: FinType, size_of: SizeOf) -> Value:
        if not size_of(type_.size):
            raise Unfit
        return 0

    def count(self, type_: FinType, within: Within) -> int:
        return within.size_of(type_.size)

    def values(self, type_: FinType, within: Within) -> Sequence[Value]:
        return range(within.size_of(type_.size))

    def weights_of_rows(self, type_: FinType, rows: Sequence[tuple[Value, ...]]) -> list[int]:
        return list(map(sum, rows))

    def drawn(self, type_: FinType, source: Source) -> Value:
        size = source.size_of(type_.size)
        if not size:
            raise Uninhabited
        return source.fresh(size, 1)[0] if source.distinct else source.integer(0, size - 1)

    def drawn_list(self, type_: FinType, source: Source) -> tuple[Value, ...]:
        size = source.size_of(type_.size)
        if not size:
            if source.least:
                raise Uninhabited
            return ()
        if source.distinct:
            left = len(source.pool(size))
            if left < source.least:
                raise Uninhabited
            most = max(source.least, left - source.least * (source.sharing - 1))
            return tuple(source.fresh(size, source.length(source.least, most)))
        length = source.length(source.least, source.longest)
        if size > 256:
            return tuple([source.integer(0, size - 1) for _ in range(length)])
        return tuple([b * size >> 8 for b in source.bytes(length)])

    def wide(self, type_: FinType, drawn: Drawn, turn: int) -> Value:
        size = drawn.size_of(type_.size)
        if size == 0 or (drawn.distinct and not drawn.pool(size)):
            raise Uninhabited
        if drawn.distinct:
            return drawn.pool(size).pop()
        if drawn.is_alone:
            # In the upper half, where a narrower number does not reach or has gaps.
            return drawn.rng.randrange(size // 2, size)
        if turn % 2:
            return drawn.rng.randrange(size)
        ends = [k for k in (size - 1, 255, size // 2, 256, 0, 127, size - 2, 128, 63, 64) if 0 <= k < size]
        return ends[turn // 2 % len(ends)]

    def wide_list(self, type_: FinType, drawn: Drawn, turn: int) -> tuple[Value, ...]:
        size = drawn.size_of(type_.size)
        if size == 0 and drawn.nonempty:
            raise Uninhabited
        if size == 0:
            return ()
        if drawn.distinct:
            pool = drawn.pool(size)
            count = min(len(pool), max(1, size // drawn.lists - 1))
            if drawn.nonempty and not count:
                raise Uninhabited
            taken = [pool.pop() for _ in range(count)]
            found = tuple((taken, sorted(taken), sorted(taken, reverse=True))[turn % 3])
        else:
            shape = _spread if drawn.is_alone else _LISTS[turn % len(_LISTS)]
            found = tuple(shape(size, drawn.rng))
            if drawn.repeats:
                found += (size // 2,) * 2**16
        found = found[: drawn.most_looped]
        drawn.listed += len(found)
        return found

    def changed(self, type_: FinType, item: Value, drawn: Drawn) -> Value:
        return (item + 1) % drawn.size_of(type_.size)

    def smaller(self, type_: FinType, place: Place) -> bool:
        return lower_number(place)

    def smaller_in_list(self, type_: FinType, place: Place) -> bool:
        return lower_items(place, (0,) * len(place.value))

    def refit(self, type_: FinType, value: Value, resizing: Resizing) -> Value | None:
        return self.refit_all(type_, (value,), resizing)[0]

    def refit_all(self, type_: FinType, items: tuple[Value, ...], resizing: Resizing) -> Sequence[Value | None]:
        kept = resizing.kept(type_.size)
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


def _spread(n: int, rng: random.Random) -> list[int]:
    """Positions from all over and the last one, some many times.

    Lists are short where n is large: a function may well make a matrix of as many rows and columns.
    """
    length = {LARGE: 255, LARGEST: 4_095}.get(n, min(2 * n, 4_095))
    return [*rng.choices(range(n), k=length), n - 1]


def _runs(n: int, rng: random.Random) -> list[int]:
    """A contiguous run from somewhere to somewhere, or every other position of one, up or down."""
    first, last = sorted(rng.sample(range(n + 1), 2)) if n else (0, 0)
    return list(range(first, last))[:: rng.choice((1, 2, 3, -1, -2))]


_LISTS: tuple[Callable[[int, random.Random], list[int]], ...] = (
    lambda n, rng: list(range(n)),
    lambda n, rng: rng.choices(range(n), k=max(n + 7, 200) if n < 4096 else 4096),
    lambda n, rng: [n - 1] * 300,
    lambda n, rng: list(range(n - 1, -1, -1)),
    lambda n, rng: rng.choices(range(n), k=_LENGTH),
    lambda n, rng: rng.sample(range(n), n),
    lambda n, rng: sorted(rng.sample(range(n), n - n * 3 // 4)),
    lambda n, rng: [n - 1],
    _runs,
    lambda n, rng: [*range(n), *range(n)],
    lambda n, rng: rng.choices(range(n), k=n),
    lambda n, rng: rng.choices(range(n), k=6_000),
    lambda n, rng: [0] * 300,
)
