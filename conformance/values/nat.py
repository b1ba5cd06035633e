"""`Nat`: the natural numbers, and tables of them, such as the losses of patches."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.carriers.base import Form, Kind
from conformance.lean.closures import Value
from conformance.lean.types import NatType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, Numbers, SizeOf
from conformance.values.limits import Held, Limits
from conformance.values.partition import WIDE, Partition, partition
from conformance.values.places import Place, in_one_place, lower_items, lower_number, with_zeros
from conformance.values.sources import Drawn, Source, Within
from conformance.values.tables import CONTENTS, ENDS, Extent, end_of, is_possible, reaches, table


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

    def another(self, type_: NatType, value: Value, size_of: SizeOf) -> Value | None:
        return value + 1

    def inside(self, type_: NatType, limits: Limits, held: Held) -> Check | None:
        largest = held.largest
        return None if largest is None else lambda value: bool(value <= largest)

    def all_inside(self, type_: NatType, limits: Limits, held: Held) -> Check | None:
        largest = held.largest
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

    def factors(self, type_: NatType) -> tuple[Factor, ...]:
        return (ENDS,)

    def factors_in_table(self, type_: NatType) -> tuple[Factor, ...]:
        return CONTENTS, ENDS

    def favourites_in_table(self, type_: NatType) -> tuple[tuple[int, ...], ...]:
        return _FAVOURITES

    def wide(self, type_: NatType, drawn: Drawn, levels: Sequence[int]) -> Value:
        rng, end = drawn.rng, self._end(drawn, levels[0], 0)
        near = (end - 2, end - 1, end, end + 1, rng.randrange(end), rng.randrange(end))
        return min(rng.choice(near), end + 1 if drawn.top is None else drawn.top)

    def wide_table(self, type_: NatType, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        drawn.count(size)
        contents, level = levels
        extent = Extent(self._end(drawn, level, 1), drawn.top, drawn.listed(size))
        if not reaches(contents, extent):
            drawn.unmet(1, "limit")
        if not is_possible(contents, extent):
            drawn.unmet(0, "size")
        # Of two tables for the same lists each is another, and what is listed is told from other lists of the same row.
        key = "table", size, contents, extent.end, extent.top, extent.listed.key
        return drawn.kept(key, lambda rng: table(size, contents, extent, rng))

    def _end(self, drawn: Drawn, level: int, factor: int) -> int:
        end = end_of(level, drawn.top, lambda: drawn.rng)
        if end is None:
            drawn.unmet(factor, "limit")
            end = end_of(len(ENDS.levels) - 1, drawn.top, lambda: drawn.rng)
            assert end is not None
        return end

    def changed(self, type_: NatType, item: Value, size_of: SizeOf) -> Value:
        return item - 1 if item else 1

    def balanced(self, type_: NatType, one: Value, other: Value, drawn: Drawn) -> tuple[Value, Value] | None:
        return (one - 1, other + 1) if one and one != other + 1 else None

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


_FAVOURITES = tuple(
    (CONTENTS.number(contents), ENDS.number(end)) for contents, end in (("rising", "2^32"), ("equal", "2^16"))
)
"""Tables of which code knows a total without adding up: one more each time, and all alike."""

_PARTITIONS = (
    partition("zero", lambda v, n: v == 0),
    partition("2^16 and above", lambda v, n: v >= 2**16, "max_nat", number=2**16),
)

_PARTITIONS_OF_TABLES = (
    partition("all zero", lambda v, n: n > 0 and not any(v)),
    partition("zero among others", lambda v, n: 0 in v and any(v), "max_n", "max_nat"),
    partition("equal values", lambda v, n: n > 1 and v[0] > 0 and v.count(v[0]) == n, "max_n", "max_nat"),
)
