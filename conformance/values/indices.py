"""Lists of positions of the sizes that people run: in which order they come, and whether some come again."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import gcd
from struct import unpack

from conformance.values.factors import Factor
from conformance.values.masks import BLOCK, places, subset

_LONG = (255, 256, 257, 300, 513, 1_023, 1_024, 1_025, 1_100, 2_049, 3_000, 4_095, 4_096, 4_097, 6_000)
"""Lengths of lists that are long whatever the number of positions is."""

_SHUFFLED = 4_096
"""The most items whose every order is as likely; more of them go round with a step that has no divisor in common."""


def length_of(lengths: Factor, level: int, size: int, drawn: Callable[[], random.Random]) -> int:
    """How many items a level of `LENGTHS`, or of fewer of them, says that a list over that many positions has."""
    match lengths.level(level):
        case "none":
            return 0
        case "one":
            return 1
        case "2 to 16":
            return drawn().randint(2, 16)
        case "twice n":
            return 2 * size
        case "above n":
            return size + drawn().choice((1, 7, max(1, size // 2), max(1, size)))
        case "long":
            return drawn().choice(_LONG)
    return round(lengths.shares[level] * size)


def _sorted(size: int, length: int, rng: random.Random) -> list[int]:
    """Distinct ones, or each as often as the others where there are more items than positions."""
    often, rest = divmod(length, size)
    found = subset(size, rest, rng)
    return found if not often else sorted(list(range(size)) * often + found)


def _reversed(size: int, length: int, rng: random.Random) -> list[int]:
    return _sorted(size, length, rng)[::-1]


def _numbers(count: int, rng: random.Random) -> tuple[int, ...]:
    """That many numbers of 32 bits."""
    return unpack(f"<{count}I", rng.randbytes(4 * count))


def _in_any_order(items: list[int], rng: random.Random) -> list[int]:
    """What `random.shuffle` does, in a third of the time."""
    keys = _numbers(len(items), rng)
    return list(map(items.__getitem__, sorted(range(len(items)), key=keys.__getitem__)))


def _shuffled(size: int, length: int, rng: random.Random) -> list[int]:
    found = _sorted(size, length, rng)
    if length <= _SHUFFLED:
        return _in_any_order(found, rng)
    step = next(s for s in iter(lambda: rng.randrange(length // 3, length), 0) if gcd(s, length) == 1)
    return [found[k] for k in [k % length for k in range(0, step * length, step)]]


def _run(size: int, length: int, rng: random.Random) -> list[int]:
    """One after the other, from anywhere; from the first one again after the last."""
    start = rng.randint(0, size - length) if length <= size else rng.randrange(size)
    if start + length <= size:
        return list(range(start, start + length))
    return [k % size for k in range(start, start + length)]


def _nearly(size: int, length: int, rng: random.Random) -> list[int]:
    """A run, or a permutation of all, with two items changed so that its ends, its length and its sum stay."""
    found = _run(size, length, rng)
    if length == size and rng.random() < 0.5:
        found[1:-1] = _in_any_order(found[1:-1], rng)
    up, down = 1 + length // 3, length - 1 - length // 3
    up = next((k for k in range(up, length - 1) if k != down and found[k] < size - 1), 0)
    down = next((k for k in range(down, 0, -1) if k != up and found[k] > 0), 0)
    if up and down:
        found[up] += 1
        found[down] -= 1
    return found


def _with_repeats(size: int, length: int, rng: random.Random) -> list[int]:
    found = [number % size for number in _numbers(length, rng)]
    if length > 1:
        # One comes again, whatever was drawn.
        found[rng.randrange(1, length)] = found[0]
    return found


def _sorted_with_repeats(size: int, length: int, rng: random.Random) -> list[int]:
    return sorted(_with_repeats(size, length, rng))


def _block(size: int, length: int, rng: random.Random) -> list[int]:
    """The positions of a block on a grid, row by row; those left over, where there are more items, in order."""
    often, rest = divmod(length, size)
    return list(range(size)) * often + places(size, rest, BLOCK, rng)


def _tubes(size: int, length: int, rng: random.Random) -> list[int]:
    often, rest = divmod(length, size)
    found = list(range(size)) * often + places(size, rest, "tubes", rng)
    # As many in each frame as there are, and some more from the start.
    return (found + subset(size, max(0, length - len(found)), rng))[:length]


def _interleaved(size: int, length: int, rng: random.Random) -> list[int]:
    """Each position several times in a row."""
    times = rng.choice((2, 3, 4))
    found = _shuffled(size, -(-length // times), rng)
    return [k for k in found for _ in range(times)][:length]


def _one(size: int, length: int, rng: random.Random) -> list[int]:
    return [rng.choice((rng.randrange(size), size - 1))] * length


def _at_even_steps(size: int, length: int, rng: random.Random) -> list[int]:
    """Every second position or third one and so on, as far apart as the length allows at most."""
    widest = max(1, size // length)
    step = rng.randint(min(2, widest), widest)
    start = rng.randrange(max(1, size - (length - 1) * step))
    return [k % size for k in range(start, start + length * step, step)]


def _permutations(size: int, length: int, rng: random.Random) -> list[int]:
    """All positions in some order, then in another one, and so on."""
    return [k for _ in range(-(-length // size)) for k in _in_any_order(list(range(size)), rng)][:length]


_ORDERS: dict[str, Callable[[int, int, random.Random], list[int]]] = {
    "sorted": _sorted,
    "reversed": _reversed,
    "shuffled": _shuffled,
    "a run": _run,
    "nearly a run or permutation": _nearly,
    "with repeats": _with_repeats,
    "sorted with repeats": _sorted_with_repeats,
    "a block on a grid": _block,
    "tubes": _tubes,
    "each several times in a row": _interleaved,
    "one position over and over": _one,
}

EVEN_STEPS, PERMUTATIONS = "at even steps", "one permutation after another"

ORDERS = Factor(
    "order",
    tuple(_ORDERS),
    alike=("a run", "a block on a grid", "one position over and over"),
    beside=(EVEN_STEPS, PERMUTATIONS),
)
"""In which order a list has its positions, and whether some come again."""

DISTINCT = frozenset(map(ORDERS.number, ("sorted", "reversed", "shuffled", "a run", "a block on a grid", EVEN_STEPS)))
"""The orders in which no position comes twice, where there are as many positions as items."""

_MAKERS = (*_ORDERS.values(), _at_even_steps, _permutations)
_LEAST = {ORDERS.levels.index(name): least for name, least in (
    ("nearly a run or permutation", 4), ("with repeats", 2), ("sorted with repeats", 2),
    ("one position over and over", 2), ("each several times in a row", 2),
)}  # fmt: skip


def is_possible(order: int, size: int, length: int) -> bool:
    """Whether a list of that length can be told from those in other orders by what is special about it."""
    return length >= _LEAST.get(order, 0) and (order not in _LEAST or size > 1 or length < 4)


def indices(size: int, length: int, order: int, rng: random.Random) -> tuple[int, ...]:
    """A list of positions below `size`, which is at least 1, of that length and order."""
    return tuple(_MAKERS[order](size, length, rng)) if length else ()
