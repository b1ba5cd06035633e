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
