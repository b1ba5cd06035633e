"""Passes that rest on little: what makes the evidence thin, how a table marks it, and what the mark means."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.records.result import Result

FEW = 10
"""Evidence is thin where fewer than one draw in so many met the premises."""

MARK = "thin"
"""How the count of such a result is marked."""

LEGEND = (
    f"{MARK}: no input was of the sizes that people run, or fewer than one draw in {FEW} met the premises; "
    "--verbose and the page say which."
)


def why_thin(result: Result) -> str:
    """Why a pass rests on little, in words; empty where it does not, and of what is no pass or of a part of a run."""
    if result.status != "passed" or result.is_partial:
        return ""
    drawn = [stage for stage in (result.evidence.sampled, result.evidence.wide) if stage is not None]
    told = []
    if result.evidence.wide is not None and not result.evidence.wide.cases:
        told.append("no input was of the sizes that people run")
    cases, tried = sum(s.cases for s in drawn), sum(s.drawn for s in drawn)
    if FEW * cases < tried:
        told.append(f"{cases:,} of {tried:,} draws met the premises")
    return "; ".join(told)


def legend(results: Iterable[Result]) -> list[str]:
    """What the mark means, where a result has it."""
    return [LEGEND] if any(map(why_thin, results)) else []
