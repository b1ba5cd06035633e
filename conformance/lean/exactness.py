"""Whether a statement's own arithmetic on real numbers is exact in floats, on inputs whose magnitudes are known.

A real is bounded by its grain: how many steps of a power of two it has at most. What a term comes to has a grain that
follows from those of its parts, whatever the order in which a sum is taken: the steps of a sum are those of all that is
added up, without regard to signs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

from conformance.lean.bounds import Bound, Heavy, Items, joined
from conformance.lean.divisors import Divisors, divisors, power_of_two
from conformance.lean.grains import Grain, Measures, grain, is_fraction
from conformance.lean.nodes import Term, Type
from conformance.lean.reading import Known, Reading
from conformance.lean.syntax import Call, Definition, Literal, subterms
from conformance.lean.types import RAT, REAL, unfold

_MOST_STEPS = 2**62
_MOST_EXPONENT = 64

SHORT = 1_000_000
"""Steps of a single evaluation that takes no more than a moment."""

_MOST_TOLD = 4_096
"""How many inputs' steps are remembered by their bounds."""


class Grains(Reading):
    """Reads a statement over grains in place of reals; `most` is the most steps that any of them has."""

    lacks = True

    def __init__(self, definitions: Mapping[str, Definition], most_steps: int = _MOST_STEPS) -> None:
        super().__init__(definitions, 0, most_steps)
        self.most = 0

    def unsaid(self, result: Type, within: Known, bounds: Sequence[Bound]) -> Bound:
        """An operation without a body may total all fractions that it is given, as a mean does."""
        total = self.number(reduce(add, map(_totalled, bounds), Grain(0)))
        return total if is_fraction(result) else super().unsaid(result, within, bounds)

    def begin(self) -> None:
        super().begin()
        self.most = 0

    def number(self, value: Any) -> Any:
        if isinstance(value, Grain):
            self.most = max(self.most, value.steps)
        return value

    def note(self, bound: Bound) -> None:
        """Counts the reals that an input holds, at any depth, which floats have to hold as well."""
        if isinstance(bound, Items):
            self.note(bound.item)
        elif isinstance(bound, tuple):
            for part in bound:
                self.note(part)
        else:
            self.number(bound)

    def literal(self, term: Literal) -> Bound:
        return self.number(Grain(term.value)) if is_fraction(term.type) else term.value

    def builtin(self, name: str, values: list[Bound], terms: Sequence[Term]) -> Bound:
        if None in values:
            return None
        if name != "mkRat" and not any(isinstance(value, Grain) for value in values):
            return self.number(Grain(values[-1])) if name in _CASTS else super().builtin(name, values, terms)
        match name, values:
            case ("min" | "max", [a, b]):
                return joined(a, b)
            case ("Rat.num", [Grain(steps=steps)]):
                return self.number(Grain(steps)).steps
            case ("Rat.floor" | "Rat.ceil", [Grain(steps=steps, scale=scale)]):
                return self.number(Grain((steps >> scale) + 1)).steps
            case ("Rat.den", [Grain(scale=scale)]):
                return self.number(Grain(1 << scale)).steps
            case ("HDiv.hDiv@ℝ" | "mkRat", [Grain() | int() as numerator, _]):
                a = grain(numerator)
                divisor = power_of_two(terms[1])
                if divisor:
                    return self.number(Grain(a.steps, a.scale + divisor.bit_length() - 1))
                # A power of two, or none: of those up to the bound, the least leaves the most steps.
                least = grain(values[1])
                most = max(0, least.steps.bit_length() - 1)
                return self.number(Grain(a.steps << (most + least.scale), a.scale + most))
            case ("HPow.hPow" | "HPow.hPow@ℝ", [Grain() as a, int(exponent)]):
                if exponent > _MOST_EXPONENT:
                    raise Heavy
                whole = a.joined(1)
                return self.number(Grain(whole.steps**exponent, whole.scale * exponent))
        return super().builtin(name, values, terms)


_CASTS = frozenset({"Nat.cast", "Int.cast"})
"""Functions by whose names a whole number becomes a fraction."""


def is_on_grid(terms: Sequence[Term], types: Sequence[Type], *, has_fractions: bool) -> bool:
    """Whether statements over those types speak of reals, or ask with rationals what has no fractions."""
    parts = [part for term in terms for part in subterms(term)]
    if any(_holds(REAL, type_) for type_ in (*types, *(part.type for part in parts))):
        return True
    calls = [part for part in parts if isinstance(part, Call)]
    asked = (*types, *(part.type for call in calls for part in (call, *call.arguments)))
    return not has_fractions and any(_holds(RAT, type_) for type_ in asked)


def _holds(number: Type, type_: Type) -> bool:
    plain = unfold(type_)
    return plain == number or any(isinstance(part, Type) and _holds(number, part) for part in plain.parts)


class Exactness:
    """The most steps of a real on the way to what terms come to on an input; None where none is known.

    Floats with a significand of p bits hold up to 2^p steps exactly.
    """

    def __init__(
        self, terms: Sequence[Term], names: Sequence[str], measures: Measures, definitions: Mapping[str, Definition]
    ) -> None:
        self._terms, self._names, self._measures = terms, names, measures
        self._reading = Grains(definitions)
        self._divided = divisors(terms, names, definitions)
        self._divisors = Divisors(self._divided or (), names, definitions)
        self._told: dict[tuple[Bound, ...], int | None] = {}

    def __call__(self, frame: Sequence[Any]) -> int | None:
        if self._divided is None or not self._divisors.are_exact(frame):
            return None
        try:
            return self._steps(self._measures.of(frame))
        except Heavy:
            return None

    def of_any(self, frames: Sequence[Sequence[Any]]) -> int | None:
        """What is not below the steps on any of some inputs; None where each is to be looked at by itself."""
        if self._divided or self._divided is None or not frames:
            return None
        try:
            return self._steps(self._measures.of_all(frames))
        except Heavy:
            return None

    def halvings(self, frame: Sequence[Any], kept: Collection[int], bits: int) -> int:
        """How often numbers are halved, but for the variables at some places, until steps are known to have so few
        bits; 0 where they have, or where that does not help or is not known."""
        steps = self(frame)
        if steps is None or steps <= 2**bits:
            return 0
        bounds = self._measures.of(frame)

        def are_few(times: int) -> bool:
            fewer = self._steps(self._measures.halved(bounds, kept, times))
            return fewer is not None and fewer <= 2**bits

        several = range(1, steps.bit_length() - bits + 1)
        found = bisect_left(several, True, key=are_few)
        return several[found] if found < len(several) else 0

    def forget(self) -> None:
        """Lets go of what it remembers of inputs."""
        self._told.clear()
        self._measures.forget()
        self._divisors.forget()

    def _steps(self, bounds: tuple[Bound, ...]) -> int | None:
        # Many inputs have the bounds of one before.
        if bounds not in self._told:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            known = dict(zip(self._names, bounds, strict=True))
            self._told[bounds] = self._read(known)
        return self._told[bounds]

    def _read(self, known: Mapping[str, Bound]) -> int | None:
        reading = self._reading
        reading.begin()
        try:
            for bound in known.values():
                reading.note(bound)
            for term in self._terms:
                reading.of(term, known)
        except (Heavy, RecursionError):
            return None
        return reading.most


def short(
    terms: Sequence[Term], names: Sequence[str], measures: Measures, definitions: Mapping[str, Definition]
) -> Callable[[Sequence[Any]], bool]:
    """A test of whether evaluating each of some terms on an input is known to take no more than `SHORT` steps."""
    reading = Grains(definitions, SHORT)

    def is_short(frame: Sequence[Any]) -> bool:
        try:
            known = dict(zip(names, measures.of(frame), strict=True))
            for term in terms:
                reading.begin()
                reading.of(term, known)
        except (Heavy, RecursionError):
            return False
        return True

    return is_short


def _totalled(bound: Bound) -> Grain:
    """What bounds the total of all fractions in a bound."""
    if isinstance(bound, Items):
        return _totalled(bound.item) * bound.length
    if isinstance(bound, tuple):
        return reduce(add, map(_totalled, bound), Grain(0))
    return bound if isinstance(bound, Grain) else Grain(0)
