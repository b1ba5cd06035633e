"""How far the wide inputs of a law cross what they differ in, and what none of them met, for which reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, count
from math import prod

from conformance.cases.plan import LAYOUTS, WideCase
from conformance.records.result import Crossing, Missing
from conformance.records.vocabulary import MISSING_REASONS
from conformance.values.factors import Factor

Levels = Sequence[int | None]


def crossing(
    factors: Sequence[Factor],
    layouts: Sequence[str],
    strength: int,
    cases: Sequence[WideCase],
    met: Mapping[int, str],
) -> Crossing | None:
    """How many combinations of levels those cases have on which the law was evaluated; None where nothing is crossed.

    `layouts` are the names of those that any input takes. `met` has the layout of each case on which the law was
    evaluated, by `id`.
    """
    strength = min(strength, len(factors))
    if not strength:
        return None
    levels = [tuple(name or "plain" for name in layouts) if f is LAYOUTS else f.levels for f in factors]
    counts = list(map(len, levels))
    rows = [case for case in cases if case.asked]
    turns = [len(layouts) if f is LAYOUTS else 0 for f in factors]
    had = [_laid_out(case.levels, turns) for case in rows if id(case) in met]
    # Most rows miss nothing.
    told = [case for case in rows if any(case.reasons)]
    asked = [_laid_out(case.asked, turns) for case in told]
    found = there = 0
    missing = dict.fromkeys(MISSING_REASONS, 0)
    first: dict[str, tuple[tuple[int, ...], int]] = {}
    for chosen in combinations(range(len(factors)), strength):
        seen, several = set(_codes(had, chosen, counts)), prod(counts[k] for k in chosen)
        found, there = found + len(seen), there + several
        if len(seen) == several:
            continue
        reasons: dict[int, str] = {}
        for code, case in zip(_codes(asked, chosen, counts), told, strict=True):
            why = next((case.reasons[k] for k in chosen if case.reasons[k]), "")
            if why and code not in seen:
                reasons[code] = why
        for code, why in sorted(reasons.items()):
            missing[why] += 1
            first.setdefault(why, (chosen, code))
        unasked = several - len(seen) - len(reasons)
        missing["budget"] += unasked
        if unasked and "budget" not in first:
            first["budget"] = chosen, next(k for k in count() if k not in seen and k not in reasons)
    words = tuple(
        Missing(reason, lacking, _in_words(factors, levels, *first[reason]))
        for reason, lacking in missing.items()
        if lacking
    )
    return Crossing(strength, found, there, words)


def _laid_out(levels: Levels, turns: Sequence[int]) -> Levels:
    """The levels with the number of a layout as that of the carrier's which it chooses."""
    return [
        level % turn if turn and level is not None else level for level, turn in zip(levels, turns, strict=True)
    ]  # fmt: skip


def _codes(rows: Sequence[Levels], chosen: tuple[int, ...], counts: Sequence[int]) -> Iterator[int]:
    """A number for the levels of the chosen factors in each row that has them all."""
    columns = [[row[k] for row in rows] for k in chosen]
    codes = columns[0]
    for k, column in zip(chosen[1:], columns[1:], strict=True):
        size = counts[k]
        codes = [None if a is None or b is None else a * size + b for a, b in zip(codes, column, strict=True)]
    return (code for code in codes if code is not None)


def _in_words(factors: Sequence[Factor], levels: Sequence[tuple[str, ...]], chosen: tuple[int, ...], code: int) -> str:
    words = []
    for k in reversed(chosen):
        code, level = divmod(code, len(levels[k]))
        words.append(f"{factors[k].name}: {levels[k][level]}")
    return ", ".join(reversed(words))
