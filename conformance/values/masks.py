"""Masks of the sizes that people run: the shape of what is chosen, with a given number of positions chosen."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import compress

from conformance.values.factors import Factor

Bits = bytearray
"""One byte a position, 0 or 1."""


def random_bits(size: int, chosen: int, rng: random.Random) -> Bits:
    """That many positions, each choice as likely."""
    if not size:
        return Bits()
    limit = chosen * 256 // size
    bits = Bits(rng.randbytes(size).translate(bytes([1] * limit + [0] * (256 - limit))))
    missing = chosen - sum(bits)
    wanted = int(missing > 0)
    while missing:
        at = rng.randrange(size)
        if bits[at] != wanted:
            bits[at] = wanted
            missing += -1 if wanted else 1
    return bits


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


def _block(size: int, chosen: int, rng: random.Random) -> Bits:
    """A rectangle on a grid of h × w, its last row not full; positions that are no grid are one with a ragged end."""
    width = next((w for w in range(int(size**0.5), 0, -1) if size % w == 0), 1)
    if width * 4 < size // max(1, width):
        width = int(size**0.5)
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


def _tubes(size: int, chosen: int, rng: random.Random) -> Bits:
    """The same places in each of several frames of a video."""
    frames = next((f for f in (8, 16, 4, 6, 3, 2) if size % f == 0 and size // f > 1), 2 if size > 1 else 1)
    places = -(-size // frames)
    one = random_bits(places, min(places, round(chosen / frames)), rng)
    return (one * frames)[:size]


def _periodic(size: int, chosen: int, rng: random.Random) -> Bits:
    """As evenly as can be: at half of the positions, every other one."""
    return Bits([(k + 1) * chosen // size - k * chosen // size for k in range(size)])


_SHAPES: dict[str, Callable[[int, int, random.Random], Bits]] = {
    "random": random_bits,
    "one run": _one_run,
    "two runs": _two_runs,
    "block on a grid": _block,
    "tubes": _tubes,
    "evenly spread": _periodic,
}

SHAPES = Factor("shape", tuple(_SHAPES))
"""Where the positions lie that a mask chooses."""

_MAKERS = tuple(_SHAPES.values())
_TRUTH = (False, True)


def mask(size: int, chosen: int, shape: int, rng: random.Random) -> tuple[bool, ...]:
    """A mask of that shape with that many positions chosen; tubes choose as many in each frame."""
    return tuple(map(_TRUTH.__getitem__, _MAKERS[shape](size, chosen, rng)))
