"""How the premises of a law are met: what is done for each, in order, and on how many inputs that does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.sample import further
from conformance.cases.streams import Streams
from conformance.laws.laws import Law
from conformance.lean.allowance import TooMuch, Undefined
from conformance.lean.closures import Evaluator, Frame
from conformance.lean.evaluate import compile_term
from conformance.lean.syntax import Definition
from conformance.values.limits import Limits

LEFT_OUT = "inputs that miss it are left out, as to evaluate it may take long"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A premise as text, what is done so that it holds, in words, and whether a backend is asked if it does.

    It `is_made` to hold, or else inputs that miss it are left out.
    """

    premise: str
    done: str
    is_asked: bool
    is_made: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """Of inputs drawn, how many meet all premises as they are drawn, how many once that is made so, and of how many of
    the latter the premises say something."""

    drawn: int
    by_chance: int
    made: int
    telling: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What inputs a law would have: how each premise is met, what comes of draws, and how many are enumerated.

    `enumerated` counts those that meet the premises; it is None where the types cannot be enumerated.
    """

    meetings: tuple[Meeting, ...]
    shares: Shares
    enumerated: int | None


_BEYOND = (TooMuch, RecursionError, OverflowError, MemoryError)
"""What comes where an evaluation goes further than is reckoned with."""


def outlook(
    law: Law, definitions: Mapping[str, Definition], reference: Mapping[str, Any], streams: Streams, count: int
) -> Outlook:
    """What inputs a law would have, of the streams of a profile and of so many draws."""
    domain = Domain([law], _everything(definitions, reference))
    enumerated: int | None
    try:
        found = streams.enumerated(domain, streams.profile.exhaustive)
        enumerated = None if found is None else sum(len(chunk.frames) for chunk in found[1])
        drawn = shares(law, definitions, reference, count)
    except _BEYOND:
        # Of types whose sizes are beyond what is reckoned with there is no input at all.
        enumerated, drawn = 0, Shares(0, 0, 0, 0)
    return Outlook(meetings(law, definitions, reference), drawn, enumerated)


def meetings(law: Law, definitions: Mapping[str, Definition], reference: Mapping[str, Any]) -> tuple[Meeting, ...]:
    """What is done for each premise of a law, in turn."""
    domain = Domain([law], _everything(definitions, reference))
    found = [
        Meeting(law.text(step.premise.statement), step.told, step.premise in domain.asked, step.solves is not None)
        for step in domain.schedule
    ]
    tried = {step.premise for step in domain.schedule}
    left = [p for p in domain.premises if p not in tried]
    return (*found, *(Meeting(law.text(p.statement), LEFT_OUT, p in domain.asked, is_made=False) for p in left))


def shares(law: Law, definitions: Mapping[str, Definition], reference: Mapping[str, Any], count: int) -> Shares:
    """What comes of inputs of a law that are drawn, by the spec, as often as that: some sizes leave a type no value."""
    claims = _everything(definitions, reference)
    domain, bare = Domain([law], claims), Domain([replace(law, premises=())], claims)
    tests = [compile_term(p.statement, domain.names, reference) for p in domain.premises]

    def met(frame: Frame) -> bool:
        return all(_holds(test, frame) for test in tests)

    # What is drawn does not hang on the premises.
    drawn = [
        pair for pair in islice(zip(further(bare, 0), further(domain, 0), strict=True), count) if pair[0] is not None
    ]
    by_chance = [frame for frame, _ in drawn if frame is not None and met(frame)]
    made = [frame for _, frame in drawn if frame is not None and met(frame)]
    return Shares(len(drawn), len(by_chance), len(made), sum(map(domain.counts, made)))


def _holds(test: Evaluator, frame: Frame) -> bool:
    """Whether a premise holds by the spec; of what has no body, a backend has the say, and what takes too much does
    not."""
    try:
        return bool(test(frame))
    except Undefined:
        return True
    except _BEYOND:
        return False


def _everything(definitions: Mapping[str, Definition], reference: Mapping[str, Any]) -> Claims:
    return Claims(dict(definitions), dict(reference), Bounds(Limits(), None))
