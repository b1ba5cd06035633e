"""A drawing of an input: positions as columns, masks and losses as cells on them, list items that point into them.

What is drawn follows from the roles of the law's variables. Large inputs are drawn in part: the positions that
something points at, on which results differ, or at which values change come first, and what is left out is counted.
Lengths are in SVG units, of which a cell is `HEIGHT` high.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeGuard

from conformance.records.law import BinderRecord
from conformance.records.values import lean_text

HEIGHT = 24
GAP = 18
REACH = 40
"""From list items up to the positions that they point at."""
LETTER = 8
MOST = 64
"""Positions drawn, and list items drawn, at most."""
_CONTEXT = 24
"""Positions up to which those are drawn that only show what lies around."""
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Cell:
    """A box with text; `kind` is `on`, `off`, `value`, `head`, `item` or `out` (an index that is no position)."""

    x: int
    width: int
    text: str
    kind: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side. A label belongs to the row, or, by its place, to some of the row's boxes."""

    y: int
    labels: tuple[tuple[int, str], ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; `lines` go from list items to positions, as `x1, y1, x2, y2`; `left_out` says what is not drawn."""

    width: int
    height: int
    rows: tuple[Row, ...]
    lines: tuple[tuple[int, int, int, int], ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Track:
    """Values by position."""

    label: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Pointers:
    """Indices into the positions."""

    label: str
    items: Sequence[int]


def draw(
    inputs: Mapping[str, Any],
    binders: Iterable[BinderRecord],
    results: Sequence[tuple[str, Any]] = (),
    most: int = MOST,
) -> Picture | None:
    """The drawing of an input and of results that have a value at each position; None where nothing has positions.

    Args:
        inputs: values by variable.
        binders: what the variables are; those that are none of them, and values that do not fit, are not drawn.
        results: labels and values, such as what was expected and what came, in which differences are marked.
        most: positions and list items that are drawn, at most.
    """
    tracks: list[_Track] = []
    pointers: list[_Pointers] = []
    size = 0
    for binder in binders:
        value = inputs.get(binder.name)
        if binder.role in ("mask", "table") and _is_track(value):
            tracks.append(_Track(binder.name, value))
        elif binder.role == "indices" and _is_list(value, int):
            pointers.append(_Pointers(binder.name, value))
        elif binder.role == "index" and type(value) is int:
            pointers.append(_Pointers(binder.name, [value]))
        elif binder.role == "size" and type(value) is int and any(b.size == binder.name for b in binders):
            size = max(size, value)
    outcomes = [_Track(label, value) for label, value in results if _is_track(value)]
    if len(outcomes) != len(results):
        outcomes = []
    if not tracks and not pointers and not outcomes:
        return None
    size = min(max([size, *(len(t.values) for t in (*tracks, *outcomes))]), _LARGEST)
    return _Drawing(tracks, outcomes, pointers, size, most).picture()


class _Drawing:
    def __init__(
        self, tracks: list[_Track], outcomes: list[_Track], pointers: list[_Pointers], size: int, most: int
    ) -> None:
        self.tracks, self.outcomes, self.pointers, self.size, self.most = tracks, outcomes, pointers, size, most
        self.room = max(1, most // max(1, len(pointers)))
        self.shown = sorted(self.chosen())
        texts = [_text(t.values[k]) for t in (*tracks, *outcomes) for k in self.shown if k < len(t.values)]
        texts += [str(k) for k in self.shown[-1:]]
        self.cell = max(HEIGHT, LETTER * max((len(t) for t in texts), default=0) + 8)
        labels = ["position", *(t.label for t in (*tracks, *outcomes))]
        self.left = LETTER * max(len(_name(label)) for label in labels) + 12
        self.places: dict[int, int] = {}
        x, before = self.left, -1
        for k in self.shown:
            x += GAP if k != before + 1 else 0
            self.places[k] = x
            x, before = x + self.cell, k
        self.right = x

    def differing(self) -> set[int]:
        """Positions at which the results are not the same."""
        if len(self.outcomes) != 2:
            return set()
        one, other = (t.values for t in self.outcomes)
        shared = min(len(one), len(other))
        return {k for k in range(shared) if one[k] != other[k]} | set(range(shared, max(len(one), len(other))))

    def chosen(self) -> set[int]:
        """Positions that are drawn: those that matter first, then a few more from the left."""
        chosen: set[int] = set()
        if self.size <= self.most:
            return set(range(self.size))
        matter = chain(sorted(self.differing()), self.pointed())
        for room, positions in ((self.most, matter), (_CONTEXT, chain(self.changing(), range(self.size)))):
            for k in positions:
                if len(chosen) >= min(room, self.most):
                    break
                if 0 <= k < self.size:
                    chosen.add(k)
        return chosen

    def pointed(self) -> Iterator[int]:
        for pointers in self.pointers:
            yield from pointers.items[: self.room]

    def changing(self) -> Iterator[int]:
        """The ends of each run of like values."""
        for track in self.tracks:
            values = track.values
            for k in range(1, len(values)):
                if values[k] != values[k - 1]:
                    yield from (k - 1, k)

    def picture(self) -> Picture:
        rows = [Row(0, ((0, "position"),), tuple(self.boxes(range(self.size), "head", set())))] if self.shown else []
        differing = self.differing()
        for track in (*self.tracks, *self.outcomes):
            marked = differing if track in self.outcomes else set()
            y = len(rows) * (HEIGHT + 4)
            rows.append(Row(y, ((0, _name(track.label)),), tuple(self.boxes(track.values, "value", marked))))
        bottom = len(rows) * (HEIGHT + 4) - 4
        left_out = []
        if len(self.shown) < self.size:
            left_out.append(f"{self.size - len(self.shown):,} more positions")
        lines: list[tuple[int, int, int, int]] = []
        if self.pointers:
            y = max(bottom, 0) + (REACH if self.shown else 4)
            row, lines = self.pointing(y, bottom, left_out)
            rows.append(row)
            bottom = y + HEIGHT
        return Picture(self.right + 2, max(bottom, HEIGHT) + 2, tuple(rows), tuple(lines), tuple(left_out))

    def boxes(self, values: Sequence[Any], kind: str, marked: set[int]) -> Iterator[Cell]:
        for k, x in self.places.items():
            if k < len(values):
                value = values[k]
                look = kind if not isinstance(value, bool) else "on" if value else "off"
                yield Cell(x, self.cell - 2, _text(value), look, k in marked)

    def pointing(self, y: int, top: int, left_out: list[str]) -> tuple[Row, list[tuple[int, int, int, int]]]:
        """The row of list items, and a line from each to its position."""
        labels: list[tuple[int, str]] = []
        cells: list[Cell] = []
        lines: list[tuple[int, int, int, int]] = []
        x = 0
        for number, pointers in enumerate(self.pointers):
            labels.append((x, _name(pointers.label)))
            x = max(self.left if number == 0 else 0, x + LETTER * len(_name(pointers.label)) + 12)
            for item in pointers.items[: self.room]:
                width = max(HEIGHT, LETTER * len(_short(item)) + 8)
                inside = 0 <= item < self.size
                cells.append(Cell(x, width - 2, _short(item), "item" if inside else "out"))
                if item in self.places:
                    lines.append((x + width // 2 - 1, y, self.places[item] + self.cell // 2 - 1, top + 1))
                x += width
            if not pointers.items:
                labels.append((x, "empty"))
                x += 6 * LETTER
            if len(pointers.items) > self.room:
                left_out.append(f"{len(pointers.items) - self.room:,} more items of {_name(pointers.label)}")
            x += GAP
        self.right = max(self.right, x - GAP)
        return Row(y, tuple(labels), tuple(cells)), lines


def _is_list(value: object, item: type) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (list, tuple)) and all(type(v) is item for v in value)


def _is_track(value: object) -> TypeGuard[Sequence[Any]]:
    return _is_list(value, bool) or _is_list(value, int)


def _text(value: object) -> str:
    """A bit as a digit, another value in short."""
    return str(int(value)) if isinstance(value, bool) else _short(value)


def _short(value: object) -> str:
    """A value in at most nine characters."""
    text = lean_text(value)
    return text if len(text) <= 9 else f"{text[:4]}…{text[-4:]}"


def _name(label: str) -> str:
    text = lean_text(label)
    return text if len(text) <= 24 else f"{text[:23]}…"
