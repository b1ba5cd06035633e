"""A law asked of single inputs: what fails is made small, and asked again by itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from conformance.cases.domain import Domain
from conformance.cases.reduce import reduce_frame
from conformance.checking.bound import BoundLaws, asks_among_others
from conformance.checking.evaluation import Check, Violated
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.subjects.calls import CallFailed, NoAnswer
from conformance.subjects.layouts import simpler
from conformance.system.pacing import GRACE, OutOfTime

ASKED_AGAIN = 20
"""How many of the smallest inputs found are asked again: a failure may hang on more than the input, as on the stack."""

CONFIRMATIONS = 3
"""How many times a law must fail again on the input that is shown, for the failure to hang on the input alone."""


@dataclass(frozen=True, slots=True)
class Failing:
    """An input on which a law failed, what was raised, and how vectors were laid out."""

    frame: Frame
    error: Violated | CallFailed
    layout: str = ""


class Asker:
    """Asks the laws of a backend of one input at a time."""

    def __init__(self, laws: BoundLaws) -> None:
        self._laws = laws
        self._pace = laws.pace

    def error(self, law: Law, frame: Frame, layout: str) -> Violated | CallFailed | None:
        """How a law fails on an input, asked by itself, or None where it holds."""
        return self.asked(law, lambda check: check(frame), layout)[0]

    def asked(self, law: Law, ask: Callable[[Check], bool], layout: str) -> tuple[Violated | CallFailed | None, bool]:
        """How a law fails when it is asked so, or None, and whether it was evaluated."""
        check = self._laws.compile(law, self._laws.operations)
        self._laws.lay_out(layout)
        try:
            counted = ask(check)
            check.finish()
        except (Violated, CallFailed) as error:
            return error, True
        finally:
            self._laws.lay_out("")
        return None, counted

    def made_small(
        self, law: Law, domain: Domain, failing: Failing, counts: Callable[[Failing], bool] = lambda failing: True
    ) -> Failing:
        """The failure on the smallest input that is found; as it is where it hangs on more than an input.

        `counts` says which failures on smaller inputs are like it.
        """
        if asks_among_others(law) or isinstance(failing.error, NoAnswer):
            return failing
        self._pace.until(1 + GRACE)
        try:
            layout = self._simplest_layout(law, failing)
        except OutOfTime:
            return failing

        def found(smaller: Frame) -> Failing | None:
            error = self.error(law, smaller, layout)
            alike = None if error is None else Failing(smaller, error, layout)
            return alike if alike is not None and counts(alike) else None

        def fails(smaller: Frame) -> bool:
            try:
                return not self._pace.is_over() and found(smaller) is not None
            except OutOfTime:
                return False

        return self._settled(law, failing, reduce_frame(domain, failing.frame, fails), found)

    def _simplest_layout(self, law: Law, failing: Failing) -> str:
        """The layout in which the fewest arrays differ from plain ones, of those in which the law fails."""
        layouts = simpler(failing.layout, self._laws.layouts_of(law))
        return next((one for one in layouts if self.error(law, failing.frame, one) is not None), failing.layout)

    def _settled(
        self, law: Law, first: Failing, smaller: Sequence[Frame], found: Callable[[Frame], Failing | None]
    ) -> Failing:
        """The failure on the smallest of the inputs that fails when it is asked again; else the first one."""
        with contextlib.suppress(OutOfTime):
            for frame in smaller[:ASKED_AGAIN]:
                if self._pace.is_over():
                    break
                if (failing := found(frame)) is not None:
                    return self.confirmed(law, failing)
        return self.confirmed(law, first)

    def confirmed(self, law: Law, failing: Failing) -> Failing:
        """The failure as it is when asked again; `nondeterministic` where the law holds one of those times."""
        if isinstance(failing.error, NoAnswer) or (law.obligation is not None and isinstance(failing.error, Violated)):
            return failing
        try:
            if all(self.error(law, failing.frame, failing.layout) is not None for _ in range(CONFIRMATIONS)):
                return failing
        except OutOfTime:
            return failing
        first = failing.error
        message = f"{first.message}; evaluated again on the same input, the law held"
        if isinstance(first, Violated):
            told = (first.expected, first.actual, first.expected_text, first.actual_text)
        else:
            told = ("the same result each time", first.message, "", "")
        return replace(failing, error=Violated("nondeterministic", message, *told))
