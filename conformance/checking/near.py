"""Results that are nearly what is expected, as where a sum is rounded or a denominator has something added to it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

NEAR = Fraction(1, 1_000)
"""How far from what is expected a number is at most that is nearly it, as a part of that."""


def nearly(expected: object, actual: object) -> str:
    """By how much of what is expected numbers differ, where that is little; empty where it is not, or nothing does."""
    largest = Fraction(0)
    for wanted, got in _pairs(expected, actual):
        if wanted is None or got is None:
            return ""
        apart = abs(wanted - got)
        if apart > NEAR * abs(wanted):
            return ""
        largest = max(largest, apart / abs(wanted) if wanted else Fraction(0))
    if not largest:
        return ""
    return (
        f"numbers are at most {float(largest):.1e} of themselves away from what is expected: is something added to a "
        "denominator (`+ 1e-6`), or is a sum rounded?"
    )


def _pairs(expected: object, actual: object) -> Iterator[tuple[Fraction | None, Fraction | None]]:
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        if len(expected) != len(actual):
            yield None, None
        for wanted, got in zip(expected, actual, strict=False):
            yield from _pairs(wanted, got)
    else:
        yield _exact(expected), _exact(actual)


def _exact(value: object) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction)):
        return None
    try:
        return Fraction(value)
    except (OverflowError, ValueError):
        return None
