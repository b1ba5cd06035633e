"""Operations that take numbers in tables or lists, and what the body of a definition does with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import frexp, inf
from typing import TypeVar

from conformance.checking.obligations.base import Subject
from conformance.lean.allowance import TooMuch
from conformance.lean.closures import Value
from conformance.lean.differentiation import Derivation, Outside, numbers_in, read_by
from conformance.lean.rounded import Precision, Rounded, Underivable, gamma, magnitude
from conformance.lean.syntax import Definition
from conformance.lean.tracked import Tape, Tracked, total_of
from conformance.subjects.entries import Arrays, Entries, Entry, holds_numbers
from conformance.subjects.operation import Operation

T = TypeVar("T")

MOST = 256
"""How many numbers an input has at most of which each is followed through the body."""

MOST_TWICE = 24
"""How many numbers an input has at most whose second derivatives are worked out."""

MOST_ROUNDED = 2_048
"""How many numbers an input has at most whose rounding is bounded."""

LEAST_WEIGHT = 3
"""How the first item of a result is weighted in a gradient; each other one has a weight that is one more."""

WEIGHTS = 13
"""How many weights there are, in turn: gradients are not too large for short floats where few items hang on one."""

IN_SUMS = 24
"""The least significand of floats in which a library adds up, as shorter ones are for storage."""

ROUNDED_BACK = 4
"""Roundings of a derivative beside those of the body's: it may be worked out in another order."""


def has_tables(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    """Whether an operation has a body and takes numbers in tables or lists."""
    return definition.body is not None and any(holds_numbers(b.type, 1) for b in definition.explicit)


def gives_numbers(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    """Whether an operation gives a number, or a table or list of them, of such."""
    return has_tables(definition, definitions) and holds_numbers(definition.result, 0)


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The derivative of what an input comes to by each of its numbers, the items of a result being weighted so."""

    weights: tuple[int, ...]
    by_entry: tuple[Rounded, ...]

    @property
    def of_what(self) -> str:
        """Of what they are the derivatives, in words."""
        return of_result(self.weights)


@dataclass(frozen=True, slots=True)
class SecondDerivatives(Derivatives):
    """The derivatives of what the derivatives add up to, weighted as `again` says."""

    again: tuple[int, ...]

    @property
    def of_what(self) -> str:
        """Of what they are the derivatives, in words."""
        last = f", {LEAST_WEIGHT + 1} and so on" if len(self.again) > 1 else ""
        return f"of the gradient weighted {LEAST_WEIGHT}{last} {of_result(self.weights)}"


def of_result(weights: Sequence[int]) -> str:
    if len(weights) == 1:
        return f"of {LEAST_WEIGHT} times the result"
    return f"of the result with its items weighted {LEAST_WEIGHT}, {LEAST_WEIGHT + 1} and so on"


def weights_of(count: int) -> tuple[int, ...]:
    """Weights of so many numbers, of which none is 1, so that what ignores them is seen."""
    return tuple([LEAST_WEIGHT + turn % WEIGHTS for turn in range(count)])


class Followed:
    """Follows the numbers of an operation's arrays of floats through the body of its definition.

    `why_not` says what prevents that, as a part of the body of which nothing follows; empty while nothing does.
    """

    def __init__(self, subject: Subject) -> None:
        self.entries = Entries(subject.operation)
        self._derivation = Derivation(subject.definition, subject.claims.definitions)
        self.digits = subject.claims.bounds.significand
        self.largest = -self.entries.carrier.lowest
        self.why_not = ""

    def unread(self, arguments: Sequence[Value]) -> list[Entry]:
        """The numbers that the body does not read on an input; none where that is not known."""
        tape = Tape()

        def work() -> list[Entry]:
            tracked = self.entries.made_of(arguments, lambda turn, number: Tracked(number, {turn: 1}, tape))
            read = read_by(self._derivation(tracked), tape)
            return [entry for turn, entry in enumerate(self.entries.of(arguments)) if turn not in read]

        return self._tried(self.entries.count(arguments), work) or []

    def derivatives(self, arguments: Sequence[Value]) -> Derivatives | None:
        """The derivatives on an input; None where there are none, as where two numbers are equal that are compared.

        Libraries add gradients up in the dtype itself.
        """
        count = self.entries.count(arguments)
        tape, precision = Tape(), precision_of(self.digits, self.largest, self.digits)
        one = precision.exact(1)

        def work() -> Derivatives:
            tracked = self.entries.made_of(
                arguments, lambda turn, number: Tracked(precision.exact(number), {turn: one}, tape)
            )
            numbers = numbers_in(self._derivation(tracked))
            weights = weights_of(len(numbers))
            total = total_of([weight * n for weight, n in zip(weights, numbers, strict=True) if isinstance(n, Tracked)])
            partials = total.partials if isinstance(total, Tracked) else {}
            return Derivatives(weights, tuple([one.of(partials.get(turn, 0)) for turn in range(count)]))

        found = self._tried(count, work)
        return None if tape.ties or precision.undecided else found

    def second_derivatives(self, arguments: Sequence[Value]) -> SecondDerivatives | None:
        """The derivatives of what the first ones add up to, weighted; None where there are none, as of the first."""
        count = self.entries.count(arguments)
        tape, inner, precision = Tape(), Tape(), precision_of(self.digits, self.largest, self.digits)
        one = precision.exact(1)

        def work() -> SecondDerivatives:
            tracked = self.entries.made_of(
                arguments, lambda turn, n: Tracked(Tracked(precision.exact(n), {turn: one}, inner), {turn: one}, tape)
            )
            numbers = numbers_in(self._derivation(tracked))
            weights, again = weights_of(len(numbers)), weights_of(count)
            total = total_of([weight * n for weight, n in zip(weights, numbers, strict=True) if isinstance(n, Tracked)])
            first = total.partials if isinstance(total, Tracked) else {}
            changing = total_of([again[entry] * d for entry, d in first.items() if isinstance(d, Tracked)])
            second = changing.partials if isinstance(changing, Tracked) else {}
            by_entry = tuple([one.of(second.get(turn, 0)) for turn in range(count)])
            return SecondDerivatives(weights, by_entry, again)

        found = self._tried(count, work, MOST_TWICE)
        return None if tape.ties or inner.ties or precision.undecided else found

    def rounded(self, arguments: Sequence[Value]) -> tuple[Value, list[Rounded]] | None:
        """What the body comes to, and each of its numbers with how far floats may be off, as `bounded` has them."""
        try:
            return bounded(self._derivation, self.entries, arguments, storing(self.digits, self.largest))
        except Underivable as why:
            self.why_not = str(why)
        return None

    def simplest(self, arguments: Sequence[Value]) -> Sequence[Value]:
        """The arguments with the simplest numbers that an operation takes."""
        return simplest(self._derivation, self.entries, arguments)

    def _tried(self, count: int, work: Callable[[], T], most: int = MOST) -> T | None:
        """What comes of following so many numbers; None where nothing does."""
        if not 0 < count <= most:
            return None
        try:
            return work()
        except Underivable as why:
            self.why_not = str(why)
        except (TooMuch, RecursionError, Outside):
            pass
        return None


def simplest(derivation: Derivation, arrays: Arrays, arguments: Sequence[Value]) -> Sequence[Value]:
    """All arguments with nothing but 0 in these arrays, or 1 where a precondition asks for more, or as they are.

    What fails on it fails by something else than its numbers, as a mean of nothing does.
    """
    for number in (0, 1):
        found = arrays.all_being(number, arguments)
        with suppress(Underivable, TooMuch, RecursionError):
            if derivation.admits(found):
                return found
    return arguments


def bounded(
    derivation: Derivation, arrays: Arrays, arguments: Sequence[Value], precision: Precision
) -> tuple[Value, list[Rounded]] | None:
    """What a body comes to, and each of its numbers with how far floats may be off, which is finite.

    None where nothing follows: there are too many numbers, rounding may turn a comparison, or an operation may give
    what is too large. `precision` is one that nothing was worked out in yet.

    Raises:
        Underivable: no bound follows from the body on any input.
    """
    if not 0 < arrays.count(arguments) <= MOST_ROUNDED:
        return None
    try:
        result = derivation(arrays.made_of(arguments, lambda turn, number: precision.exact(number)))
        numbers = [n if isinstance(n, Rounded) else precision.exact(n) for n in numbers_in(result)]
    except (TooMuch, RecursionError, Outside):
        return None
    if precision.undecided or precision.overflowed:
        return None
    # How far something may be off is of no use where that is further than it is large.
    if any(n.bound == inf or magnitude(n.exact) > precision.largest for n in numbers):
        return None
    return result, numbers


def storing(digits: int, largest: float) -> Precision:
    """Floats of that significand up to a largest one, of which short ones are added up in longer ones."""
    return precision_of(digits, largest, max(digits, IN_SUMS))


def precision_of(digits: int, largest: float, digits_in_sums: int) -> Precision:
    """Floats of that significand up to a largest one, of which sums are added up in ones of another."""
    # The least normal one is 2^(2 - e), where the largest is below 2^e.
    _, exponent = frexp(largest)
    return Precision(digits, digits_in_sums, 2.0 ** max(-1074, 2 - exponent - digits), largest)


def allowed(number: Rounded) -> float:
    """How far a derivative may be off."""
    return number.bound + gamma(ROUNDED_BACK, number.precision.unit) * number.mass + number.precision.tiny


def lacks_floats(operation: Operation) -> str:
    """Why an operation's carrier has no arrays of floats in which NaN could stand; empty where it has."""
    entries = Entries(operation)
    if not entries.arrays:
        return f"carrier `{operation.carrier.text}` has no array of floats among the arguments"
    return "" if entries.carrier.has_nan else f"carrier `{operation.carrier.text}` has no NaN"


def lacks_gradients(operation: Operation) -> str:
    """Why an operation's carrier has no gradients; empty where it has them."""
    if not Entries(operation).carrier.has_gradients:
        return f"carrier `{operation.carrier.text}` has no automatic differentiation"
    return lacks_floats(operation)
