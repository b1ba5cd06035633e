"""Whether a statement's own arithmetic on real numbers is exact in floats, on inputs whose magnitudes are known.

A real is bounded by its grain: how many steps of a power of two it has at most. What a term comes to has a grain that
follows from those of its parts, whatever the order in which a sum is taken: the steps of a sum are those of all that is
added up, without regard to signs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from conformance.lean.bounds import Bound, Heavy, Items, joined
from conformance.lean.divisors import Divisors, divisors, power_of_two
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Apply, Call, Definition, Lambda, Literal, Projection, subterms
from conformance.lean.types import RAT, REAL, FunctionType, ProductType, SequenceType, StructureType, unfold
from conformance.lean.weight import Reading

_MOST_STEPS = 2**62
_MOST_EXPONENT = 64

SHORT = 1_000_000
"""Steps of a single evaluation that takes no more than a moment."""

_LATEST, _MOST_TOLD = 16, 4_096
"""How many vectors' bounds are remembered, and how many inputs' steps by their bounds."""


@dataclass(frozen=True, slots=True)
class Grain:
    """A multiple of 2^-scale of at most so many steps, with either sign."""

    steps: int
    scale: int = 0

    def _at(self, scale: int) -> int:
        return self.steps << (scale - self.scale)

    def __add__(self, other: Grain | int) -> Grain:
        right = _grain(other)
        scale = max(self.scale, right.scale)
        return Grain(self._at(scale) + right._at(scale), scale)

    __radd__ = __add__

    def __mul__(self, other: Grain | int) -> Grain:
        right = _grain(other)
        return Grain(self.steps * right.steps, self.scale + right.scale)

    __rmul__ = __mul__

    def joined(self, other: Grain | int) -> Grain:
        """What bounds both."""
        right = _grain(other)
        scale = max(self.scale, right.scale)
        return Grain(max(self._at(scale), right._at(scale)), scale)


def _grain(value: Grain | int) -> Grain:
    return value if isinstance(value, Grain) else Grain(value)


class _Grains(Reading):
    """Reads a statement over grains in place of reals; `most` is the most steps that any of them has."""

    def __init__(self, definitions: Mapping[str, Definition], most_steps: int = _MOST_STEPS) -> None:
        super().__init__(definitions, 0, most_steps)
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

    def of(self, term: Term, known: Mapping[str, Bound]) -> Bound:
        # Of what there is none, as of the items of a table without positions, nothing is made.
        match term:
            case Literal(value=value) if is_fraction(term.type):
                return self.number(Grain(value))
            case Lambda(domain=domain) if self.count_of(domain, known) == 0:
                return Items(0, None)
            case Apply(function=function) if (bound := self.of(function, known)) is None or (
                isinstance(bound, Items) and bound.item is None
            ):
                return None
            case Projection(structure=structure) if self.of(structure, known) is None:
                return None
        return super().of(term, known)

    def builtin(self, name: str, values: list[Bound], terms: Sequence[Term]) -> Bound:
        if None in values:
            return None
        if name != "mkRat" and not any(isinstance(value, Grain) for value in values):
            return self.number(Grain(values[-1])) if name in _CASTS else super().builtin(name, values, terms)
        match name, values:
            case ("min" | "max", [a, b]):
                return joined(a, b)
            case (("Rat.num" | "Rat.floor" | "Rat.ceil"), [Grain(steps=steps)]):
                return self.number(Grain(steps + 1)).steps
            case ("Rat.den", [Grain(scale=scale)]):
                return self.number(Grain(1 << scale)).steps
            case (("HDiv.hDiv@ℝ" | "mkRat"), [Grain() | int() as numerator, _]):
                a = _grain(numerator)
                divisor = power_of_two(terms[1])
                if divisor:
                    return self.number(Grain(a.steps, a.scale + divisor.bit_length() - 1))
                # A power of two, or none: of those up to the bound, the least leaves the most steps.
                least = _grain(values[1])
                most = max(0, least.steps.bit_length() - 1)
                return self.number(Grain(a.steps << (most + least.scale), a.scale + most))
            case ("HPow.hPow@ℝ", [a, int(exponent)]):
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


def is_fraction(type_: Type) -> bool:
    """Whether numbers of a type may be fractions."""
    return unfold(type_) in (REAL, RAT)


class Exactness:
    """The most steps of a real on the way to what terms come to on an input; None where none is known.

    Floats with a significand of p bits hold up to 2^p steps exactly.
    """

    def __init__(
        self, terms: Sequence[Term], names: Sequence[str], types: Sequence[Type], definitions: Mapping[str, Definition]
    ) -> None:
        self._terms, self._names, self._types, self._definitions = terms, names, types, definitions
        self._divided = divisors(terms, names, definitions)
        self._divisors = Divisors(self._divided or (), names, definitions)
        self._bounds_of = bounds_over(types)
        self._told: dict[tuple[Bound, ...], int | None] = {}

    def __call__(self, frame: Sequence[Any]) -> int | None:
        if self._divided is None or not self._divisors.are_exact(frame):
            return None
        try:
            return self._steps(self._bounds_of(frame))
        except Heavy:
            return None

    def of_any(self, frames: Sequence[Sequence[Any]]) -> int | None:
        """What is not below the steps on any of some inputs; None where each is to be looked at by itself.

        A column of few values tells it sooner than the inputs that they are put together to.
        """
        if self._divided or self._divided is None or not frames:
            return None
        try:
            return self._steps(tuple(map(self._bound_of_column, self._types, zip(*frames, strict=True))))
        except Heavy:
            return None

    def _bound_of_column(self, type_: Type, values: Sequence[Any]) -> Bound:
        several = {id(value): value for value in values}
        return reduce(joined, [bound_of_value(type_, value) for value in several.values()])

    def _steps(self, bounds: tuple[Bound, ...]) -> int | None:
        # Many inputs have the bounds of one before.
        if bounds not in self._told:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            known = dict(zip(self._names, bounds, strict=True))
            self._told[bounds] = _steps(self._terms, known, self._definitions)
        return self._told[bounds]


def _steps(terms: Sequence[Term], known: Mapping[str, Bound], definitions: Mapping[str, Definition]) -> int | None:
    reading = _Grains(definitions)
    try:
        for bound in known.values():
            reading.note(bound)
        for term in terms:
            reading.of(term, known)
    except (Heavy, RecursionError):
        return None
    return reading.most


def short(
    terms: Sequence[Term], names: Sequence[str], types: Sequence[Type], definitions: Mapping[str, Definition]
) -> Callable[[Sequence[Any]], bool]:
    """A test of whether evaluating each of some terms on an input is known to take no more than `SHORT` steps."""
    bounds_of = bounds_over(types)

    def is_short(frame: Sequence[Any]) -> bool:
        try:
            known = dict(zip(names, bounds_of(frame), strict=True))
            for term in terms:
                _Grains(definitions, SHORT).of(term, known)
        except (Heavy, RecursionError):
            return False
        return True

    return is_short


def bounds_over(types: Sequence[Type]) -> Callable[[Sequence[Any]], tuple[Bound, ...]]:
    """A function from an input to what bounds the values of its variables; it raises `Heavy` as `bound_of_value` does.

    Vectors are often those of the input before, and are looked at once.
    """
    latest: dict[tuple[int, int], tuple[Any, Bound]] = {}

    def bound_of(place: int, value: Any) -> Bound:
        if not isinstance(value, tuple):
            return bound_of_value(types[place], value)
        key = place, id(value)
        if key not in latest:
            if len(latest) >= _LATEST:
                latest.clear()
            # The value is kept as well, so that no other has its identity.
            latest[key] = value, bound_of_value(types[place], value)
        return latest[key][1]

    return lambda frame: tuple([bound_of(place, value) for place, value in enumerate(frame)])


def bound_of_value(type_: Type, value: Any) -> Bound:
    """What bounds a value of a type.

    Raises:
        Heavy: it is a function of which no table is known.
    """
    match unfold(type_):
        case SequenceType(item=item) | FunctionType(codomain=item) if isinstance(value, tuple):
            return Items(len(value), _bound_of_all(item, value))
        case ProductType(parts=parts) | StructureType(fields=parts):
            typed = [(part, v) for part, v in zip(parts, value, strict=True) if isinstance(part, Type)]
            return tuple([bound_of_value(part, v) for part, v in typed])
        case FunctionType():
            raise Heavy
        case plain if is_fraction(plain):
            return _grain_of([value])
    return abs(int(value))


def _bound_of_all(type_: Type, values: Sequence[Any]) -> Bound:
    """What bounds each of some values of a type."""
    plain = unfold(type_)
    if not values:
        return None
    if is_fraction(plain):
        return _grain_of(values)
    if isinstance(plain, FunctionType) and isinstance(values[0], tuple):
        longest = max(map(len, values))
        return Items(longest, _bound_of_all(plain.codomain, [v for row in values for v in row]))
    if isinstance(values[0], int):
        return int(max(max(values), -min(values)))
    found = bound_of_value(type_, values[0])
    for value in values[1:]:
        found = joined(found, bound_of_value(type_, value))
    return found


def _grain_of(values: Sequence[Any]) -> Grain:
    scale, largest = 0, max(max(values), -min(values))
    if {int}.issuperset(map(type, values)):
        return Grain(largest)
    for value in values:
        if type(value) is not int:
            denominator = value.as_integer_ratio()[1]
            if denominator & (denominator - 1):
                raise Heavy
            scale = max(scale, denominator.bit_length() - 1)
    return Grain(int(largest * 2**scale), scale)
