"""`Nat`: the natural numbers, and tables of them, such as the losses of patches."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from conformance.carriers.base import Form, Kind
from conformance.lean.evaluate import Value
from conformance.lean.syntax import NatType
from conformance.values.former import Check, Former, Numbers, SizeOf
from conformance.values.limits import Limits
from conformance.values.partition import WIDE, Partition, partition
from conformance.values.places import Place, in_one_place, lower_items, lower_number, with_zeros
from conformance.values.sources import Drawn, Source, Within


class Nat(Former[NatType]):
    """Natural numbers, as Python's `int`."""

    types = (NatType,)
    is_natural = has_magnitude = True

    def form(self, type_: NatType) -> Form | None:
        return Form(Kind.NAT, 0)

    def holds(self, type_: NatType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int and value >= 0

    def holds_all(self, type_: NatType, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        return {int}.issuperset(map(type, items)) and min(items, default=0) >= 0

    def least(self, type_: NatType, size_of: SizeOf) -> Value:
        return 0

    def another(self, value: Value) -> Value | None:
        return value + 1

    def inside(self, type_: NatType, limits: Limits, largest: int | None) -> Check | None:
        return None if largest is None else lambda value: bool(value <= largest)

    def all_inside(self, type_: NatType, limits: Limits, largest: int | None) -> Check | None:
        return None if largest is None else lambda value: bool(max(value, default=0) <= largest)

    def halved(self, type_: NatType, value: Value, times: int) -> Value:
        return value >> times

    def all_halved(self, type_: NatType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        return tuple([v >> times for v in items])

    def numbered(self, type_: NatType, value: Value, numbers: Numbers) -> Value:
        return self.all_numbered(type_, (value,), numbers)[0]

    def all_numbered(self, type_: NatType, items: tuple[Value, ...], numbers: Numbers) -> tuple[Value, ...]:
        return tuple(numbers(items))

    def count(self, type_: NatType, within: Within) -> int:
        return within.natural + 1

    def values(self, type_: NatType, within: Within) -> Sequence[Value]:
        return range(within.natural + 1)

    def weights_of_rows(self, type_: NatType, rows: Sequence[tuple[Value, ...]]) -> list[int]:
        return list(map(sum, rows))

    def drawn(self, type_: NatType, source: Source) -> Value:
        return source.naturals[source.bytes(1)[0]]

    def drawn_row(self, type_: NatType, source: Source, length: int) -> tuple[Value, ...]:
        return tuple([source.naturals[b] for b in source.bytes(length)])

    def drawn_list(self, type_: NatType, source: Source) -> tuple[Value, ...]:
        return self.drawn_row(type_, source, source.length(source.least, source.longest))

    def wide(self, type_: NatType, drawn: Drawn, turn: int) -> Value:
        rng, top = drawn.rng, drawn.top
        return (rng.randrange(10), top, rng.randint(0, top), min(top, 2 ** rng.randrange(64)))[turn % 4]

    def wide_table(self, type_: NatType, drawn: Drawn, size: int, turn: int) -> tuple[Value, ...]:
        shape = _rising if drawn.is_alone else _TABLES[turn % len(_TABLES)]
        return tuple(shape(size, drawn.rng, drawn.top, max(1, drawn.top // drawn.listed)))

    def changed(self, type_: NatType, item: Value, drawn: Drawn) -> Value:
        return item - 1 if item else 1

    def smaller(self, type_: NatType, place: Place) -> bool:
        return lower_number(place)

    def smaller_in_list(self, type_: NatType, place: Place) -> bool:
        return lower_items(place, (0,) * len(place.value))

    def smaller_in_table(self, type_: NatType, place: Place) -> bool:
        emptier = in_one_place(place)
        emptier = with_zeros(place) or emptier
        return lower_items(place, tuple([min(v, 1) for v in place.value])) or emptier

    def role(self, type_: NatType) -> str:
        return "natural"

    def role_in_table(self, type_: NatType) -> str:
        return "table"

    def partitions(self, type_: NatType) -> tuple[Partition, ...]:
        return _PARTITIONS

    def partitions_of_sizes(self, name: str) -> tuple[Partition, ...]:
        return (
            partition(f"{name} = 0", lambda v, n: v == 0, "nonempty"),
            partition(f"{name} = 1", lambda v, n: v == 1, "max_n"),
            partition("wide", lambda v, n: v >= WIDE, "max_n"),
        )

    def partitions_in_table(self, type_: NatType) -> tuple[Partition, ...]:
        return _PARTITIONS_OF_TABLES


_PARTITIONS = (
    partition("zero", lambda v, n: v == 0),
    partition("2^16 and above", lambda v, n: v >= 2**16, "max_nat"),
)

_PARTITIONS_OF_TABLES = (
    partition("all zero", lambda v, n: n > 0 and not any(v)),
    partition("zero among others", lambda v, n: 0 in v and any(v), "max_n", "max_nat"),
    partition("equal values", lambda v, n: n > 1 and v[0] > 0 and v.count(v[0]) == n, "max_n", "max_nat"),
)


def _sparse(n: int, rng: random.Random, value: int) -> list[int]:
    table = [0] * n
    for k in {rng.randrange(n), n - 1} if n else ():
        table[k] = value
    return table


def _rising(n: int, rng: random.Random, top: int, share: int) -> list[int]:
    period = min(top, 2**20) + 1
    return list(range(n)) if n <= period else [k % period for k in range(n)]


_TABLES: tuple[Callable[[int, random.Random, int, int], list[int]], ...] = (
    lambda n, rng, top, share: [min(b % 7 + 1, share) for b in rng.randbytes(n)],
    _rising,
    lambda n, rng, top, share: [share] * n,
    lambda n, rng, top, share: [0 if n // 3 <= k < 2 * n // 3 else 1 for k in range(n)],
    lambda n, rng, top, share: rng.choices((share, share // 2, share // 3, 0, 1), k=n),
    lambda n, rng, top, share: _sparse(n, rng, 1),
    lambda n, rng, top, share: [int(k == n - 1) * min(top, 255) for k in range(n)],
    lambda n, rng, top, share: [b & 1 for b in rng.randbytes(n)],
    lambda n, rng, top, share: [1] * n,
    lambda n, rng, top, share: _sparse(n, rng, max(1, share // 2)),
    lambda n, rng, top, share: [0] * n,
)
