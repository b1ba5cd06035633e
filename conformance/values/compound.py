"""Values that are made of several others: pairs, and structures, as the tuples of their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, product
from math import prod
from typing import Any, Generic, TypeVar

from conformance.carriers.forms import AnyForm, Record
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.types import ProductType, StructureType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, Numbers, SizeOf
from conformance.values.known import form_of, formed, sizes_in
from conformance.values.limits import Held, Limits
from conformance.values.naming import snake_case
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, Resizing, inside
from conformance.values.sources import Drawn, Source, Within

T = TypeVar("T", ProductType, StructureType)

FactorsOf = Callable[[Former[Any], Any], tuple[Factor, ...]]
MakeOf = Callable[[Former[Any], Any, Sequence[int]], Value]


class Compound(Former[T], Generic[T]):
    """Tuples with a value for each part, in order."""

    def names(self, type_: T) -> tuple[str, ...]:
        """What the parts are called; nothing where they are told by their places."""
        return ()

    def _formed(self, type_: T) -> list[tuple[Former[Any], Any]]:
        return [formed(part) for part in self.held(type_)]

    def parts(self, type_: T) -> tuple[Type, ...]:
        return self.held(type_)

    def form(self, type_: T) -> AnyForm | None:
        forms = [form_of(part) for part in self.held(type_)]
        found = tuple([form for form in forms if form is not None])
        return Record(found, tuple(map(snake_case, self.names(type_)))) if len(found) == len(forms) else None

    def holds(self, type_: T, value: Value, size_of: SizeOf) -> bool:
        formers = self._formed(type_)
        if not isinstance(value, tuple) or len(value) != len(formers):
            return False
        return all([former.holds(part, v, size_of) for (former, part), v in zip(formers, value, strict=True)])

    def _each(self, type_: T, value: Value, change: Callable[[Former[Any], Any, Value], Value]) -> tuple[Value, ...]:
        return tuple([change(former, part, v) for (former, part), v in zip(self._formed(type_), value, strict=True)])

    def fit(self, type_: T, value: Value, size_of: SizeOf) -> Value:
        return self._each(type_, value, lambda former, part, v: former.fit(part, v, size_of))

    def least(self, type_: T, size_of: SizeOf) -> Value:
        return tuple([former.least(part, size_of) for former, part in self._formed(type_)])

    def another(self, type_: T, value: Value, size_of: SizeOf) -> Value | None:
        changed = list(value)
        for place, (former, part) in enumerate(self._formed(type_)):
            other = former.another(part, value[place], size_of)
            if other is not None:
                changed[place] = other
                return tuple(changed)
        return None

    def inside(self, type_: T, limits: Limits, held: Held) -> Check | None:
        found = [(k, f.inside(part, limits, held)) for k, (f, part) in enumerate(self._formed(type_))]
        checks = [(k, check) for k, check in found if check is not None]
        return (lambda value: all([check(value[k]) for k, check in checks])) if checks else None

    def halved(self, type_: T, value: Value, times: int) -> Value:
        return self._each(type_, value, lambda former, part, v: former.halved(part, v, times))

    def all_halved(self, type_: T, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        columns = list(zip(*items, strict=True))
        formers = self._formed(type_)[: len(columns)]
        found = [f.all_halved(part, column, times) for (f, part), column in zip(formers, columns, strict=True)]
        is_same = all(new is column for new, column in zip(found, columns, strict=True))
        return items if is_same else tuple(zip(*found, strict=True))

    def numbered(self, type_: T, value: Value, numbers: Numbers) -> Value:
        return self._each(type_, value, lambda former, part, v: former.numbered(part, v, numbers))

    def all_numbered(self, type_: T, items: tuple[Value, ...], numbers: Numbers) -> tuple[Value, ...]:
        return tuple([self.numbered(type_, v, numbers) for v in items])

    def count(self, type_: T, within: Within) -> int:
        return prod([former.count(part, within.inside) for former, part in self._formed(type_)])

    def values(self, type_: T, within: Within) -> Sequence[Value]:
        return list(product(*[former.values(part, within.inside) for former, part in self._formed(type_)]))

    def weights(self, type_: T, values: Sequence[Value]) -> list[int]:
        columns = list(zip(*values, strict=True))
        several = [former.weights(part, c) for (former, part), c in zip(self._formed(type_), columns, strict=False)]
        return list(map(sum, zip(*several, strict=True)))

    def drawn(self, type_: T, source: Source) -> Value:
        return tuple([former.drawn(part, source) for former, part in self._formed(type_)])

    def factors(self, type_: T) -> tuple[Factor, ...]:
        return self._named(type_, lambda former, part: former.factors(part))

    def factors_in_table(self, type_: T) -> tuple[Factor, ...]:
        return self._named(type_, lambda former, part: former.factors_in_table(part))

    def _named(self, type_: T, factors_of: FactorsOf) -> tuple[Factor, ...]:
        found: list[Factor] = []
        for name, (former, part) in zip(self._told(type_), self._formed(type_), strict=True):
            found += [replace(factor, name=f"{factor.name} of {name}") for factor in factors_of(former, part)]
        return tuple(found)

    def _told(self, type_: T) -> Sequence[str]:
        return self.names(type_) or [f"part {k + 1}" for k in range(len(self.held(type_)))]

    def wide(self, type_: T, drawn: Drawn, levels: Sequence[int]) -> Value:
        several = [(former, part, len(former.factors(part))) for former, part in self._formed(type_)]
        return tuple(self._shifting(drawn, levels, several, lambda former, part, own: former.wide(part, drawn, own)))

    def wide_table(self, type_: T, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        # Each part of the items is a table by itself.
        several = [(former, part, len(former.factors_in_table(part))) for former, part in self._formed(type_)]
        columns = self._shifting(
            drawn, levels, several, lambda former, part, own: former.wide_table(part, drawn, size, own)
        )
        return tuple(zip(*columns, strict=True)) if columns else ((),) * size

    def _shifting(
        self, drawn: Drawn, levels: Sequence[int], several: Sequence[tuple[Former[Any], Any, int]], make: MakeOf
    ) -> list[Value]:
        """What is made of each part at the levels of its own factors."""
        found: list[Value] = []
        before = 0
        for former, part, count in several:
            drawn.shift(before)
            try:
                found.append(make(former, part, levels[before : before + count]))
            finally:
                drawn.shift(-before)
            before += count
        return found

    def neighbour(self, type_: T, value: Value, drawn: Drawn, at: int | None) -> Value:
        formers = self._formed(type_)
        order: list[int] = drawn.rng.sample(range(len(formers)), len(formers))
        for k in order:
            former, part = formers[k]
            changed = former.neighbour(part, value[k], drawn, None)
            if changed == value[k]:
                changed = former.changed(part, value[k], drawn.size_of)
            if changed != value[k]:
                return _with(value, k, changed)
        return value

    def changed(self, type_: T, item: Value, size_of: SizeOf) -> Value:
        for k, (former, part) in enumerate(self._formed(type_)):
            changed = former.changed(part, item[k], size_of)
            if changed != item[k]:
                return _with(item, k, changed)
        return item

    def smaller(self, type_: T, place: Place) -> bool:
        found = [former.smaller(part, inside(place, k)) for k, (former, part) in enumerate(self._formed(type_))]
        return any(found)

    def refit(self, type_: T, value: Value, resizing: Resizing) -> Value | None:
        found = self._each(type_, value, lambda former, part, v: former.refit(part, v, resizing))
        return None if None in found else found

    def refit_all(self, type_: T, items: tuple[Value, ...], resizing: Resizing) -> Sequence[Value | None]:
        return [self.refit(type_, v, resizing) for v in items]

    def told(self, type_: T, value: Value) -> Iterable[int]:
        return chain.from_iterable(self._each(type_, value, lambda former, part, v: former.told(part, v)))

    def partitions(self, type_: T) -> tuple[Partition, ...]:
        """Those of the parts: a value lies in one if a part does, whose positions are counted by its own type."""
        found: dict[str, Partition] = {}
        first = sizes_in(type_)[:1]
        for k, (former, part) in enumerate(self._formed(type_)):
            # A partition is told the first size of the whole, which says nothing of a part with another.
            if not sizes_in(part) or sizes_in(part)[:1] == first:
                for one in former.partitions(part):
                    found[one.name] = _either(found.get(one.name), _of_part(one, k))
        return tuple(found.values())


def _with(value: tuple[Value, ...], k: int, part: Value) -> tuple[Value, ...]:
    return (*value[:k], part, *value[k + 1 :])


def _of_part(one: Partition, k: int) -> Partition:
    return replace(one, holds=lambda value, size: one.holds(value[k], size))


def _either(known: Partition | None, one: Partition) -> Partition:
    if known is None:
        return one
    return replace(
        known,
        holds=lambda value, size: known.holds(value, size) or one.holds(value, size),
        excluded_by=known.excluded_by & one.excluded_by,
        required=known.required or one.required,
        number=min(known.number, one.number, key=abs),
    )


class Pair(Compound[ProductType]):
    """Pairs, as tuples of two; those in JSON are lists."""

    types = (ProductType,)

    def held(self, type_: ProductType) -> tuple[Type, ...]:
        return (type_.left, type_.right)

    def partitions_in_list(self, type_: ProductType) -> tuple[Partition, ...]:
        return _PARTITIONS if type_.left == type_.right else _PARTITIONS[:1]

    def to_plain(self, type_: ProductType, value: Value) -> Any:
        return list(self._each(type_, value, lambda former, part, v: former.to_plain(part, v)))

    def from_plain(self, type_: ProductType, plain: Any) -> Value:
        if not isinstance(plain, list) or len(plain) != len(self.held(type_)):
            return plain
        return self._each(type_, plain, lambda former, part, v: former.from_plain(part, v))


class Structure(Compound[StructureType]):
    """Structures, as tuples of their fields; those in JSON are objects with the fields by name."""

    types = (StructureType,)
    is_structure = True

    def names(self, type_: StructureType) -> tuple[str, ...]:
        return type_.names

    def held(self, type_: StructureType) -> tuple[Type, ...]:
        return type_.fields

    def to_plain(self, type_: StructureType, value: Value) -> Any:
        parts = self._each(type_, value, lambda former, part, v: former.to_plain(part, v))
        return dict(zip(type_.names, parts, strict=True))

    def from_plain(self, type_: StructureType, plain: Any) -> Value:
        if not isinstance(plain, dict) or plain.keys() != set(type_.names):
            return plain
        ordered = [plain[name] for name in type_.names]
        return self._each(type_, ordered, lambda former, part, v: former.from_plain(part, v))


_PARTITIONS = (
    partition("repeated pair", lambda v, n: len(v) > 1 and len(set(v)) < len(v), "max_n"),
    partition("both parts alike", lambda v, n: any([a == b for a, b in v]), "nonempty"),
)
