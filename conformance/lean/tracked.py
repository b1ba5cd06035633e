"""Numbers that know of which entries of the arguments they are made, and how they change with each: dual numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from conformance.lean.rounded import Rounded, Underivable, exact_sum, quotient, times


@dataclass(slots=True)
class Tape:
    """What an evaluation asked of entries beside what it made of them.

    `compared` holds entries on which a comparison hung, and `ties` counts those comparisons that came out even, where a
    result may have no derivative.
    """

    compared: set[int] = field(default_factory=set)
    ties: int = 0


class Tracked:
    """A number, and its derivative by each entry of which it is made; also where that is 0.

    Numbers and derivatives are exact, or `Rounded`, or `Tracked` themselves, whose derivatives are the second ones.
    """

    __slots__ = ("partials", "tape", "value")

    def __init__(self, value: Any, partials: Mapping[int, Any], tape: Tape) -> None:
        self.value, self.partials, self.tape = value, partials, tape

    def _by(self, *parts: tuple[Any, Any]) -> dict[int, Any]:
        """The derivative of what changes with some numbers at given rates."""
        found: dict[int, Any] = {}
        for number, rate in parts:
            for entry, partial in number.partials.items() if isinstance(number, Tracked) else ():
                change = _times(rate, partial)
                found[entry] = _plus(found[entry], change) if entry in found else change
        return found

    def _made(self, value: Any, *parts: tuple[Any, Any]) -> Tracked:
        return Tracked(value, self._by(*parts), self.tape)

    def __add__(self, other: Any) -> Tracked:
        return self._made(_plus(self.value, valued(other)), (self, 1), (other, 1))

    __radd__ = __add__

    def __neg__(self) -> Tracked:
        return self._made(-self.value, (self, -1))

    def __sub__(self, other: Any) -> Tracked:
        return self._made(_plus(self.value, -valued(other)), (self, 1), (other, -1))

    def __rsub__(self, other: Any) -> Tracked:
        return self._made(_plus(other, -self.value), (self, -1))

    def __mul__(self, other: Any) -> Tracked:
        a, b = self.value, valued(other)
        return self._made(_times(a, b), (self, b), (other, a))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Tracked:
        a, b = self.value, valued(other)
        if b == 0:
            self._note(other, is_tie=isinstance(other, Tracked))
            return self._made(0, (self, 0), (other, 0))
        value = _over(a, b)
        return self._made(value, (self, _over(1, b)), (other, -_over(value, b)))

    def __rtruediv__(self, other: Any) -> Tracked:
        return Tracked(other, {}, self.tape) / self

    def __pow__(self, exponent: int) -> Tracked:
        if exponent == 0:
            return self._made(1, (self, 0))
        if exponent == 1:
            return self
        rate = _times(exponent, self.value ** (exponent - 1))
        return self._made(self.value**exponent, (self, rate))

    def larger(self, other: Any) -> Tracked:
        return self._one_of(other, takes_self=self.value > valued(other))

    def smaller(self, other: Any) -> Tracked:
        return self._one_of(other, takes_self=self.value < valued(other))

    def _one_of(self, other: Any, *, takes_self: bool) -> Tracked:
        self.tape.ties += bool(self.value == valued(other))
        return self._made(
            self.value if takes_self else valued(other), (self, int(takes_self)), (other, int(not takes_self))
        )

    def stopped(self) -> Tracked:
        """The number, whose derivatives are 0, and those of its derivatives as well."""
        return self._made(self.value.stopped() if isinstance(self.value, Tracked) else self.value, (self, 0))

    def note(self) -> None:
        """Something hangs on what the number is."""
        self.tape.compared.update(self.partials)

    def _note(self, other: Any, *, is_tie: bool) -> None:
        self.note()
        if isinstance(other, Tracked):
            other.note()
        self.tape.ties += is_tie

    def _compared(self, other: Any) -> Any:
        found = valued(other)
        self._note(other, is_tie=bool(self.value == found))
        return found

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < self._compared(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= self._compared(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > self._compared(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= self._compared(other))

    def __eq__(self, other: object) -> bool:
        return bool(self.value == self._compared(other))

    def __ne__(self, other: object) -> bool:
        return bool(self.value != self._compared(other))

    def __hash__(self) -> int:
        self.note()
        return hash(self.value)

    def __bool__(self) -> bool:
        return self != 0

    def __index__(self) -> int:
        self.note()
        return int.__index__(self.value)

    def __abs__(self) -> Tracked:
        return self.larger(-self)

    def __floor__(self) -> NoReturn:
        raise Underivable("a number is rounded to a whole one")

    __ceil__ = __floor__

    def __floordiv__(self, other: Any) -> NoReturn:
        raise Underivable("a quotient is rounded to a whole number")

    __rfloordiv__ = __mod__ = __rmod__ = __floordiv__

    @property
    def numerator(self) -> NoReturn:
        raise Underivable("a fraction is taken apart")

    denominator = numerator


_KINDS = (Tracked, Rounded)
"""Numbers that know how they came about, and what is done to them."""


def valued(number: Any) -> Any:
    """What a number comes to."""
    return number.value if isinstance(number, Tracked) else number


def total_of(numbers: Iterable[Any]) -> Any:
    """The sum of numbers of any of these kinds, in any order."""
    items = list(numbers)
    tracked = [item for item in items if isinstance(item, Tracked)]
    values = [valued(item) for item in items]
    total = _total(values)
    if not tracked:
        return total
    several: dict[int, list[Any]] = {}
    for item in tracked:
        for entry, partial in item.partials.items():
            several.setdefault(entry, []).append(partial)
    return Tracked(total, {entry: _total(partials) for entry, partials in several.items()}, tracked[0].tape)


def _total(values: list[Any]) -> Any:
    if any(isinstance(v, Tracked) for v in values):
        return total_of(values)
    rounded = next((v for v in values if isinstance(v, Rounded)), None)
    if rounded is None:
        return exact_sum(values)
    return rounded.precision.exact(0).added(values, is_total=True)


def _plus(a: Any, b: Any) -> Any:
    if isinstance(a, _KINDS) or isinstance(b, _KINDS):
        return a + b
    return exact_sum([a, b])


def _times(a: Any, b: Any) -> Any:
    if isinstance(a, _KINDS) or isinstance(b, _KINDS):
        # What is taken as it is, or changes its sign, is not rounded.
        if isinstance(b, int) and b in (1, -1):
            return a if b == 1 else -a
        if isinstance(a, int) and a in (1, -1):
            return b if a == 1 else -b
        return a * b
    return times(a, b)


def _over(a: Any, b: Any) -> Any:
    return a / b if isinstance(a, _KINDS) or isinstance(b, _KINDS) else quotient(a, b)
