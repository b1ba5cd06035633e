"""Which laws are tried on fewer inputs than others, as their checks make calls of their own."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.cases.plan import WideCase
from conformance.cases.spread import spread
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.laws.laws import Law

CALLED_ANEW = 16
"""How many times fewer inputs a law enumerates whose check calls the operation anew, for each of its calls."""

FEWEST = 16
"""How many sampled or wide inputs such a law has at least, where there are as many."""

DRAWN_TOGETHER = 16
"""How many inputs of a law about probabilities share their draws, about."""

FEWER = 4
"""How many times fewer sampled or wide inputs such a law has, for each of the calls that its check makes."""


def calls_anew(law: Law) -> int:
    """How many times fewer inputs a law enumerates than others; 1 for as many."""
    if law.draws > 1:
        return law.draws // DRAWN_TOGETHER
    return 1 if law.obligation is None else max(1, CALLED_ANEW * OBLIGATIONS[law.obligation].calls)


def calls_of(law: Law) -> int:
    """How many calls of its own the check of a law makes for an input, about; 1 where it makes none."""
    return 1 if law.obligation is None else max(1, OBLIGATIONS[law.obligation].calls)


def fewer(law: Law, cases: Sequence[WideCase]) -> Sequence[WideCase]:
    """Fewer inputs for a law whose check calls the operation anew, the largest of all among them.

    Where it makes several calls for an input, it has as many times fewer.
    """
    if law.draws > 1:
        return spread(cases, FEWEST, lambda case: case.frame)
    if calls_anew(law) == 1:
        return cases
    return spread(cases, max(FEWEST, len(cases) // (FEWER * calls_of(law))), lambda case: case.frame)
