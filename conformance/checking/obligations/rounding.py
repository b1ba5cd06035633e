"""On any real numbers floats are no further from the exact result than analysis of the body allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import frexp, inf, ldexp, log2
from random import Random
from typing import NoReturn
from zlib import crc32

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.numbers import MOST_ROUNDED, Followed, gives_numbers, lacks_floats
from conformance.checking.obligations.outcomes import raised
from conformance.lean.closures import Frame, Value
from conformance.lean.differentiation import numbers_in
from conformance.lean.rounded import Rounded, magnitude
from conformance.records.result import WorstError
from conformance.subjects.calls import OperationFailed
from conformance.values.naming import snake_case

WIDEST = 24
"""Powers of two by which drawn numbers differ from 1 at most; of short floats half of those that they have."""

Numbers = Callable[[Random, int], list[float]]
"""Draws so many numbers."""


class Rounding:
    """Fills the tables of an input with floats in several ways, and holds the result against the exact one."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.followed = Followed(subject)
        self.entries = self.followed.entries
        self.answered = False
        self.worst = WorstError(0.0, 0.0)
        self.digits = self.followed.digits
        end = int(log2(self.followed.largest))
        self.span, self.highest = min(WIDEST, end // 2), min(WIDEST, end - 1)
        self.ways: tuple[Numbers, ...] = (self.alike, self.wide, self.cancelling, self.offset)

    @property
    def nothing_said(self) -> str:
        if self.followed.why_not:
            return f"no bound follows from the body: {self.followed.why_not}"
        return "on no input that was tried a bound follows from the body"

    def says_something(self, frame: Frame) -> bool:
        return any(self.followed.rounded(arguments) is not None for arguments in self.filled(tuple(frame)))

    def __call__(self, frame: Frame) -> bool:
        if not self.gives_something(tuple(frame)):
            # As `well_formed` tells, of a mean of nothing, say.
            return True
        is_counted = False
        for arguments in self.filled(tuple(frame)):
            known = self.followed.rounded(arguments)
            # How far something may be off is of no use where that is further than it is large.
            if known is None or any(n.bound == inf or magnitude(n.exact) > self.followed.largest for n in known[1]):
                continue
            is_counted = self.ask(arguments, *known) or is_counted
        return is_counted

    def gives_something(self, arguments: tuple[Value, ...]) -> bool:
        """Whether the operation has a result where all numbers are 0."""
        zeros = self.entries.filled(arguments, [0] * self.entries.count(arguments))
        outcome = self.subject.operation.outcome(zeros)
        self.answered = self.answered or not raised(outcome)
        return not isinstance(outcome, OperationFailed)

    # Numbers

    def filled(self, arguments: tuple[Value, ...]) -> list[tuple[Value, ...]]:
        """The input as it is, and with other numbers in its tables, which are the same each time."""
        count = self.entries.count(arguments)
        if not 0 < count <= MOST_ROUNDED:
            return []
        seed, found = crc32(repr(arguments).encode()), [arguments]
        for way in self.ways:
            found.append(tuple(self.entries.filled(arguments, way(Random(seed), count))))
        return found

    def drawn(self, rng: Random, exponent: int) -> float:
        significand = rng.getrandbits(self.digits) | 1 << (self.digits - 1)
        return ldexp(significand, exponent + 1 - self.digits) * rng.choice((1, -1))

    def alike(self, rng: Random, count: int) -> list[float]:
        """Numbers of one sign and about one size, of whose sum the error grows most, and which may overflow in half."""
        exponent = rng.randint(-2, self.highest)
        return [abs(self.drawn(rng, exponent)) for _ in range(count)]

    def wide(self, rng: Random, count: int) -> list[float]:
        """Numbers of all sizes."""
        return [self.drawn(rng, rng.randint(-self.span, self.span)) for _ in range(count)]

    def cancelling(self, rng: Random, count: int) -> list[float]:
        """Numbers of which most have their negative among the others."""
        half = self.wide(rng, count // 2)
        several = [*half, *[-number for number in half], *self.wide(rng, count % 2)]
        rng.shuffle(several)
        if several:
            several[rng.randrange(count)] = self.drawn(rng, -self.span)
        return several

    def offset(self, rng: Random, count: int) -> list[float]:
        """Numbers that have the first half of their digits in common.

        Their squares have all digits in common; where more were, a mean that is rounded would be off as well.
        """
        step, several = ldexp(1.0, self.span // 2 + 1 - self.digits), 2 ** (self.digits // 2)
        return [ldexp(1.0, self.span // 2) + rng.randint(-several, several) * step for _ in range(count)]

    # Asking

    def ask(self, arguments: tuple[Value, ...], result: Value, numbers: Sequence[Rounded]) -> bool:
        """Whether the call gave something; `numbers` are what must come back, and how far each may be off.

        Raises:
            Violated: one is further off.
        """
        operation = self.subject.operation
        try:
            native = operation.call_as(
                operation.calling.of(operation.function), self.entries.embed_reals(arguments), arguments
            )
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
                is_sound = known.bound <= magnitude(known.exact) * 2.0 ** -(self.digits // 2)
                self.worst = self.worst.or_worse(error / self.ulp(known) if is_sound else 0.0, error / known.bound)
        return True

    def ulp(self, known: Rounded) -> float:
        """The distance of floats at a number."""
        _, exponent = frexp(float(known.exact))
        return max(ldexp(1.0, exponent - self.digits), 2 * known.precision.tiny)

    def tell(
        self, arguments: tuple[Value, ...], result: Value, numbers: Sequence[Rounded], turn: int,
        number: float | None, why: str,
    ) -> NoReturn:  # fmt: skip
        known = numbers[turn]
        exact = Fraction(known.exact)
        bound, call, names = self.subject.lines(self.entries.made_of(arguments, lambda turn, number: 0))
        bound = [f"{n} = {v}" for n, v in zip(names, self.entries.real_literals(arguments), strict=True)]
        part = self.entries.result_source("got", turn, result)
        lines = ["from fractions import Fraction", "", *bound, f"got = {call}",
                 f"error = abs(Fraction({part}) - Fraction({str(exact)!r}))",
                 f"assert error <= {known.bound!r}, float(error)"]  # fmt: skip
        name = snake_case(self.subject.definition.name)
        ulp = self.ulp(known)
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
