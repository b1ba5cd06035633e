"""Sums in the place of means, and means in the place of sums: an operation whose result is taken times, or by, a count.

What is counted is one of its arguments: the positions of a list, those that a mask chooses, the entries of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from conformance.lean.syntax import Definition
from conformance.values.known import formed
from conformance.values.naming import snake_case

_COUNTED = {
    "indices": "the number of `{}`",
    "mask": "the number of positions that `{}` chooses",
    "table": "the length of `{}`",
}
"""What is counted of a value, by its role."""

_NEAR = 1e-9
"""How far from a whole number one that is made by a division may be, as a part of itself."""

_LARGEST = 1 << 20
"""Numbers beyond it may have lost digits in a division, so that nothing brings them back."""

Native = Callable[..., object]


def keeps_digits(value: object) -> bool:
    """Whether no number of an input is so large that a division takes digits from it."""
    if isinstance(value, (tuple, list)):
        return all(map(keeps_digits, value))
    if isinstance(value, (int, Fraction)):
        return -_LARGEST <= value <= _LARGEST
    return True


def scaled(definition: Definition, function: Native) -> Iterator[tuple[str, Native]]:
    """Functions like one that gives a number, with the result taken times or by a count, and what each would mean."""
    for place, binder in enumerate(definition.explicit):
        former, type_ = formed(binder.type)
        role = former.role(type_)
        if role not in _COUNTED:
            continue
        count = _COUNTED[role].format(snake_case(binder.name))
        yield f"what came back is a mean: times {count} it is as expected", _times(function, place, role)
        yield f"what came back is a sum: divided by {count} it is as expected", _by(function, place, role)


def _times(function: Native, place: int, role: str) -> Native:
    def times(*arguments: Any) -> object:
        count = _count(arguments[place], role)
        # A mean of nothing is no number, or an exception, and the sum of nothing is 0.
        return 0 if count == 0 else _whole(float(function(*arguments)) * count)  # type: ignore[arg-type]

    return times


def _by(function: Native, place: int, role: str) -> Native:
    def by(*arguments: Any) -> object:
        count = _count(arguments[place], role)
        given = function(*arguments)
        return given if count == 0 else _whole(float(given) / count)  # type: ignore[arg-type]

    return by


def _count(native: Any, role: str) -> int:
    items = native.tolist() if hasattr(native, "tolist") else native
    return sum(map(bool, items)) if role == "mask" else len(items)


def _whole(number: float) -> float:
    """The number, whole where a division may have kept it from that."""
    nearest = round(number)
    return nearest if abs(number - nearest) <= _NEAR * max(1.0, abs(number)) else number
