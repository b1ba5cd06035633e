"""Wide inputs that are kept to be gone through again, long vectors as bytes, which take a fraction of the room."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from conformance.cases.keeping import Recent
from conformance.cases.plan import WideCase
from conformance.lean.closures import Value
from conformance.system import originals
from conformance.values.items import FEW, all_items_of, items_of

LEAST = 32
"""How many items a vector has at least that is packed."""

MOST_ITEMS = 2**18
"""How many items the vectors have about that are there unpacked: inputs next to each other have some in common, as one
object each, and inputs with few items are unpacked once."""

MOST_AHEAD = 2**15
"""About how many items the vectors of inputs have that are made ahead, as they are made in groups."""

_WORD = 8

_CODES = "b", "h", "i", "q"
"""Type codes of whole numbers, from the narrowest."""


class Packed:
    """Wide inputs that can be gone through any number of times; each has its place as `number`. They take about `words`
    of 8 bytes.

    What is gone through are cases made anew, of which the values of one may be the very objects that the one before it
    had.
    """

    def __init__(self, cases: Iterable[WideCase]) -> None:
        self.words = 0
        self._latest: Recent[Value] = Recent(MOST_ITEMS)
        self._packing: Recent[tuple[tuple[Value, ...], _Part]] = Recent(MOST_ITEMS)
        self._cases: list[tuple[WideCase, tuple[Value | _Part, ...] | None]] = []
        for number, case in enumerate(cases):
            parts = None if case.frame is None else tuple(map(self._packed, case.frame))
            self._cases.append((_with(case, None, number), parts))
        self._packing = Recent(0)

    def __len__(self) -> int:
        return len(self._cases)

    def __iter__(self) -> Iterator[WideCase]:
        return in_groups(self._unpacked())

    def _unpacked(self) -> Iterator[WideCase]:
        for case, parts in self._cases:
            yield _with(case, None if parts is None else list(map(self._value, parts)), case.number)

    def _packed(self, value: Value) -> Value | _Part:
        """A value, packed if it is a long vector or holds one; the same for the same object."""
        if type(value) is not tuple or (len(value) < LEAST and not any(type(part) is tuple for part in value)):
            return value
        known = self._packing.get(id(value))
        if known is None:
            is_structure = len(value) <= FEW
            items = all_items_of((value,))
            part = _Part(items, tuple(map(self._packed, value))) if is_structure else self._unpacked_by(value, items)
            # The value is kept as well, so that no other has its identity.
            known = value, part
            self._packing.keep(id(value), known, items)
        return known[1]

    def _unpacked_by(self, value: tuple[Value, ...], items: int) -> _Part:
        unpack, size = _unpacking(value)
        self.words += size // _WORD
        return _Part(items, unpack=unpack)

    def _value(self, part: Value | _Part) -> Value:
        if type(part) is not _Part:
            return part
        found: Value = self._latest.get(part)
        if found is None:
            found = tuple(map(self._value, part.of)) if part.unpack is None else part.unpack()
            self._latest.keep(part, found, part.items)
        return found


class _Part:
    """A vector of so many items as it is kept: as the parts of a structure, or as what unpacks it."""

    __slots__ = ("items", "of", "unpack")

    def __init__(
        self, items: int, of: tuple[Value | _Part, ...] = (), unpack: Callable[[], tuple[Value, ...]] | None = None
    ) -> None:
        self.items, self.of, self.unpack = items, of, unpack


def _with(case: WideCase, frame: list[Value] | None, number: int) -> WideCase:
    return WideCase(
        frame, case.asked, case.levels, case.reasons, case.layout, case.is_further, case.favourite, number
    )  # fmt: skip


def _unpacking(value: tuple[Value, ...]) -> tuple[Callable[[], tuple[Value, ...]], int]:
    """What makes an equal vector, with items of the same types, and how many bytes it holds for that."""
    types = set(map(type, value))
    if types == {bool}:
        return partial(_bools, bytes(value)), len(value)
    if types == {int}:
        least, most = min(value), max(value)
        for code in _CODES:
            bits = 8 * array(code).itemsize - 1
            if -(2**bits) <= least and most < 2**bits:
                return partial(tuple, array(code, value)), len(value) * array(code).itemsize
    if types == {float}:
        return partial(tuple, array("d", value)), len(value) * _WORD
    try:
        data = marshal.dumps(value)
    except ValueError:
        # Of what it does not know, as fractions and functions are.
        return (lambda: value), len(value) * _WORD
    return partial(marshal.loads, data), len(data)


def _bools(data: bytes) -> tuple[Value, ...]:
    return tuple(memoryview(data).cast("?"))


def in_groups(cases: Iterator[WideCase]) -> Iterator[WideCase]:
    """The cases, made with the built-ins as they were: a group at a time, as to put these back takes as long as a
    small case."""
    while True:
        group: list[WideCase] = []
        items = 0
        with originals.in_place():
            for case in cases:
                group.append(case)
                items += 1 if case.frame is None else 1 + items_of(case.frame)
                if items > MOST_AHEAD:
                    break
        if not group:
            return
        # Those that were given are let go.
        group.reverse()
        while group:
            yield group.pop()
