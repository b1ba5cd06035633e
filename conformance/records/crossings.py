"""What is told of how inputs were crossed: pairs met of pairs there are, and why the others were not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.records.result import Crossing, Missing, Result, WorstError
from conformance.records.values import cut

MISSING_WORDS = {
    "limit": "outside the limits or the dtype",
    "budget": "beyond the profile or its time",
    "size": "at sizes too small or too large for them",
}
"""Where missing combinations lie, by the reasons of `MISSING_REASONS`."""

_COMBINATIONS = {1: "levels", 2: "pairs", 3: "triples"}


def combinations(strength: int) -> str:
    """What so many levels, each of another factor, are together, in the plural."""
    return _COMBINATIONS.get(strength, f"combinations of {strength:,}")


def crossed_text(crossed: Crossing) -> str:
    """How many combinations were met of those that there are, as `1,204 of 1,210 pairs`."""
    return f"{crossed.met:,} of {crossed.there:,} {combinations(crossed.strength)}"


def missing_text(missing: Missing) -> str:
    """How many combinations are missing, why, and one of them."""
    example = f", as {cut(missing.example)}" if missing.example else ""
    return f"{missing.count:,} {MISSING_WORDS[missing.reason]}{example}"


def summed(results: Iterable[Result]) -> tuple[Crossing, ...]:
    """What the results crossed, all laws together, one for each strength; an example says of which law it is."""
    by_strength: dict[int, list[tuple[str, Crossing]]] = {}
    for result in results:
        if (crossed := result.evidence.crossed) is not None:
            by_strength.setdefault(crossed.strength, []).append((result.law, crossed))
    return tuple(_sum(strength, told) for strength, told in sorted(by_strength.items()))


def _sum(strength: int, told: Sequence[tuple[str, Crossing]]) -> Crossing:
    missing: dict[str, Missing] = {}
    for law, crossed in told:
        for one in crossed.missing:
            known = missing.get(one.reason)
            count = one.count + (known.count if known else 0)
            missing[one.reason] = Missing(one.reason, count, known.example if known else f"{law}: {one.example}")
    met, there = (sum(crossed[name] for _, crossed in told) for name in ("met", "there"))
    return Crossing(strength, met, there, tuple(missing[reason] for reason in MISSING_WORDS if reason in missing))


def summed_text(results: Iterable[Result]) -> str:
    """What the results crossed in one sentence, and how many are missing for which reason; empty where nothing was."""
    told = []
    for crossed in summed(results):
        why = ", ".join(f"{one.count:,} {MISSING_WORDS[one.reason]}" for one in crossed.missing)
        told.append(f"{crossed_text(crossed)} met" + (f" (missing: {why})" if why else ""))
    return "; ".join(told)


def worst_text(worst: WorstError) -> str:
    """How far results were off at most, as `1.4 ulps, 80 % of what analysis allows`."""
    return f"{worst.ulps:.3g} ulps, {worst.share:.2%} of what analysis allows"
