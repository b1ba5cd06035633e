"""What carriers have in common where they read scalars, and refuse what is none, or a name that none has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import chain
from typing import Any, NoReturn

from conformance.carriers.base import TOO_LARGE, Carrier, Kind


def unknown_name(what: str, name: str, choices: Iterable[str]) -> str:
    """The text that refuses a name: the nearest valid one, if any is near, and all valid ones."""
    known = list(choices)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`? " if near else ""
    return f"unknown {what} `{name}`; {hint}expected one of {', '.join(known)}"


_RANGES = {"uint8": (0, 2**8 - 1), "int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
"""The least and the largest number of each dtype of integers that words name."""


def has_room(carrier: Carrier, kind: Kind, number: float) -> bool:
    """Whether a number may stand among whole ones of a kind in a carrier's arrays, as far as the dtype says it."""
    if kind.is_real or kind.is_bool:
        return True
    if kind.dtype in _RANGES:
        least, most = _RANGES[kind.dtype]
        return least <= number <= most
    is_float = carrier.is_float(Kind.NAT)
    if kind.is_number and is_float:
        whole = abs(int(number))
        return whole <= -carrier.lowest and whole // (whole & -whole or 1) <= 2**carrier.significand
    is_own = kind.is_number or (kind.dtype == Kind.INTEGER and not is_float)
    largest = carrier.max_nat if is_own else carrier.max_index
    return (number >= 0 or not is_own or carrier.has_negatives) and (largest is None or abs(number) <= largest)


def check_numbers(carrier: Carrier, kind: Kind, value: Any, wanted: str, native: object) -> None:
    """Refuses numbers that are not of the kind, or too large, anywhere in a decoded value."""
    items = value if isinstance(value, (tuple, list)) else (value,)
    while items and isinstance(items[0], (tuple, list)):
        items = list(chain.from_iterable(items))
    for number in (min(items), max(items)) if items else ():
        if not kind.least <= number < TOO_LARGE:
            refuse_number(carrier, number, wanted, native)


def refuse_number(carrier: Carrier, value: int, wanted: str, native: object) -> NoReturn:
    """Refuses a number that is negative where none may be, or too large."""
    bits = TOO_LARGE.bit_length() - 1
    carrier.refuse(wanted, native, f"a number of more than {bits:,} bits" if abs(value) >= TOO_LARGE else "")


def as_scalar(kind: Kind, native: object) -> Any:
    """A Python `bool`, or an `int` as one of no subclass such as an `IntEnum`; None for all else."""
    if type(native) is bool or kind.is_bool:
        return native if type(native) is bool and kind.is_bool else None
    if type(native) is int:
        return native
    return int.__index__(native) if issubclass(type(native), int) else None  # type: ignore[arg-type]


def scalar_source(kind: Kind, name: str) -> str:
    """A condition that holds for what `as_scalar` reads."""
    return f"type({name}) is bool" if kind.is_bool else f"isinstance({name}, int) and type({name}) is not bool"
