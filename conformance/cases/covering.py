"""Covering arrays: few rows in which each choice of levels of any two factors comes, or of any three.

They are orthogonal arrays over a prime p: a row is given by numbers i and j below p, factor k has the value j + k·i
mod p, and two factors come to each pair of values once, as the two equations determine i and j. A third number and k²
do the same for triples. A factor with more levels than p has i itself; one with fewer has its levels in turn.
"""

from __future__ import annotations

import random
from collections import Counter
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


Level = tuple[int, int]
"""A factor, and one of its levels."""

GIVEN_UP = 2
"""After how many tries in vain a pair is left out where others are met."""


class Lacking:
    """The pairs of levels that no row had, of levels that some row had.

    `rows` are the levels that rows had, in which None is none of the factor's.
    """

    def __init__(self, rows: Sequence[Sequence[int | None]]) -> None:
        self._with: dict[Level, set[Level]] = {}
        self._tried: Counter[frozenset[Level]] = Counter()
        columns = list(zip(*rows, strict=True))
        had = [set(column) - {None} for column in columns]
        for first, second in combinations(range(len(columns)), 2):
            met = set(zip(columns[first], columns[second], strict=True))
            for one, other in product(had[first], had[second]):
                if one is not None and other is not None and (one, other) not in met:
                    self._with.setdefault((first, one), set()).add((second, other))
                    self._with.setdefault((second, other), set()).add((first, one))

    def pairs(self) -> list[tuple[Level, Level]]:
        """Those that are lacking, in order."""
        return sorted((one, other) for one, others in self._with.items() for other in others if one < other)

    def is_lacking(self, one: Level, other: Level) -> bool:
        return other in self._with.get(one, ())

    def meet(self, row: Sequence[int | None]) -> bool:
        """Notes the levels that a row has; whether a pair is met by it that was lacking."""
        had = [(factor, level) for factor, level in enumerate(row) if level is not None]
        found = [(one, other) for one, other in combinations(had, 2) if self.is_lacking(one, other)]
        for one, other in found:
            self._with[one].discard(other)
            self._with[other].discard(one)
        return bool(found)

    def row(self, pair: tuple[Level, Level], levels: Sequence[Sequence[int]], rng: random.Random) -> tuple[int, ...]:
        """A row with the pair, and with as many others that are lacking as are found one factor after the other.

        `levels` are those that a factor may have where the pair does not say which. Where a pair was tried in vain, the
        others may be in its way, and are any.
        """
        chosen = dict(pair)
        self._tried[frozenset(pair)] += 1
        is_alone = self._tried[frozenset(pair)] > GIVEN_UP
        others = [factor for factor in range(len(levels)) if factor not in chosen]
        rng.shuffle(others)
        for factor in others:
            if is_alone:
                chosen[factor] = rng.choice(levels[factor])
                continue
            gains = Counter(
                level
                for had in chosen.items()
                for partner, level in self._with.get(had, ())
                if partner == factor and self._tried[frozenset((had, (partner, level)))] < GIVEN_UP
            )
            most = max([gains[level] for level in levels[factor]])
            chosen[factor] = rng.choice([level for level in levels[factor] if gains[level] == most])
        had = sorted(chosen.items())
        self._tried.update(frozenset(two) for two in combinations(had, 2) if self.is_lacking(*two))
        return tuple([level for _, level in had])


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
