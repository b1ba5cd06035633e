"""Real numbers in a library: floats, each of which stands for exactly one rational number."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from conformance.carriers.base import Carrier, Form
from conformance.carriers.nested import to_lists


def to_floats(value: Any) -> Any:
    """Exact numbers as floats, nested tuples as nested lists."""
    if not isinstance(value, tuple):
        return float(value)
    return list(map(to_floats if value and isinstance(value[0], tuple) else float, value))


def to_written(form: Form, value: Any) -> Any:
    """A spec value as it is written in source: floats for reals, lists for tuples."""
    return to_floats(value) if form.kind.is_real else to_lists(value)


def to_exact(carrier: Carrier, value: Any, wanted: str, native: object) -> Any:
    """Floats as exact numbers, at any depth, and lists as tuples; refuses NaN and infinities."""
    if isinstance(value, (tuple, list)):
        if {float}.issuperset(map(type, value)):
            if not all(map(math.isfinite, value)):
                carrier.refuse(wanted, native)
            return tuple([int(v) if v.is_integer() else v for v in value])
        return tuple([to_exact(carrier, item, wanted, native) for item in value])
    if type(value) is int:
        return value
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else value
    if not math.isfinite(value):
        carrier.refuse(wanted, native)
    return int(value) if value.is_integer() else value


def as_real(native: object) -> Any:
    """A Python number as what `to_exact` reads; None for all else."""
    if type(native) in (int, float):
        return native
    if isinstance(native, (float, Fraction)) and type(native).__module__ != "numpy":
        return Fraction(native) if isinstance(native, Fraction) else float(native)
    return int.__index__(native) if issubclass(type(native), int) and type(native) is not bool else None  # type: ignore[arg-type]


def real_source(name: str) -> str:
    """A condition that holds for what `as_real` reads."""
    return f"isinstance({name}, (int, float)) and type({name}) is not bool"


def to_integers(carrier: Carrier, value: Any, wanted: str, native: object) -> Any:
    """Floats as integers, at any depth; refuses NaN, infinities and fractions."""
    if isinstance(value, tuple):
        return tuple([to_integers(carrier, item, wanted, native) for item in value])
    if not value.is_integer():
        carrier.refuse(wanted, native)
    return int(value)
