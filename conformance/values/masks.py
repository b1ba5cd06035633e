"""Masks of the sizes that people run: the shape of what is chosen, with a given number of positions chosen."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from itertools import compress

from conformance.values.factors import Factor

Bits = bytearray
"""One byte a position, 0 or 1."""


def random_bits(size: int, chosen: int, rng: random.Random) -> Bits:
    """That many positions, each choice as likely."""
    if chosen == size:
        return Bits(b"\1" * size)
    limit, rest = divmod(chosen * 256, size)
    # A byte below the limit chooses, and at the limit in the first positions, so that as many as wanted are to be had.
    bits = Bits(_below(limit + 1, rng.randbytes(rest)) + _below(limit, rng.randbytes(size - rest)))
    missing = chosen - bits.count(1)
    wanted = int(missing > 0)
    while missing:
        at = int(rng.random() * size)
        if bits[at] != wanted:
            bits[at] = wanted
            missing += -1 if wanted else 1
    return bits


def _below(limit: int, data: bytes) -> bytes:
    return data.translate(bytes([1] * limit + [0] * (256 - limit)))


def subset(size: int, count: int, rng: random.Random) -> list[int]:
    """That many of the positions, in order."""
    return list(compress(range(size), random_bits(size, count, rng)))


def _one_run(size: int, chosen: int, rng: random.Random) -> Bits:
    bits, start = Bits(size), rng.randint(0, size - chosen)
    bits[start : start + chosen] = b"\1" * chosen
    return bits


def _two_runs(size: int, chosen: int, rng: random.Random) -> Bits:
    if chosen < 2 or size - chosen < 1:
        return _one_run(size, chosen, rng)
    first, gap = rng.randrange(1, chosen), rng.randint(1, size - chosen)
    start = rng.randint(0, size - chosen - gap)
    bits = Bits(size)
    bits[start : start + first] = b"\1" * first
    start += first + gap
    bits[start : start + chosen - first] = b"\1" * (chosen - first)
    return bits


def _width(size: int) -> int:
    """How wide the grid is that so many positions are: near a square if any is, else with a ragged end."""
    width = next((w for w in range(int(size**0.5), 0, -1) if size % w == 0), 1)
    return width if width * 4 >= size // max(1, width) else int(size**0.5)


def _block(size: int, chosen: int, rng: random.Random) -> Bits:
    """A rectangle on a grid of h × w, its last row not full; positions that are no grid are one with a ragged end."""
    width = _width(size)
    height = -(-size // max(1, width))
    across = min(width, max(1, round((chosen * width / max(1, height)) ** 0.5)))
    while -(-chosen // across) > height and across < width:
        across += 1
    down = min(height, -(-chosen // across))
    top, left = rng.randint(0, height - down), rng.randint(0, width - across)
    bits = Bits(size)
    left_over = chosen
    for row in range(top, top + down):
        start = row * width + left
        part = max(0, min(across, left_over, size - start))
        bits[start : start + part] = b"\1" * part
        left_over -= part
    for at in range(size) if left_over else ():
        # What a ragged end has no room for goes where there is some.
        if left_over and not bits[at]:
            bits[at] = 1
            left_over -= 1
    return bits


def _rectangle(size: int, chosen: int, rng: random.Random) -> Bits:
    """About as many, so that all rows of a block are full, where positions are a grid; else, and at times, as many."""
    width = _width(size)
    if not 1 < chosen < size - 1 or size % width or rng.random() < 0.25:
        return _block(size, chosen, rng)
    height = size // width
    middle = (chosen * width / height) ** 0.5
    least, most = max(1, -(-chosen // height), int(0.7 * middle)), min(width, int(1.5 * middle) + 1)
    found = {across: round(chosen / across) for across in range(least, most + 1)}
    off = {across: abs(across * down - chosen) for across, down in found.items()}
    # One hundredth of the positions more or fewer are as many.
    across = rng.choice([a for a in found if off[a] <= max(size // 128, min(off.values()))])
    down = found[across]
    top, left = rng.randint(0, height - down), rng.randint(0, width - across)
    bits, row = Bits(size), Bits(left) + b"\1" * across + Bits(width - left - across)
    bits[top * width : (top + down) * width] = row * down
    return bits


def _tubes(size: int, chosen: int, rng: random.Random) -> Bits:
    """The same places in each of several frames of a video."""
    frames = next((f for f in (8, 16, 4, 6, 3, 2) if size % f == 0 and size // f > 1), 2 if size > 1 else 1)
    places = -(-size // frames)
    one = random_bits(places, min(places, max(round(chosen / frames), int(chosen > 0))), rng)
    return (one * frames)[:size]


def _periodic(size: int, chosen: int, rng: random.Random) -> Bits:
    """As evenly as can be: at half of the positions every other one, from the first or the second on."""
    if not size:
        return Bits()
    if size > 3 and abs(2 * chosen - size) < 2:
        return Bits((b"\1\0" * size)[(start := rng.randrange(2)) : start + size])
    before = [k * chosen // size for k in range(size + 1)]
    bits = Bits(map(operator.sub, before[1:], before))
    return bits[::-1] if rng.random() < 0.5 else bits


def _units(size: int, chosen: int, rng: random.Random) -> Bits:
    """Of a grid units of 2 × 2 at once, about as many as are wanted; of what is no such grid, of two positions."""
    width = _width(size)
    across = -(-width // 2)
    units = across * -(-size // max(1, width) // 2) if width > 1 else -(-size // 2)
    some = random_bits(units, min(units, round(chosen * units / max(1, size))), rng)
    if width < 2:
        return _twice(some)[:size]
    rows = [_twice(some[start : start + across])[:width] for start in range(0, units, across)]
    return Bits().join([row for row in rows for _ in range(2)])[:size]


def _twice(bits: Bits) -> Bits:
    """Each bit twice in a row."""
    found = Bits(2 * len(bits))
    found[::2] = found[1::2] = bits
    return found


def _regular_at_first(size: int, chosen: int, rng: random.Random) -> Bits:
    """Every second, third or fourth one up to the end of a word or block, from which the rest cannot be foretold."""
    fewer = min(chosen, size - chosen)
    bits = Bits(min(rng.choice((8, 16, 32, 64, 128)), size // 2, 2 * fewer))
    places = slice(rng.randrange(2), None, rng.choice((2, 2, 3, 4)))
    bits[places] = b"\1" * len(bits[places])
    bits += random_bits(size - len(bits), fewer - bits.count(1), rng) if size else b""
    return bits if fewer == chosen else bits.translate(_OTHER)


_OTHER = bytes([1, 0, *range(2, 256)])
"""Each byte of `Bits` turned into the other one."""


def _stripes(size: int, chosen: int, rng: random.Random) -> Bits:
    """Whole rows of a grid, about as many positions as are wanted."""
    width = _width(size)
    height = -(-size // max(1, width))
    rows = random_bits(height, round(chosen * height / max(1, size)), rng)
    return Bits().join([bytes([row]) * width for row in rows])[:size]


BLOCK, STRIPES = "block on a grid", "rows of a grid"

_SHAPES: dict[str, Callable[[int, int, random.Random], Bits]] = {
    "random": random_bits,
    "one run": _one_run,
    "two runs": _two_runs,
    BLOCK: _rectangle,
    "tubes": _tubes,
    "evenly spread": _periodic,
    "units of a coarser grid": _units,
    "regular at first": _regular_at_first,
}

SHAPES = Factor("shape", tuple(_SHAPES), alike=("one run", "two runs", BLOCK), beside=(STRIPES,))
"""Where the positions lie that a mask chooses."""

_MAKERS = (*_SHAPES.values(), _stripes)


def places(size: int, chosen: int, shape: str, rng: random.Random) -> list[int]:
    """The positions of a mask of that shape, in order: of a block that many, so that its last row may not be full."""
    make = _block if shape == BLOCK else _SHAPES[shape]
    return list(compress(range(size), make(size, chosen, rng)))


def mask(size: int, chosen: int, shape: int, rng: random.Random) -> tuple[bool, ...]:
    """A mask of that shape with that many positions chosen, or about as many where it consists of alike parts."""
    return tuple(memoryview(_MAKERS[shape](size, chosen, rng)).cast("?"))
