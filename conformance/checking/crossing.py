"""How far the wide inputs of a law cross what they differ in, and what none of them met, for which reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
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
    asked = [_laid_out(case.asked, turns) for case in rows]
    had = [_laid_out(case.levels, turns) for case in rows if id(case) in met]
    found = there = 0
    missing: dict[str, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {reason: [] for reason in MISSING_REASONS}
    for chosen in combinations(range(len(factors)), strength):
        seen, several = set(_codes(had, chosen, counts)), prod(counts[k] for k in chosen)
        found, there = found + len(seen), there + several
        if len(seen) == several:
            continue
        reasons: dict[int, str] = {}
        for code, case in zip(_codes(asked, chosen, counts), rows, strict=True):
            told = [case.reasons[k] for k in chosen if case.reasons[k]]
            if told:
                reasons[code] = told[0]
        for code, combination in enumerate(product(*(range(counts[k]) for k in chosen))):
            if code not in seen:
                missing[reasons.get(code, "budget")].append((chosen, combination))
    words = tuple(
        Missing(reason, len(lacking), _in_words(factors, levels, *lacking[0]))
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
    for row in rows:
        code = 0
        for k in chosen:
            level = row[k]
            if level is None:
                break
            code = code * counts[k] + level
        else:
            yield code


def _in_words(
    factors: Sequence[Factor], levels: Sequence[tuple[str, ...]], chosen: tuple[int, ...], combination: tuple[int, ...]
) -> str:
    return ", ".join(f"{factors[k].name}: {levels[k][level]}" for k, level in zip(chosen, combination, strict=True))
