"""`Option`: a value or none, as tuples of at most one item."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from conformance.carriers.forms import AnyForm, Perhaps
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.types import OptionType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, Numbers, SizeOf
from conformance.values.known import form_of, formed, former_of
from conformance.values.lacking import Unfit
from conformance.values.limits import Held, Limits
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, Resizing, inside, with_zeros
from conformance.values.sources import Drawn, Source, Uninhabited, Within

NONE: Value = ()


class Option(Former[OptionType]):
    """Options, as tuples of at most one item. JSON has null where there is none, and else the item."""

    types = (OptionType,)

    def held(self, type_: OptionType) -> tuple[Type, ...]:
        return (type_.item,)

    def refusal(self, type_: OptionType) -> str:
        if isinstance(former_of(type_.item), Option):
            return "`None` stands for `none` and for `some none`, and nothing tells which; write a pair with a `Bool`"
        return ""

    def form(self, type_: OptionType) -> AnyForm | None:
        item = form_of(type_.item)
        return None if item is None else Perhaps(item)

    def holds(self, type_: OptionType, value: Value, size_of: SizeOf) -> bool:
        former, item = formed(type_.item)
        return isinstance(value, tuple) and len(value) <= 1 and all([former.holds(item, v, size_of) for v in value])

    def _changed(self, type_: OptionType, value: Value, change: Callable[[Former[Any], Any, Value], Value]) -> Value:
        former, item = formed(type_.item)
        return tuple([change(former, item, v) for v in value])

    def fit(self, type_: OptionType, value: Value, size_of: SizeOf) -> Value:
        with contextlib.suppress(Unfit):
            return self._changed(type_, value, lambda former, item, v: former.fit(item, v, size_of))
        return NONE

    def least(self, type_: OptionType, size_of: SizeOf) -> Value:
        return NONE

    def another(self, type_: OptionType, value: Value, size_of: SizeOf) -> Value | None:
        return NONE if value else self._least_item(type_, size_of) or None

    def _least_item(self, type_: OptionType, size_of: SizeOf) -> Value:
        """The least item there is, or none where there is none."""
        former, item = formed(type_.item)
        with contextlib.suppress(Unfit):
            return (former.least(item, size_of),)
        return NONE

    def inside(self, type_: OptionType, limits: Limits, held: Held) -> Check | None:
        former, item = formed(type_.item)
        check = former.inside(item, limits, held)
        return None if check is None else lambda value: all([check(v) for v in value])

    def halved(self, type_: OptionType, value: Value, times: int) -> Value:
        return self._changed(type_, value, lambda former, item, v: former.halved(item, v, times))

    def all_halved(self, type_: OptionType, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        return tuple([self.halved(type_, v, times) for v in items])

    def numbered(self, type_: OptionType, value: Value, numbers: Numbers) -> Value:
        return self._changed(type_, value, lambda former, item, v: former.numbered(item, v, numbers))

    def all_numbered(self, type_: OptionType, items: tuple[Value, ...], numbers: Numbers) -> tuple[Value, ...]:
        return tuple([self.numbered(type_, v, numbers) for v in items])

    def count(self, type_: OptionType, within: Within) -> int:
        former, item = formed(type_.item)
        return 1 + former.count(item, within.inside)

    def values(self, type_: OptionType, within: Within) -> Sequence[Value]:
        former, item = formed(type_.item)
        return [NONE, *[(v,) for v in former.values(item, within.inside)]]

    def weights(self, type_: OptionType, values: Sequence[Value]) -> list[int]:
        former, item = formed(type_.item)
        weights = iter(former.weights(item, [v for value in values for v in value]))
        return [1 + next(weights) if value else 0 for value in values]

    def drawn(self, type_: OptionType, source: Source) -> Value:
        return self.drawn_row(type_, source, 1)[0]

    def drawn_row(self, type_: OptionType, source: Source, length: int) -> tuple[Value, ...]:
        former, item = formed(type_.item)
        try:
            items = former.drawn_row(item, source, length)
        except Uninhabited:
            return (NONE,) * length
        return tuple([(v,) if b >= _NONE_BELOW else NONE for b, v in zip(source.bytes(length), items, strict=True)])

    def factors(self, type_: OptionType) -> tuple[Factor, ...]:
        former, item = formed(type_.item)
        return (_PRESENCE, *former.factors(item))

    def factors_in_table(self, type_: OptionType) -> tuple[Factor, ...]:
        former, item = formed(type_.item)
        return (_PRESENCE_IN_TABLE, *former.factors_in_table(item))

    def wide(self, type_: OptionType, drawn: Drawn, levels: Sequence[int]) -> Value:
        former, item = formed(type_.item)
        if _PRESENCE.level(levels[0]) == "none":
            # What there is not is at no level.
            for factor in range(1, len(levels)):
                drawn.unmet(factor, "size")
            return NONE
        return (_shifted(drawn, lambda: former.wide(item, drawn, levels[1:])),)

    def wide_table(self, type_: OptionType, drawn: Drawn, size: int, levels: Sequence[int]) -> tuple[Value, ...]:
        former, item = formed(type_.item)
        share = _PRESENCE_IN_TABLE.shares[levels[0]]
        if not share:
            drawn.count(size)
            for factor in range(1, len(levels)):
                drawn.unmet(factor, "size")
            return (NONE,) * size
        items = _shifted(drawn, lambda: former.wide_table(item, drawn, size, levels[1:]))
        rng = drawn.rng
        return tuple([(v,) if share == 1 or rng.random() < share else NONE for v in items])

    def neighbour(self, type_: OptionType, value: Value, drawn: Drawn, at: int | None) -> Value:
        if not value:
            return self._least_item(type_, drawn.size_of)
        if drawn.rng.random() < _DROPPED:
            return NONE
        former, item = formed(type_.item)
        return (former.neighbour(item, value[0], drawn, at),)

    def changed(self, type_: OptionType, item: Value, size_of: SizeOf) -> Value:
        if not item:
            return self._least_item(type_, size_of)
        changed = self._changed(type_, item, lambda former, inner, v: former.changed(inner, v, size_of))
        return NONE if changed == item else changed

    def balanced(self, type_: OptionType, one: Value, other: Value, drawn: Drawn) -> tuple[Value, Value] | None:
        return (other, one) if one != other else None

    def smaller(self, type_: OptionType, place: Place) -> bool:
        if not place.value:
            return False
        if place.takes(NONE):
            return True
        former, item = formed(type_.item)
        return former.smaller(item, inside(place, 0))

    def smaller_in_table(self, type_: OptionType, place: Place) -> bool:
        return super().smaller_in_table(type_, place) or with_zeros(place)

    def refit(self, type_: OptionType, value: Value, resizing: Resizing) -> Value | None:
        former, item = formed(type_.item)
        return tuple([kept for v in value if (kept := former.refit(item, v, resizing)) is not None])

    def refit_all(self, type_: OptionType, items: tuple[Value, ...], resizing: Resizing) -> Sequence[Value | None]:
        return [self.refit(type_, v, resizing) for v in items]

    def told(self, type_: OptionType, value: Value) -> Iterable[int]:
        former, item = formed(type_.item)
        return [p for v in value for p in former.told(item, v)]

    def partitions(self, type_: OptionType) -> tuple[Partition, ...]:
        """Whether there is an item, and the partitions of those."""
        former, item = formed(type_.item)
        return (*_PARTITIONS, *[_of_item(one) for one in former.partitions(item)])

    def partitions_in_table(self, type_: OptionType) -> tuple[Partition, ...]:
        return _PARTITIONS_OF_TABLES

    def to_plain(self, type_: OptionType, value: Value) -> Any:
        former, item = formed(type_.item)
        return former.to_plain(item, value[0]) if value else None

    def from_plain(self, type_: OptionType, plain: Any) -> Value:
        former, item = formed(type_.item)
        return NONE if plain is None else (former.from_plain(item, plain),)


def _shifted(drawn: Drawn, make: Callable[[], Any]) -> Any:
    """What is made of an item, whose factors come after the one that says whether it is there."""
    drawn.shift(1)
    try:
        return make()
    finally:
        drawn.shift(-1)


def _of_item(one: Partition) -> Partition:
    return replace(one, holds=lambda value, size: bool(value) and one.holds(value[0], size), required=False)


_NONE_BELOW = 64
"""Of 256 drawn options so many are none."""

_DROPPED = 0.25
"""How many neighbours of what is there are none."""

_PRESENCE = Factor("presence", ("there", "none"))
_PRESENCE_IN_TABLE = Factor("presence", ("some none", "none none", "all none"), (0.7, 1.0, 0.0), alike=("all none",))
"""Whether there is an item, and at how many places of a table."""

_PARTITIONS = (
    partition("none", lambda v, n: not v, required=True),
    partition("some", lambda v, n: bool(v), "max_n"),
)

_PARTITIONS_OF_TABLES = (
    partition("all none", lambda v, n: n > 0 and not any(v), "max_n"),
    partition("none among others", lambda v, n: any(v) and not all(v), "max_n"),
)
