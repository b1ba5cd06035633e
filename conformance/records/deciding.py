"""What a law comes to that held on all its inputs: passed where they were such as a pass demands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.records.parts import Bearing
from conformance.records.result import OUT_OF_TIME, Evidence
from conformance.words import Status

FEWEST = 16
"""How many inputs of which its premises say something a law must have had to pass whose time ran out."""

Verdict = tuple[Status, str, bool]
"""A status, the note that goes with it, and whether it is vacuous because of limits."""


def decided_by(evidence: Evidence, bearing: Bearing) -> Verdict:
    """What a law comes to that held on all its inputs: passed where it says something of them."""
    stages = evidence.stages
    if not sum(s.cases for s in stages):
        if bearing.outside:
            return "vacuous", f"no input inside {limits_told(bearing.outside)}", True
        if bearing.nothing_said:
            return "not_provided", bearing.nothing_said, False
        note = "the backend met the premises on no input" if bearing.asks else "no input met the premises"
        if bearing.undecided:
            note = f"{note}; on some they cannot be evaluated: {bearing.undecided}"
        return "vacuous", note, False
    if not sum(s.nontrivial for s in stages):
        note = "the premises were met in a trivial way only: no input on which they say anything"
        if bearing.outside_nontrivially:
            return "vacuous", f"inside {limits_told(bearing.outside_nontrivially)}, {note}", True
        return "vacuous", note, False
    missed, excluded = _unmet(evidence, bearing)
    if missed:
        return "vacuous", f"no input met {listed(missed)}", False
    limits = dict.fromkeys(limit for name in excluded for limit in bearing.excluded[name])
    note = f"not covered: {listed(excluded)} (outside {limits_told(tuple(limits))})" if excluded else ""
    return "passed", note, False


def decided_so_far(evidence: Evidence, bearing: Bearing, answered: bool, calls: int, seconds: float | None) -> Verdict:
    """What a law comes to that held until its time ran out: passed where that is all that a pass demands."""
    stages = evidence.stages
    inputs, nontrivial = sum(s.cases for s in stages), sum(s.nontrivial for s in stages)
    note = (
        f"{OUT_OF_TIME}checked on {inputs:,} inputs, with {calls:,} calls, in {seconds or 0:g} s; "
        "more time tries the rest of the profile"
    )
    missed, _ = _unmet(evidence, bearing)
    if nontrivial < FEWEST:
        note = f"{note}; of {nontrivial:,} inputs the premises say something, and a pass demands {FEWEST}"
    elif missed:
        note = f"{note}; no input met {listed(missed)}"
    elif not answered:
        note = f"{note}; the operation gave no result on any input"
    return "passed" if nontrivial >= FEWEST and not missed and answered else "vacuous", note, False


def with_definitions(note: str, by_definition: Sequence[str]) -> str:
    """A note that tells as well what was evaluated by its definition in the place of the backend."""
    if not by_definition:
        return note
    whose = "its definition" if len(by_definition) == 1 else "their definitions"
    return "; ".join(filter(None, (note, f"with {listed(by_definition)} by {whose}")))


def _unmet(evidence: Evidence, bearing: Bearing) -> tuple[list[str], list[str]]:
    """The required partitions that no input met: those that one could have met, and those outside the limits."""
    unmet = [name for name in evidence.required if not evidence.covered[name]]
    excluded = [name for name in unmet if bearing.excluded.get(name)]
    return [name for name in unmet if name not in excluded], excluded


def listed(names: Iterable[str]) -> str:
    """Names as a note has them, each marked as code."""
    return ", ".join(f"`{n}`" for n in names)


def limits_told(limits: Sequence[str]) -> str:
    """Limits in words, each as `max_n=3`."""
    return f"the {'limit' if len(limits) == 1 else 'limits'} {', '.join(limits)}"
