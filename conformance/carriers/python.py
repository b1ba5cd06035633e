"""The Python carrier: `bool`, `int`, `float` and `Fraction`, and lists of these."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from fractions import Fraction
from itertools import chain, islice
from operator import is_, not_
from typing import Any

from conformance.carriers.base import TOO_LARGE, Carrier, Form, Kind
from conformance.carriers.nested import items_of_lists, rebuilt
from conformance.carriers.reals import as_real, real_source, to_exact, to_floats, to_fractions, to_written
from conformance.carriers.scalars import as_scalar, check_numbers, refuse_number, scalar_source
from conformance.carriers.shown import number_source

_NUMBERS = {int, float}
_FLAT = {bool, int, float, Fraction, type(None)}
_LONG = 64
"""From so many items on it is quicker to count the types of a list than to look each up."""


class PythonCarrier(Carrier):
    """Plain lists and numbers; naturals are unbounded."""

    text = "python"
    library = "python"
    has_fractions = True

    def embedder(self, form: Form) -> Callable[[Any], object]:
        if form.kind.is_real:
            return to_fractions if form.kind.is_rational and self.has_fractions else to_floats
        if form.rank == 0:
            return lambda value: value
        return rebuilt(list, form.rank)

    def decoder(self, form: Form) -> Callable[[object], Any]:
        if form.kind.is_real:
            return self._reals(form)
        scalar: type = bool if form.kind.is_bool else int
        wanted = _wanted(form, scalar.__name__)
        is_number, least = not form.kind.is_bool, form.kind.least

        def decode_scalar(native: object) -> Any:
            value: Any = native if type(native) is scalar else as_scalar(form.kind, native)
            if value is None:
                self.refuse(wanted, native)
            if is_number and not least <= value < TOO_LARGE:
                refuse_number(self, value, wanted, native)
            return value

        def decode_list(native: object) -> Any:
            if type(native) is not list or not _are_all(scalar, native):
                return decode_nested(native)
            if is_number:
                check_numbers(self, form.kind, native, wanted, native)
            return tuple(native)

        def read(native: object, rank: int) -> Any:
            """Nested lists as tuples, None where some part has another form; subclasses are read as what they are."""
            if rank == 0:
                return as_scalar(form.kind, native)
            if not issubclass(type(native), list):
                return None
            items: list[Any] = list.copy(native)  # type: ignore[arg-type]
            if type(native) is not list:
                told = list(islice(native, len(items) + 1))  # type: ignore[call-overload]
                self.check_told(told, items, wanted, native)
            found = [read(item, rank - 1) for item in items]
            return None if None in found else tuple(found)

        def decode_nested(native: object) -> Any:
            value = read(native, form.rank)
            if value is None:
                self.refuse(wanted, native)
            if is_number:
                check_numbers(self, form.kind, value, wanted, native)
            return value

        def decode_rows(native: object) -> Any:
            items = items_of_lists(native, form.rank)
            if items is None or not _are_all(scalar, items):
                return decode_nested(native)
            if is_number:
                check_numbers(self, form.kind, items, wanted, native)
            return tuples(native)

        if form.rank == 0:
            return decode_scalar
        tuples = rebuilt(tuple, form.rank)
        return decode_list if form.rank == 1 else decode_rows

    def _reals(self, form: Form) -> Callable[[object], Any]:
        wanted = _wanted(form, "Fraction" if form.kind.is_rational and self.has_fractions else "float")

        def read(native: object, rank: int) -> Any:
            if rank == 0:
                return as_real(native)
            if not issubclass(type(native), list):
                return None
            items: list[object] = list.copy(native)  # type: ignore[arg-type]
            found = [read(item, rank - 1) for item in items]
            return None if None in found else tuple(found)

        def decode(native: object) -> Any:
            items = items_of_lists(native, form.rank)
            value = native if items is not None and _NUMBERS.issuperset(map(type, items)) else read(native, form.rank)
            if value is None:
                self.refuse(wanted, native)
            return to_exact(self, form.kind, value, wanted, native)

        return decode

    def generator(self, seed: int) -> object:
        return random.Random(seed)

    def generator_source(self, seed: str) -> str:
        return f'__import__("random").Random({seed})'

    def literal(self, form: Form, value: Any) -> str:
        return repr(self._written(form, value))

    def check_source(self, name: str, form: Form, value: Any) -> str:
        typed = _type_source(name, form.kind, form.rank)
        return f"assert {typed} and {name} == {self._written(form, value)!r}, {name}"

    def _written(self, form: Form, value: Any) -> object:
        return to_fractions(value) if form.kind.is_rational and self.has_fractions else to_written(form, value)

    def needed_for(self, kinds: Collection[Kind]) -> tuple[str, ...]:
        return ("from fractions import Fraction",) if any(kind.is_rational for kind in kinds) else ()

    def copied(self, native: object) -> object:
        return _copy(native)

    def holds_same(self, native: object, copy: object) -> bool:
        if not isinstance(copy, list):
            return type(native) is type(copy) and bool(native == copy)
        if not isinstance(native, list) or len(native) != len(copy):
            return False
        # A copy has lists of its own at each depth, so that what is in both is no list.
        if all(map(is_, native, copy)):
            return True
        if {list} == _kinds(copy) == _kinds(native) and _are_same_rows(native, copy):
            return True
        if list not in _kinds(copy):
            return list(map(type, native)) == list(map(type, copy)) and native == copy
        return all(self.holds_same(a, b) for a, b in zip(native, copy, strict=True))

    def shares_memory(self, a: object, b: object) -> bool:
        return not _lists(a).keys().isdisjoint(_lists(b))

    def stretches(self, native: object) -> Sequence[tuple[int, int]]:
        return [(identity, identity + 1) for identity in _lists(native)]

    def separate_source(self, a: str, b: str) -> str:
        return f'assert {a} is not {b}, "one list is in both places"'

    def refill(self, native: object, other: object) -> None:
        assert isinstance(native, list)
        native[:] = other  # type: ignore[call-overload]

    def altered(self, native: object) -> object:
        assert isinstance(native, list)
        if _kinds(native) == {bool}:
            return list(map(not_, native))
        return [type(item)(not item) for item in native]

    def refill_source(self, name: str, source: str) -> str:
        return f"{name}[:] = {source}"

    def with_item(self, native: Any, place: tuple[int, ...], number: float) -> object:
        inner = native
        for k in place[:-1]:
            inner = inner[k]
        inner[place[-1]] = number
        return native

    def with_item_source(self, name: str, place: tuple[int, ...], number: float) -> str:
        return f"{name}{''.join(f'[{k}]' for k in place)} = {number_source(number)}"


class JsonCarrier(PythonCarrier):
    """What JSON has of plain lists and numbers: floats in the place of fractions."""

    has_fractions = has_nan = False


def _wanted(form: Form, text: str) -> str:
    for _ in range(form.rank):
        text = f"list[{text}]"
    return text + form.kind.suffix


def _type_source(name: str, kind: Kind, rank: int) -> str:
    if rank == 0:
        return real_source(name, kind) if kind.is_real else scalar_source(kind, name)
    item = f"{'xyzuvw'[rank - 1]}"
    return f"isinstance({name}, list) and all({_type_source(item, kind, rank - 1)} for {item} in {name})"


def _are_all(kind: type, items: list[Any]) -> bool:
    """Whether the type of each item is that one."""
    if len(items) < _LONG:
        return {kind}.issuperset(map(type, items))
    return list(map(type, items)).count(kind) == len(items)


def _kinds(items: Iterable[object]) -> set[type]:
    """The types of the items: mostly all have one, which is counted in less time than a set of them is made."""
    kinds = list(map(type, items))
    return {kinds[0]} if kinds and kinds.count(kinds[0]) == len(kinds) else set(kinds)


def _are_same_rows(rows: list[list[Any]], others: list[list[Any]]) -> bool:
    """Whether lists within lists hold the very same items, which tells at once that they hold equal ones."""
    if list(map(len, rows)) != list(map(len, others)):
        return False
    return all(map(is_, chain.from_iterable(rows), chain.from_iterable(others)))


def _copy(native: object) -> object:
    if type(native) is list:
        kinds = _kinds(native)
        if kinds <= _FLAT:
            return native.copy()
        if kinds == {list} and _kinds(chain.from_iterable(native)) <= _FLAT:
            return list(map(list.copy, native))
    return [_copy(item) if isinstance(item, list) else item for item in native] if isinstance(native, list) else native


def _lists(native: object) -> dict[int, object]:
    """A value's list and the lists inside it, as memory has them, by an identity that is theirs while they live."""
    found: dict[int, object] = {}
    todo = [native]
    while todo:
        value = todo.pop()
        if issubclass(type(value), list) and id(value) not in found:
            found[id(value)] = value
            kinds = _kinds(list.__iter__(value))  # type: ignore[arg-type]
            if not kinds <= _FLAT and any(issubclass(kind, list) for kind in kinds):
                todo.extend(list.__iter__(value))  # type: ignore[arg-type]
    return found
