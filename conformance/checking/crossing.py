"""How the wide inputs of a law cross what they differ in, and what none of them met, for which reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from conformance.cases.plan import LAYOUTS, WideCase
from conformance.records.crossing import Combined, counted, part_of
from conformance.records.parts import CrossedPart, Levels
from conformance.records.result import Crossing
from conformance.values.factors import Factor

_Levels = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Crossed:
    """The combinations of `strength` levels, each of another factor; `combined` gives once what cases met of them."""

    factors: tuple[Levels, ...]
    strength: int
    combined: Iterator[Combined]

    def counted(self) -> Crossing:
        """How many were met, and why the others were not."""
        return counted(self.factors, self.strength, self.combined)

    def as_part(self) -> CrossedPart:
        """The same as what can be united with what other shards met."""
        return part_of(self.factors, self.strength, self.combined)


def crossed(
    factors: Sequence[Factor],
    layouts: Sequence[str],
    strength: int,
    cases: Sequence[WideCase],
    met: Mapping[int, str],
) -> Crossed | None:
    """Which combinations of levels those cases have on which the law was evaluated; None where nothing is crossed.

    `layouts` are the names of those that any input takes. `met` has the layout of each case on which the law was
    evaluated, by `id`.
    """
    strength = min(strength, len(factors))
    if not strength:
        return None
    named = tuple(
        Levels(f.name, tuple(name or "plain" for name in layouts) if f is LAYOUTS else f.levels) for f in factors
    )
    return Crossed(named, strength, _combined(named, strength, factors, len(layouts), cases, met))


def _combined(
    named: Sequence[Levels], strength: int, factors: Sequence[Factor], layouts: int, cases: Sequence[WideCase],
    met: Mapping[int, str],
) -> Iterator[Combined]:  # fmt: skip
    counts = [len(one.levels) for one in named]
    rows = [case for case in cases if case.asked]
    turns = [layouts if f is LAYOUTS else 0 for f in factors]
    had = [_laid_out(case.levels, turns) for case in rows if id(case) in met]
    # Most rows miss nothing.
    told = [case for case in rows if any(case.reasons)]
    asked = [_laid_out(case.asked, turns) for case in told]
    for chosen in combinations(range(len(factors)), strength):
        seen, several = set(_codes(had, chosen, counts)), prod(counts[k] for k in chosen)
        reasons: dict[int, str] = {}
        for code, case in zip(_codes(asked, chosen, counts), told, strict=True) if len(seen) < several else ():
            why = next((case.reasons[k] for k in chosen if case.reasons[k]), "")
            if why and code not in seen:
                reasons[code] = why
        yield Combined(chosen, several, seen, reasons)


def _laid_out(levels: _Levels, turns: Sequence[int]) -> _Levels:
    """The levels with the number of a layout as that of the carrier's which it chooses."""
    return [
        level % turn if turn and level is not None else level for level, turn in zip(levels, turns, strict=True)
    ]  # fmt: skip


def _codes(rows: Sequence[_Levels], chosen: tuple[int, ...], counts: Sequence[int]) -> Iterator[int]:
    """A number for the levels of the chosen factors in each row that has them all."""
    columns = [[row[k] for row in rows] for k in chosen]
    codes = columns[0]
    for k, column in zip(chosen[1:], columns[1:], strict=True):
        size = counts[k]
        codes = [None if a is None or b is None else a * size + b for a, b in zip(codes, column, strict=True)]
    return (code for code in codes if code is not None)
