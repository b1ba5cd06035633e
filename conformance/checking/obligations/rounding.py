"""On any real numbers floats are no further from the exact result than analysis of the body allows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NoReturn

from conformance.cases.reals import Reals
from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.numbers import MOST_ROUNDED, Followed, gives_numbers, lacks_floats
from conformance.checking.obligations.outcomes import raised
from conformance.lean.closures import Frame, Value
from conformance.lean.differentiation import numbers_in
from conformance.lean.rounded import Rounded
from conformance.records.result import WorstError
from conformance.subjects.calls import OperationFailed
from conformance.values.naming import snake_case


class Rounding:
    """Fills the tables of an input with floats in several ways, and holds the result against the exact one."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.followed = Followed(subject)
        self.entries = self.followed.entries
        self.answered = False
        self.worst = WorstError(0.0, 0.0)
        self.digits = self.followed.digits
        self.reals = Reals(self.digits, self.followed.largest)

    @property
    def nothing_said(self) -> str:
        if self.followed.why_not:
            return f"no bound follows from the body: {self.followed.why_not}"
        return "on no input that was tried a bound follows from the body"

    def says_something(self, frame: Frame) -> bool:
        return any(self.followed.rounded(arguments) is not None for arguments in self.filled(tuple(frame)))

    def __call__(self, frame: Frame) -> bool:
        outcome = self.subject.operation.outcome(self.followed.simplest(frame))
        self.answered = self.answered or not raised(outcome)
        if isinstance(outcome, OperationFailed):
            # As `well_formed` tells, of a mean of nothing, say.
            return True
        is_counted = False
        for arguments in self.filled(tuple(frame)):
            known = self.followed.rounded(arguments)
            if known is not None:
                is_counted = self.ask(arguments, *known) or is_counted
        return is_counted

    # Numbers

    def filled(self, arguments: tuple[Value, ...]) -> list[tuple[Value, ...]]:
        """The input as it is, and with other numbers in its tables, which are the same each time."""
        count = self.entries.count(arguments)
        if not 0 < count <= MOST_ROUNDED:
            return []
        return [arguments, *[tuple(self.entries.filled(arguments, one)) for one in self.reals.of(arguments, count)]]

    # Asking

    def ask(self, arguments: tuple[Value, ...], result: Value, numbers: Sequence[Rounded]) -> bool:
        """Whether the call gave something; `numbers` are what must come back, and how far each may be off.

        Raises:
            Violated: one is further off.
        """
        try:
            native = self.entries.called_on_reals(arguments)
        except OperationFailed as failed:
            # What raises on such numbers gives none that is wrong; on others `well_formed` tells.
            if failed.ended:
                raise
            return False
        self.answered = True
        try:
            got = numbers_in(self.entries.read_reals(native))
        except OperationFailed as failed:
            self.tell(arguments, result, numbers, 0, None, failed.message)
        if len(got) != len(numbers):
            # As `well_formed` tells.
            return True
        for turn, (number, known) in enumerate(zip(got, numbers, strict=True)):
            error = float(abs(Fraction(number) - Fraction(known.exact)))
            if error > known.bound:
                self.tell(arguments, result, numbers, turn, number, "")
            if error:
                ulps = error / known.ulp if known.keeps_digits else 0.0
                self.worst = self.worst.or_worse(ulps, error / known.bound)
        return True

    def tell(
        self, arguments: tuple[Value, ...], result: Value, numbers: Sequence[Rounded], turn: int,
        number: float | None, why: str,
    ) -> NoReturn:  # fmt: skip
        known = numbers[turn]
        exact = Fraction(known.exact)
        bound, call, names = self.subject.lines(self.entries.all_being(0, arguments))
        bound = [f"{n} = {v}" for n, v in zip(names, self.entries.real_literals(arguments), strict=True)]
        part = self.entries.result_source("got", turn, result)
        lines = ["from fractions import Fraction", "", *bound, f"got = {call}",
                 f"error = abs(Fraction({part}) - Fraction({str(exact)!r}))",
                 f"assert error <= {known.bound!r}, float(error)"]  # fmt: skip
        name = snake_case(self.subject.definition.name)
        ulp = known.ulp
        allowed = f"{known.bound / ulp:.3g} ulps"
        if number is None:
            told = f"{name}: {why}, where the exact result is {float(exact)!r}"
            gave = why
        else:
            error = float(abs(Fraction(number) - exact))
            times = "" if not known.bound else f", {error / known.bound:.3g} times as much"
            off = f"{error / ulp:.3g} ulps"
            told = f"{name}: {number!r} is {off} from the exact result, and analysis allows {allowed}{times}"
            gave = f"{number!r}, {off} off"
        expected = f"{float(exact)!r} within {allowed} (significand of {self.digits} bits)"
        inputs = self.subject.inputs([plain_numbers(value) for value in arguments])
        raise Violated(
            "violation", told, float(exact), gave, expected, gave, inputs=inputs, reproduce=self.subject.source(*lines)
        )

    def finish(self) -> None:
        return


def plain_numbers(value: Value) -> Value:
    """Values with floats that are whole as integers, as real numbers have them."""
    if isinstance(value, tuple):
        return tuple(map(plain_numbers, value))
    return int(value) if type(value) is float and value.is_integer() else value


OBLIGATION = CheckedObligation(
    name="rounding",
    level="training",
    meaning="on any real numbers floats are no further off than the analysis of the body's arithmetic allows",
    training="A loss in half precision stands still or overflows, as it is added up in too few bits.",
    applies=gives_numbers,
    check=Rounding,
    lacks=lacks_floats,
    calls=5,
    numeric=True,
)
