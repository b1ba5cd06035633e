"""Real and rational numbers in a library: fractions, or floats, each of which is exactly one rational number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from conformance.carriers.base import Carrier, Form, Kind
from conformance.carriers.nested import to_lists


def to_floats(value: Any) -> Any:
    """Exact numbers as floats, nested tuples as nested lists."""
    if not isinstance(value, tuple):
        return float(value)
    return list(map(to_floats if value and isinstance(value[0], tuple) else float, value))


def to_written(form: Form, value: Any) -> Any:
    """A spec value as it is written in source: floats for reals, lists for tuples."""
    if form.kind.infinite:
        return _with_infinities(to_floats(value))
    return to_floats(value) if form.kind.is_real else to_lists(value)


class _NotFinite(float):
    """An infinity, or NaN, that is written as what Python reads."""

    def __repr__(self) -> str:
        return f"float('{float(self)!r}')"


def _with_infinities(value: Any) -> Any:
    if isinstance(value, list):
        return list(map(_with_infinities, value))
    return value if math.isfinite(value) else _NotFinite(value)


def to_fractions(value: Any) -> Any:
    """Exact numbers as fractions, nested tuples as nested lists."""
    return list(map(to_fractions, value)) if isinstance(value, tuple) else Fraction(value)


def to_exact(carrier: Carrier, kind: Kind, value: Any, wanted: str, native: object) -> Any:
    """Floats as exact numbers, at any depth, and lists as tuples; refuses NaN, and infinities where the kind has none.

    A number that is not whole stays a float where it is real, and is a fraction where it is rational.
    """
    if isinstance(value, (tuple, list)):
        if not kind.is_rational and {float}.issuperset(map(type, value)):
            if not all(map(math.isfinite, value)) and (not kind.infinite or any(map(math.isnan, value))):
                carrier.refuse(wanted, native, _not_finite(value))
            return tuple([int(v) if v.is_integer() else v for v in value])
        return tuple([to_exact(carrier, kind, item, wanted, native) for item in value])
    if type(value) is int:
        return value
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else value
    if not math.isfinite(value) and (not kind.infinite or math.isnan(value)):
        carrier.refuse(wanted, native, _not_finite([value]))
    if value.is_integer():
        return int(value)
    return Fraction(value) if kind.is_rational else value


def as_real(native: object) -> Any:
    """A Python number as what `to_exact` reads; None for all else."""
    if type(native) in (int, float):
        return native
    if isinstance(native, (float, Fraction)) and type(native).__module__ != "numpy":
        return Fraction(native) if isinstance(native, Fraction) else float(native)
    return int.__index__(native) if issubclass(type(native), int) and type(native) is not bool else None  # type: ignore[arg-type]


def real_source(name: str, kind: Kind = Kind.REAL) -> str:
    """A condition that holds for what `as_real` reads, of which fractions are named for rational numbers alone."""
    classes = "int, float, Fraction" if kind.is_rational else "int, float"
    return f"isinstance({name}, ({classes})) and type({name}) is not bool"


def to_integers(carrier: Carrier, value: Any, wanted: str, native: object) -> Any:
    """Floats as integers, at any depth; refuses NaN, infinities and fractions."""
    if isinstance(value, tuple):
        return tuple([to_integers(carrier, item, wanted, native) for item in value])
    if not value.is_integer():
        carrier.refuse(wanted, native, "" if math.isfinite(value) else _not_finite([value]))
    return int(value)


def _not_finite(numbers: Sequence[float]) -> str:
    return "which holds NaN" if any(map(math.isnan, numbers)) else "which holds an infinity"
