"""The gradient is that of the body: right, finite, 0 at what is not read, and right again in a second call."""

from __future__ import annotations

from typing import NoReturn

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.backward import Backward, Wrong
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.numbers import (
    Derivatives,
    Followed,
    SecondDerivatives,
    gives_numbers,
    lacks_gradients,
)
from conformance.checking.obligations.outcomes import raised
from conformance.lean.closures import Frame, Value
from conformance.subjects.calls import OperationFailed
from conformance.values.naming import snake_case


class Gradient:
    """Asks the library for the gradient of a result, whose items are weighted 3, 4, 5 and so on."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.followed = Followed(subject)
        self.entries = self.followed.entries
        self.backward = Backward(self.entries)
        self.is_twice = snake_case(subject.definition.name) in subject.backend.double_backward
        self.answered = False

    @property
    def nothing_said(self) -> str:
        if self.followed.why_not:
            return f"no derivative follows from the body: {self.followed.why_not}"
        return "the body has a derivative on no input that was tried"

    def says_something(self, frame: Frame) -> bool:
        return self.followed.derivatives(tuple(frame)) is not None

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        known = self.followed.derivatives(arguments)
        if known is None:
            return False
        outcome = self.subject.operation.outcome(arguments)
        self.answered = self.answered or not raised(outcome)
        if isinstance(outcome, OperationFailed):
            # As `well_formed` tells.
            return True
        wrong = self.backward.wrong(arguments, self.entries.embed(arguments), known)
        if wrong is not None:
            self.tell(arguments, known, wrong)
        if self.is_twice:
            self.ask_again(arguments)
        return True

    def ask_again(self, arguments: tuple[Value, ...]) -> None:
        """Asks for the gradient of the gradient."""
        known = self.followed.second_derivatives(arguments)
        wrong = None if known is None else self.backward.wrong_again(arguments, known)
        if known is not None and wrong is not None:
            self.tell(arguments, known, wrong)

    def tell(self, arguments: tuple[Value, ...], known: Derivatives, wrong: Wrong) -> NoReturn:
        bound, call, names = self.subject.lines(arguments)
        lines = [*bound, *self.backward.lines(names, call, known, wrong)]
        name = snake_case(self.subject.definition.name)
        which = "the gradient of the gradient" if isinstance(known, SecondDerivatives) else "the gradient"
        at = which if wrong.entry is None else f"{which} by `{self.entries.told(names, wrong.entry)}`"
        gave = wrong.told or f"{at} is {wrong.got!r}"
        again = ", in a second call, whose gradient is added to that of the first" if wrong.is_second else ""
        expected = f"{at} is {wrong.expected!r}" if wrong.entry is not None else "a gradient, as the definition has one"
        raise Violated(
            "violation", f"{name}: {gave}{again}; {expected} by the definition, {known.of_what}", wrong.expected, gave,
            expected, f"{gave}{again}", inputs=self.subject.inputs(arguments),
            reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def finish(self) -> None:
        return


OBLIGATION = CheckedObligation(
    name="gradient",
    level="training",
    meaning="the gradient is that of the body, finite, and 0 at what is not read",
    training="The loss is right and what the model learns from it is not: a gradient is NaN, scaled, or missing.",
    applies=gives_numbers,
    check=Gradient,
    lacks=lacks_gradients,
    calls=4,
)
