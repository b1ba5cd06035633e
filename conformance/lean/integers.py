"""Built-in functions over integers and fractions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import ceil, floor
from typing import Any

from conformance.lean.meanings import divide_exactly
from conformance.lean.signatures import A, BuiltinFunction, takes
from conformance.lean.types import INT, NAT, RAT, REAL

_TWO = takes(INT, INT)


def _quotient(a: int, b: int) -> int:
    """`a / b`: such that the remainder is at least 0, and 0 where b is."""
    return (a - _remainder(a, b)) // b if b else 0


def _remainder(a: int, b: int) -> int:
    return a % abs(b) if b else a


def _cut(a: int, b: int) -> int:
    """The quotient rounded towards 0."""
    if not b:
        return 0
    return abs(a) // abs(b) if (a < 0) == (b < 0) else -(abs(a) // abs(b))


def _named(meaning: Callable[..., Any], stands_as: str) -> BuiltinFunction:
    """An operator by its name on integers."""
    return BuiltinFunction(_TWO, INT, meaning, stands_as=stands_as)


INTEGERS: dict[str, BuiltinFunction] = {
    "HDiv.hDiv@Int": BuiltinFunction(_TWO, INT, _quotient, "operator", "arithmetic"),
    "HMod.hMod@Int": BuiltinFunction(_TWO, INT, _remainder, "operator", "modular"),
    "Int.add": _named(operator.add, "HAdd.hAdd"),
    "Int.sub": _named(operator.sub, "HSub.hSub"),
    "Int.mul": _named(operator.mul, "HMul.hMul"),
    "Int.ediv": _named(_quotient, "HDiv.hDiv"),
    "Int.emod": _named(_remainder, "HMod.hMod"),
    "Int.neg": BuiltinFunction(takes(INT), INT, operator.neg, stands_as="Neg.neg"),
    "Int.tdiv": BuiltinFunction(_TWO, INT, _cut),
    "Int.tmod": BuiltinFunction(_TWO, INT, lambda a, b: a - b * _cut(a, b)),
    "Int.fdiv": BuiltinFunction(_TWO, INT, lambda a, b: a // b if b else 0),
    "Int.fmod": BuiltinFunction(_TWO, INT, lambda a, b: a % b if b else a),
    "Int.natAbs": BuiltinFunction(takes(INT), NAT, abs),
    "Int.toNat": BuiltinFunction(takes(INT), NAT, lambda a: max(a, 0)),
    "Int.cast": BuiltinFunction(takes(INT), A, lambda a: a, classes="fractions"),
    "Rat.cast": BuiltinFunction(takes(RAT), REAL, lambda a: a),
    "mkRat": BuiltinFunction(takes(INT, NAT), RAT, divide_exactly),
    "Rat.num": BuiltinFunction(takes(RAT), INT, lambda a: a.numerator),
    "Rat.den": BuiltinFunction(takes(RAT), NAT, lambda a: a.denominator),
    "Rat.floor": BuiltinFunction(takes(RAT), INT, floor),
    "Rat.ceil": BuiltinFunction(takes(RAT), INT, ceil),
}
