"""What goes between this process and a worker: lines of JSON, which are read as data whoever wrote them.

A backend runs in the worker's process and may write what it likes into every descriptor that the worker has. So nothing
that comes from there is more than numbers, texts and lists until it was checked, and nothing is longer than a bound.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from conformance.cases.claims import Bounds
from conformance.lean.closures import Frame, Value
from conformance.values.limits import Limits
from conformance.values.table import Table

MAX_LINE = 64 * 2**20
"""Bytes of a line at most."""

MAX_BITS = 2**20
"""Bits of a number at most."""

_LONG = 4_096
"""A number of more bits is written in hexadecimal, as Python reads no decimal one of more than some thousand digits."""


class Unreadable(ValueError):
    """What came is none of what may come."""


def _no_constant(name: str) -> Any:
    raise Unreadable(f"{name} is no number of JSON")


# Taken here, as a backend may exchange the functions of a module.
_encode = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_decode = json.JSONDecoder(parse_constant=_no_constant).decode


def line_of(message: Mapping[str, Any]) -> bytes:
    """A message as a line."""
    return f"{_encode(message)}\n".encode("ascii")


def message_of(line: bytes) -> dict[str, Any]:
    """The message in a line.

    Raises:
        Unreadable: the line holds none.
    """
    try:
        message = _decode(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not a message: {type(error).__name__}") from None
    if not isinstance(message, dict):
        raise Unreadable("not a message")
    return message


def plain_bounds(bounds: Bounds) -> Any:
    """How far inputs go, as JSON has it."""
    limits = bounds.limits
    told = [limits.max_n, limits.max_nat, limits.distinct_indices, limits.nonempty]
    return [
        told, bounds.max_nat, bounds.few_shapes, bounds.significand, bounds.has_fractions, bounds.has_negatives,
    ]  # fmt: skip


def bounds(plain: Any) -> Bounds:
    """What `plain_bounds` has told.

    Raises:
        TypeError, ValueError: it is none.
    """
    (max_n, limit, distinct, nonempty), max_nat, few_shapes, significand, fractions, negatives = plain
    for number in (max_n, limit, max_nat, significand):
        if number is not None and (type(number) is not int or number < 0):
            raise Unreadable("a limit that is no natural number")
    if {type(distinct), type(nonempty), type(few_shapes), type(fractions), type(negatives)} != {bool}:
        raise Unreadable("a limit that is not true or false")
    limits = Limits(max_n, limit, distinct, nonempty)
    return Bounds(limits, max_nat, few_shapes, significand, fractions, has_negatives=negatives)


def plain_value(value: Value) -> Any:
    """A spec value as JSON has it.

    Raises:
        TypeError: it is a function that is no table.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= _LONG else {"hex": f"{value:x}"}
    if isinstance(value, (str, float)) or value is None:
        return value
    if isinstance(value, Fraction):
        return {"ratio": list(value.as_integer_ratio())}
    if isinstance(value, (tuple, list)):
        kinds = set(map(type, value))
        # In one step, as an input may have a hundred thousand items.
        if kinds <= {bool} or (kinds == {int} and min(value) > -(2**64) and max(value) <= 2**64):
            return list(value)
        return [plain_value(item) for item in value]
    if isinstance(value, Table):
        return {"table": plain_value(value.values)}
    raise TypeError(f"no value that can be written: {type(value).__name__}")


def spec_value(plain: Any, depth: int = 0) -> Value:
    """The spec value that JSON stands for: tuples for lists.

    Raises:
        Unreadable: it stands for none.
    """
    if depth > 16:
        raise Unreadable("nested too deeply")
    if plain is None or isinstance(plain, (bool, str)):
        return plain
    if isinstance(plain, int) or (isinstance(plain, float) and math.isfinite(plain)):
        return plain
    if isinstance(plain, list):
        return tuple([spec_value(item, depth + 1) for item in plain])
    if isinstance(plain, dict) and len(plain) == 1:
        ((key, inner),) = plain.items()
        if key == "hex" and isinstance(inner, str) and len(inner) <= MAX_BITS // 4:
            try:
                return int(inner, 16)
            except ValueError:
                raise Unreadable("no number") from None
        if key == "ratio" and isinstance(inner, list) and list(map(type, inner)) == [int, int] and inner[1] > 0:
            return Fraction(*inner)
        if key == "table" and isinstance(inner, list) and inner:
            return Table(spec_value(inner, depth + 1))
    raise Unreadable("no value of the spec")


def text(plain: Any) -> str:
    """A text.

    Raises:
        Unreadable: it is none.
    """
    if not isinstance(plain, str):
        raise Unreadable("no text")
    return plain


def values(plain: Any, count: int | None = None) -> tuple[Value, ...]:
    """A list of spec values, of that length where it is given.

    Raises:
        Unreadable: it is none.
    """
    if not isinstance(plain, list) or (count is not None and len(plain) != count):
        raise Unreadable("no list of values, or of another length")
    found: tuple[Value, ...] = spec_value(plain)
    return found


def frame(plain: Any, count: int | None = None) -> Frame:
    """An input of a law, as `values`."""
    return list(values(plain, count))
