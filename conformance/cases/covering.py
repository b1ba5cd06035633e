"""Covering arrays: few rows in which each choice of levels of any two factors comes, or of any three.

They are orthogonal arrays over a prime p: a row is given by numbers i and j below p, factor k has the value j + k·i
mod p, and two factors come to each pair of values once, as the two equations determine i and j. A third number and k²
do the same for triples. A factor with more levels than p has i itself; one with fewer has its levels in turn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations, count, product


def covering(levels: Sequence[int], strength: int, rng: random.Random) -> Iterator[tuple[int, ...]]:
    """Rows of a level, from 0 on, for each factor, so that any `strength` factors (1 to 3) meet in all their levels.

    `levels` says how many each factor has, 1 or more. Which levels of further factors come together hangs on `rng`.
    """
    if not levels:
        return
    strength = min(strength, len(levels))
    most = max(range(len(levels)), key=lambda k: (levels[k], -k))
    others = [k for k in range(len(levels)) if k != most]
    base = _base([levels[k] for k in others], strength)
    first = list(range(levels[most]))
    rng.shuffle(first)
    # In turn, so that arrays of which one has further factors have the others in common.
    orders = {k: _order(levels[k], base, rng) for k in others}
    for i in range(max(len(first), base if strength > 1 else 1, *(levels[k] for k in others), 1)):
        for rest in product(range(base), repeat=strength - 1):
            row = [0] * len(levels)
            row[most] = first[i % len(first)]
            for slope, k in enumerate(others):
                row[k] = orders[k][_value(slope, i, rest) % base]
            yield tuple(row)


class Lacking:
    """Which pairs of levels no row has met so far; nothing is noted where other combinations are to be met."""

    def __init__(self, levels: Sequence[int], strength: int) -> None:
        self._levels = levels
        self._chosen = list(combinations(range(len(levels)), 2)) if strength == 2 else []
        self._met: list[set[tuple[int, int]]] = [set() for _ in self._chosen]
        self._at = {chosen: k for k, chosen in enumerate(self._chosen)}

    def meet(self, row: Sequence[int | None]) -> bool:
        """Notes the pairs of a row, in which None is no level; whether one of them is new."""
        before = sum(map(len, self._met))
        if row:
            for (first, second), met in zip(self._chosen, self._met, strict=True):
                one, other = row[first], row[second]
                if one is not None and other is not None:
                    met.add((one, other))
        return sum(map(len, self._met)) > before

    def is_met(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Whether a row had both, each a factor and its level."""
        return (one[1], other[1]) in self._met[self._at[one[0], other[0]]]

    def pairs(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Those that no row had, of levels that some row had, each as a factor and its level."""
        had: list[set[int]] = [set() for _ in self._levels]
        for (first, second), met in zip(self._chosen, self._met, strict=True):
            for one, other in met:
                had[first].add(one)
                had[second].add(other)
        return [
            ((first, one), (second, other))
            for (first, second), met in zip(self._chosen, self._met, strict=True)
            for one in sorted(had[first])
            for other in sorted(had[second])
            if (one, other) not in met
        ]


def _value(slope: int, i: int, rest: tuple[int, ...]) -> int:
    if not rest:
        return i
    if len(rest) == 1:
        return rest[0] + slope * i
    return rest[0] + slope * rest[1] + slope * slope * i


def _base(levels: Sequence[int], strength: int) -> int:
    """How many values the factors but the one with most levels have in common."""
    least = max(levels, default=1)
    if strength == 1 or len(levels) < strength:
        # Nothing is to be solved: one factor alone, or as many as meet at once, in all rows that there are.
        return least
    return next(p for p in count(max(least, len(levels), 2)) if all(p % d for d in range(2, int(p**0.5) + 1)))


def _order(levels: int, base: int, rng: random.Random) -> list[int]:
    """The level that stands for each value, all of them and about as often."""
    order = list(range(levels))
    rng.shuffle(order)
    order = [order[v % levels] for v in range(base)]
    rng.shuffle(order)
    return order
