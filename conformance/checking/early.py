"""Laws asked of a few inputs each before any is asked of all, so that one that fails is known soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from conformance.cases.few import Few
from conformance.checking.bound import BoundLaws
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.checking.stages import Stages
from conformance.laws.laws import Law
from conformance.system.pacing import OutOfTime

ROUNDS = 1, 2, 8
"""How many inputs laws have had at the end of each round: most faults show on the first one or two."""

MOST_OF_OBLIGATION = 2
"""How many an obligation has at most, whose check may make many calls for each."""

SHARE = 0.1
"""The share of the time of one law that all of this may take."""


def failing_early(bound: BoundLaws, stages: Stages, laws: Sequence[Law]) -> Iterator[Law]:
    """The laws that fail on one of a few inputs, as they are found; nothing is made small.

    Definitions come first, what is asked of each operation besides next, then theorems, most of which call operations
    that were asked before, and last what asks all other operations as well. It takes no more than a part of the time
    that a law may take. Not asked is what tells by many inputs only, as a probability, what may take long on each, and
    what other numbers are put into.
    """
    few = Few(bound.streams.seed)
    pace = bound.pace
    pace.begin()
    pace.until(SHARE)
    waiting = sorted(filter(partial(_tells_early, bound), laws), key=_turn)
    start = 0
    for stop in ROUNDS:
        left = []
        for law in waiting:
            if pace.is_over():
                return
            domain = bound.domain(law)
            if domain.is_heavy or (law.obligation is not None and stop > MOST_OF_OBLIGATION):
                continue
            try:
                fails = stages.fails_on(law, domain, few.of(domain, start, stop))
            except OutOfTime:
                return
            if fails:
                yield law
            else:
                left.append(law)
        waiting, start = left, stop


def _tells_early(bound: BoundLaws, law: Law) -> bool:
    """Whether a few inputs may tell that a law fails."""
    is_numeric = law.obligation is not None and OBLIGATIONS[law.obligation].numeric
    return law.draws == 1 and not is_numeric and not bound.missing(law)


def _turn(law: Law) -> int:
    """In which turn a law comes, of those of all laws."""
    if law.obligation is not None:
        return 3 if OBLIGATIONS[law.obligation].asks_others else 1
    return 2 if law.kind == "theorem" else 0
