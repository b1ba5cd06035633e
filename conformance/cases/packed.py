"""Wide inputs that are kept to be gone through again, as bytes in one block, which take a fraction of the room."""

from __future__ import annotations

import contextlib
import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from conformance.cases.keeping import Recent
from conformance.cases.plan import WideCase
from conformance.lean.closures import Value
from conformance.system import originals
from conformance.values.items import FEW, all_items_of

LEAST = 32
"""From how many items on a vector is large: of others all that were unpacked stay until all were gone through."""

MOST_ITEMS = 2**18
"""How many items the large vectors have about that are there unpacked: inputs next to each other have some in common,
as one object each."""

MOST_AHEAD = 2**15
"""About how many items the vectors of inputs have that are made ahead, as they are made in groups."""

_WORD = 8

_WHOLE: Final = "b", "h", "i", "q"
"""Type codes of whole numbers, from the narrowest."""

_BOOLS, _FLOATS, _STRUCTURE, _ROWS, _FEW_NUMBERS, _MARSHALLED, _APART = "?", "d", "s", "r", "f", "m", "a"
"""How a value lies there, beside those codes: as items of one type, as references to its parts, as the items of rows
one after the other, as places among the few numbers that it has, as what Python writes for its own use, or not at all,
where that knows no such value."""

_PLACES: Final = "B", "H"
"""Type codes of places, from the narrowest."""

_PLAIN = frozenset({bool, int, float, type(None)})
"""Types of values that take no room of their own."""


class Packed:
    """Wide inputs that can be gone through any number of times; each has its place as `number`. They take about `words`
    of 8 bytes.

    What is gone through are cases made anew, of which the values of one may be the very objects that the one before it
    had. All lie in one block: small objects that stay, made among many that go, would keep whole pages in use.
    """

    def __init__(self, cases: Iterable[WideCase]) -> None:
        self._data = bytearray()
        self._cases, self._parts = _Places(), _Places()
        self._codes, self._items = bytearray(), array("q")
        self._apart: dict[int, Value] = {}
        packing: Recent[tuple[Value, int]] = Recent(MOST_ITEMS)
        for case in cases:
            frame = None if case.frame is None else [self._packed(value, packing) for value in case.frame]
            told = (case.asked, case.levels, case.reasons, case.layout, case.is_further, case.favourite)
            self._cases.add(self._data, marshal.dumps((frame, told)))

    @property
    def words(self) -> int:
        return len(self._data) // _WORD

    def __len__(self) -> int:
        return len(self._cases)

    def __iter__(self) -> Iterator[WideCase]:
        return in_groups(self._unpacked())

    def _unpacked(self) -> Iterator[WideCase]:
        unpacking = _Unpacking(Recent(MOST_ITEMS), {})
        for number in range(len(self._cases)):
            frame, told = marshal.loads(self._cases.of(self._data, number))
            case = WideCase(None if frame is None else [self._value(v, unpacking) for v in frame], *told)
            case.number = number
            yield case

    def frame(self, number: int) -> tuple[Value, ...]:
        """The values of the case at a place, which has some, made by themselves."""
        frame, _ = marshal.loads(self._cases.of(self._data, number))
        unpacking = _Unpacking(Recent(MOST_ITEMS), {})
        return tuple([self._value(value, unpacking) for value in frame])

    def _packed(self, value: Value, packing: Recent[tuple[Value, int]]) -> object:
        """A value as it is, or a list of the number under which it is packed; the same for the same object."""
        if type(value) in _PLAIN:
            return value
        known = packing.get(id(value))
        if known is None:
            items = all_items_of((value,))
            # The value is kept as well, so that no other has its identity.
            known = value, self._add(value, items, packing)
            packing.keep(id(value), known, items)
        return [known[1]]

    def _add(self, value: Value, items: int, packing: Recent[tuple[Value, int]]) -> int:
        if type(value) is tuple and len(value) <= FEW and any(type(part) is tuple for part in value):
            code, data = _STRUCTURE, marshal.dumps([self._packed(part, packing) for part in value])
        else:
            code, data = _data_of(value)
        number = len(self._parts)
        if code == _APART:
            self._apart[number] = value
        self._parts.add(self._data, data)
        self._codes.append(ord(code))
        self._items.append(items)
        return number

    def _value(self, packed: Any, unpacking: _Unpacking) -> Value:
        if type(packed) is not list:
            return packed
        number = packed[0]
        found: Value = unpacking.small.get(number)
        if found is None:
            found = unpacking.large.get(number)
        if found is None:
            found = self._made(number, unpacking)
            if (items := self._items[number]) < LEAST:
                unpacking.small[number] = found
            else:
                unpacking.large.keep(number, found, items)
        return found

    def _made(self, number: int, unpacking: _Unpacking) -> Value:
        code, data = chr(self._codes[number]), self._parts.of(self._data, number)
        if code == _APART:
            return self._apart[number]
        if code == _STRUCTURE:
            return tuple([self._value(part, unpacking) for part in marshal.loads(data)])
        return _unpacked(code, data)


class _Unpacking(NamedTuple):
    """Vectors that are there while all inputs are gone through, by number."""

    large: Recent[Value]
    small: dict[int, Value]


class _Places:
    """Where in a block pieces lie that were added one after the other, with others between them."""

    def __init__(self) -> None:
        self._starts, self._stops = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, block: bytearray, piece: bytes) -> None:
        self._starts.append(len(block))
        block += piece
        self._stops.append(len(block))

    def of(self, block: bytearray, number: int) -> memoryview:
        return memoryview(block)[self._starts[number] : self._stops[number]]


def _data_of(value: Value) -> tuple[str, bytes]:
    """How a value lies packed, and the bytes of it; what comes out is equal, with items of the same types."""
    types = set(map(type, value)) if type(value) is tuple else set()
    if types == {bool}:
        return _BOOLS, bytes(value)
    if types == {int} and (code := _narrowest(_WHOLE, value)):
        return code, array(code, value).tobytes()
    if types == {float}:
        return _FLOATS, array("d", value).tobytes()
    if types == {tuple} and len(set(map(id, value))) == len(value):
        code, data = _data_of(tuple(chain.from_iterable(value)))
        if code != _APART:
            return _ROWS, marshal.dumps((array("q", map(len, value)).tobytes(), code, data))
    if types == {int, float}:
        numbers = tuple(dict.fromkeys(value))
        # Of an integer and a float that are equal only one would come out.
        are_told_apart = not any(number.is_integer() for number in {v for v in value if type(v) is float})
        if are_told_apart and (code := _narrowest(_PLACES, (len(numbers),))):
            place_of = {number: place for place, number in enumerate(numbers)}
            return _FEW_NUMBERS, marshal.dumps((numbers, code, array(code, map(place_of.__getitem__, value)).tobytes()))
    try:
        return _MARSHALLED, marshal.dumps(value)
    except ValueError:
        # Of what it does not know, as fractions and functions are.
        return _APART, b""


def _narrowest(codes: Sequence[str], numbers: Iterable[int]) -> str:
    """The first of the codes of arrays that hold the numbers; empty where none does."""
    for code in codes:
        # The first number that is too large tells.
        with contextlib.suppress(OverflowError):
            array(code, numbers)
            return code
    return ""


def _unpacked(code: str, data: memoryview | bytes) -> tuple[Value, ...]:
    """The vector that lies packed so."""
    if code == _MARSHALLED:
        found: tuple[Value, ...] = marshal.loads(data)
        return found
    if code == _ROWS:
        lengths, of_items, packed = marshal.loads(data)
        items = iter(_unpacked(of_items, packed))
        return tuple([tuple(islice(items, length)) for length in memoryview(lengths).cast("q")])
    if code == _FEW_NUMBERS:
        numbers, of_places, places = marshal.loads(data)
        return tuple(map(numbers.__getitem__, memoryview(places).cast(of_places)))
    return tuple(memoryview(data).cast(code).tolist())  # type: ignore[call-overload]


def in_groups(cases: Iterator[WideCase]) -> Iterator[WideCase]:
    """The cases, made with the built-ins as they were: a group at a time, as to put these back takes as long as a
    small case."""
    while True:
        group: list[WideCase] = []
        items = 0
        with originals.in_place():
            for case in cases:
                group.append(case)
                items += 1 if case.frame is None else 1 + all_items_of(case.frame)
                if items > MOST_AHEAD:
                    break
        if not group:
            return
        # Those that were given are let go.
        group.reverse()
        while group:
            yield group.pop()
