"""A second failure, for another reason, where the first is on an empty input, which hides what is wrong beyond it."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.domain import Domain
from conformance.checking.asking import Asker, Failing
from conformance.checking.bound import BoundLaws
from conformance.checking.evaluation import Violated
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.subjects.calls import CallFailed, NoAnswer, OutsideLimits
from conformance.system.pacing import GRACE, OutOfTime

MOST_INPUTS = 2_000
"""Of how many of its smallest inputs a law is asked on for another reason at most, beside the drawn ones."""

MOST_ALIKE = 100
"""After how many failures for the same reason no other is looked for."""


def is_empty(domain: Domain, frame: Frame) -> bool:
    """Whether an input has no positions, or a vector without items: a mean over it divides by zero."""
    sizes = zip(domain.names, frame, strict=True)
    return any(value == () or (value == 0 and name in domain.sizes) for name, value in sizes)


def kind_of(error: Violated | CallFailed) -> str:
    """The reason of a failure, of an exception with its type."""
    return f"{error.reason} {error.message.partition(':')[0]}" if error.reason == "exception" else error.reason


class Further:
    """Looks for further failures of a backend's laws."""

    def __init__(self, laws: BoundLaws, asker: Asker) -> None:
        self._laws, self._asker = laws, asker

    def after(self, law: Law, domain: Domain, first: Failing) -> Failing | None:
        """How a law fails for another reason than on an empty input, on one that is not empty; None where it does not.

        It is asked of its smallest inputs, and then of those that are sampled and wide. Obligations are not: they may
        hang on which inputs an operation had before, and others are to find it as it is.
        """
        if not is_empty(domain, first.frame) or isinstance(first.error, NoAnswer) or law.obligation is not None:
            return None
        self._laws.pace.until(1 + GRACE)

        def is_further(failing: Failing) -> bool:
            return kind_of(failing.error) != kind_of(first.error) and not is_empty(domain, failing.frame)

        found = self._first(law, domain, kind_of(first.error))
        return None if found is None else self._asker.made_small(law, domain, found, is_further)

    def _first(self, law: Law, domain: Domain, kind: str) -> Failing | None:
        # A law of what has no body asks the same call for each of many positions.
        check, alike = self._laws.compile(law, self._laws.recalled), 0
        for frame in self._inputs(domain):
            if alike == MOST_ALIKE or self._laws.pace.is_over():
                break
            try:
                check(frame)
            except OutsideLimits:
                continue
            except (OutOfTime, NoAnswer):
                break
            except (Violated, CallFailed) as error:
                if kind_of(error) != kind:
                    return Failing(frame, error)
                alike += 1
                check = self._laws.compile(law, self._laws.recalled)
        return None

    def _inputs(self, domain: Domain) -> Iterator[Frame]:
        _, chunks = self._laws.streams.enumerated(domain, MOST_INPUTS) or ("", ())
        for chunk in chunks:
            yield from (f for f in chunk.frames if not is_empty(domain, f) and domain.admits(f))
        streams = self._laws.streams
        for drawn in (streams.sampled(domain), (case.frame for case in streams.wide(domain))):
            yield from (f for f in drawn if f is not None and not is_empty(domain, f) and domain.premises_met(f))
