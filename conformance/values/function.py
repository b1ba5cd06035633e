"""Functions: tables of their values where the argument is one of finitely many, else values taken by its hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, product
from typing import Any

from conformance.carriers.forms import AnyForm
from conformance.lean.closures import Value
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Literal
from conformance.lean.types import FunctionType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, Numbers, SizeOf
from conformance.values.known import formed, former_of
from conformance.values.lacking import NotEnumerable, Unfit
from conformance.values.layers import layers_of_rows
from conformance.values.limits import Held, Limits
from conformance.values.list import form_of_items, items_from_plain, items_to_plain
from conformance.values.neighbours import neighbour_of
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, Resizing
from conformance.values.sources import Drawn, Source, Uninhabited, Within
from conformance.values.table import Table

MAX_SIZE = 100_000
"""The largest number of positions for which a table is filled up."""

MAX_EXPONENT = 64
"""Two values or more to that power are beyond every budget."""

MAX_ROW = 4_096
"""Most values of one function that are drawn by Hypothesis."""

_VALUES = 4
"""How many values a function on an infinite type takes."""


class Function(Former[FunctionType]):
    """Functions: tuples with a value for each argument in order, or a `Table`."""

    types = (FunctionType,)
    is_function = True
    work = 1

    def item(self, type_: FunctionType) -> Type | None:
        return type_.codomain

    def counted_by(self, type_: FunctionType) -> Term | None:
        former, domain = formed(type_.domain)
        return former.size(domain)

    def parts(self, type_: FunctionType) -> tuple[Type, ...]:
        return (type_.domain, type_.codomain)

    def length(self, type_: FunctionType, size_of: SizeOf) -> int | None:
        """How many values a table has; None where the argument is not one of finitely many."""
        former, domain = formed(type_.domain)
        return former.positions(domain, size_of)

    def form(self, type_: FunctionType) -> AnyForm | None:
        return form_of_items(type_.codomain) if former_of(type_.domain).has_positions else None

    def holds(self, type_: FunctionType, value: Value, size_of: SizeOf) -> bool:
        length = self.length(type_, size_of)
        if length is None:
            return callable(value)
        former, item = formed(type_.codomain)
        return isinstance(value, tuple) and len(value) == length and former.holds_all(item, value, size_of)

    def holds_all(self, type_: FunctionType, items: tuple[Value, ...], size_of: SizeOf) -> bool:
        length = self.length(type_, size_of)
        if length is None:
            return all(map(callable, items))
        if not all([isinstance(table, tuple) and len(table) == length for table in items]):
            return False
        # What all tables hold is asked about at once: most are short, and there are many.
        former, item = formed(type_.codomain)
        return former.holds_all(item, tuple(chain.from_iterable(items)), size_of)

    def fit(self, type_: FunctionType, value: Value, size_of: SizeOf) -> Value:
        size = self.length(type_, size_of)
        if size is None:
            return value
        if size > MAX_SIZE:
            raise Unfit
        former, item = formed(type_.codomain)
        kept = tuple([former.fit(item, v, size_of) for v in value[:size]])
        return kept if len(kept) == size else kept + (former.least(item, size_of),) * (size - len(kept))

    def least(self, type_: FunctionType, size_of: SizeOf) -> Value:
        size = self.length(type_, size_of)
        if size is None or size > MAX_SIZE:
            raise Unfit
        former, item = formed(type_.codomain)
        return (former.least(item, size_of),) * size

    def inside(self, type_: FunctionType, limits: Limits, held: Held) -> Check | None:
        if not self._is_table(type_):
            return None
        former, item = formed(type_.codomain)
        return former.all_inside(item, limits, held)

    def _is_table(self, type_: FunctionType) -> bool:
        return self.length(type_, lambda size: 0) is not None

    def halved(self, type_: FunctionType, value: Value, times: int) -> Value:
        if not isinstance(value, tuple):
            return value
        former, item = formed(type_.codomain)
        return former.all_halved(item, value, times)

    def all_halved(self, type_: FunctionType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        if not items or not isinstance(items[0], tuple):
            return items
        former, item = formed(type_.codomain)
        whole = tuple(chain.from_iterable(items))
        found = former.all_halved(item, whole, times)
        return items if found is whole else _rows_of(found, items)

    def numbered(self, type_: FunctionType, value: Value, numbers: Numbers) -> Value:
        former, item = formed(type_.codomain)
        return former.all_numbered(item, value, numbers) if isinstance(value, tuple) else value

    def all_numbered(self, type_: FunctionType, items: tuple[Value, ...], numbers: Numbers) -> tuple[Value, ...]:
        return tuple([self.numbered(type_, v, numbers) for v in items])

    def count(self, type_: FunctionType, within: Within) -> int:
        size = self.length(type_, within.size_of)
        if size is None:
            raise NotEnumerable
        if size == 0:
            return 1
        former, item = formed(type_.codomain)
        return int(former.count(item, within.inside) ** min(size, MAX_EXPONENT))

    def values(self, type_: FunctionType, within: Within) -> Sequence[Value]:
        size = self.length(type_, within.size_of)
        if size is None:
            raise NotEnumerable
        former, item = formed(type_.codomain)
        return list(product(former.values(item, within.inside), repeat=size)) if size else [()]

    def layers(self, type_: FunctionType, within: Within) -> Iterator[tuple[int, Sequence[Value]]]:
        size = self.length(type_, within.size_of)
        if size is None:
            raise NotEnumerable
        former, item = formed(type_.codomain)
        items = former.values(item, within.inside) if size else ()
        return layers_of_rows(items, former.weights(item, items), size)

    def weights(self, type_: FunctionType, values: Sequence[Value]) -> list[int]:
        former, item = formed(type_.codomain)
        return former.weights_of_rows(item, values)

    def drawn(self, type_: FunctionType, source: Source) -> Value:
        size = self.length(type_, source.size_of)
        if size is not None and size > MAX_ROW:
            raise Uninhabited
        former, item = formed(type_.codomain)
        row = former.drawn_row(item, source, _VALUES if size is None else size)
        return Table(row) if size is None else row

    def factors(self, type_: FunctionType) -> tuple[Factor, ...]:
        former, item = formed(type_.codomain)
        return former.factors_in_table(item) if former_of(type_.domain).has_positions else former.factors(item)

    def favourites(self, type_: FunctionType) -> tuple[tuple[int, ...], ...]:
        former, item = formed(type_.codomain)
        return former.favourites_in_table(item) if former_of(type_.domain).has_positions else ()

    def wide(self, type_: FunctionType, drawn: Drawn, levels: Sequence[int]) -> Value:
        size = self.length(type_, drawn.size_of)
        if size is None:
            raise Uninhabited
        former, item = formed(type_.codomain)
        if not former_of(type_.domain).has_positions:
            return tuple([former.wide(item, drawn, levels) for _ in range(size)])
        return former.wide_table(item, drawn, size, levels)

    def wide_table(self, type_: FunctionType, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        length = self.length(type_, drawn.size_of)
        if length is None or not former_of(type_.domain).has_positions:
            return super().wide_table(type_, drawn, size, levels)
        former, item = formed(type_.codomain)
        if size > 1 and drawn.rng.random() < _ALIKE:
            drawn.count((size - 1) * length)
            return _nearly_alike(former, item, former.wide_table(item, drawn, length, levels), size, drawn)
        # As one, so that no row is made as the one before it.
        items = former.wide_table(item, drawn, size * length, levels)
        return tuple([items[k * length : (k + 1) * length] for k in range(size)])

    def neighbour(self, type_: FunctionType, value: Value, drawn: Drawn, at: int | None) -> Value:
        if not isinstance(value, tuple):
            return value
        former, item = formed(type_.codomain)
        return neighbour_of(former, item, value, drawn, at if at is not None and at < len(value) else None)

    def changed(self, type_: FunctionType, item: Value, size_of: SizeOf) -> Value:
        if not isinstance(item, tuple) or not item:
            return item
        former, inner = formed(type_.codomain)
        middle = len(item) // 2
        return (*item[:middle], former.changed(inner, item[middle], size_of), *item[middle + 1 :])

    def smaller(self, type_: FunctionType, place: Place) -> bool:
        if not isinstance(place.value, tuple):
            return False
        former, item = formed(type_.codomain)
        return former.smaller_in_table(item, place)

    def refit(self, type_: FunctionType, value: Value, resizing: Resizing) -> Value | None:
        former, item = formed(type_.codomain)
        if isinstance(value, Table):
            fitted = former.refit_all(item, value.values, resizing)
            return None if None in fitted else Table(tuple(fitted))
        if not isinstance(value, tuple):
            return value
        size = self.counted_by(type_)
        kept = None if size is None else resizing.kept(size)
        left = value if kept is None else tuple([value[p] for p in kept])
        rows = former.refit_all(item, left, resizing)
        return None if None in rows else tuple(rows)

    def refit_all(self, type_: FunctionType, items: tuple[Value, ...], resizing: Resizing) -> Sequence[Value | None]:
        return [self.refit(type_, v, resizing) for v in items]

    def told(self, type_: FunctionType, value: Value) -> Iterable[int]:
        if not isinstance(value, tuple):
            return ()
        former, item = formed(type_.codomain)
        return (*(k for k, v in enumerate(value) if v), *(p for v in value for p in former.told(item, v)))

    def partitions_in_table(self, type_: FunctionType) -> tuple[Partition, ...]:
        return (_ROWS_ALIKE,)

    def role(self, type_: FunctionType) -> str:
        former, item = formed(type_.codomain)
        return former.role_in_table(item) if former_of(type_.domain).has_positions else ""

    def partitions(self, type_: FunctionType) -> tuple[Partition, ...]:
        former, item = formed(type_.codomain)
        size = self.counted_by(type_)
        # A table of one value is in all or in none.
        is_single = isinstance(size, Literal) and size.value < 2
        return former.partitions_in_table(item) if former_of(type_.domain).has_positions and not is_single else ()

    def to_plain(self, type_: FunctionType, value: Value) -> Any:
        return items_to_plain(type_.codomain, value) if isinstance(value, tuple) else repr(value)

    def from_plain(self, type_: FunctionType, plain: Any) -> Value:
        return items_from_plain(type_.codomain, plain)


def _rows_of(items: Sequence[Value], rows: Sequence[tuple[Value, ...]]) -> tuple[tuple[Value, ...], ...]:
    """Items as rows of the same lengths as those of others."""
    left = iter(items)
    return tuple([tuple(islice(left, len(row))) for row in rows])


_ALIKE = 0.3
"""How many of the tables have rows that are alike, or all but one, which those drawn one by one never are at size."""


def _nearly_alike(
    former: Former[Any], item: Type, row: tuple[Value, ...], size: int, drawn: Drawn
) -> tuple[tuple[Value, ...], ...]:
    """That many rows of which one, and in it most often one value, is another one, or none."""
    rows, kind = [row] * size, drawn.rng.randrange(6)
    if kind and row:
        at, where = (drawn.rng.choice((0, k // 2, k - 1)) for k in (size, len(row)))
        changed = former.changed(item, row[where], drawn.size_of)
        once = (*row[:where], changed, *row[where + 1 :])
        rows[at] = once if kind > 2 else neighbour_of(former, item, row, drawn, None)
    return tuple(rows)


_ROWS_ALIKE = partition("rows alike", lambda v, n: len(v) > 1 and len(set(v)) == 1, "max_n")
