"""What built-in functions do to columns of numbers and truth values, and how large what they give is at most."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from conformance.columns.column import Array, Items, NotByColumns, constant, made, together

OfNumbers = Callable[..., Items]


def _each(function: Callable[..., Array], most: Callable[..., int], *columns: Items) -> Items:
    bound = most(*[c.most for c in columns])
    made(columns[0].data, columns[0].lead, bound)
    arrays, lead = together(columns)
    return Items(function(*arrays), lead, bound)


def elementwise(function: Callable[..., Array], most: Callable[..., int]) -> OfNumbers:
    """A function of numbers, number by number, and what bounds its results by what bounds its arguments."""
    return partial(_each, function, most)


def _relation(function: Callable[..., Array]) -> OfNumbers:
    return elementwise(function, lambda a, b: 1)


def _monus(a: Array, b: Array) -> Array:
    found: Array = np.maximum(a - b, 0)
    return found


def _divided(a: Array, b: Array) -> Array:
    return np.where(b == 0, 0, a // np.where(b == 0, 1, b))


def _left_over(a: Array, b: Array) -> Array:
    return np.where(b == 0, a, a % np.where(b == 0, 1, b))


def _euclidean_rest(a: Array, b: Array) -> Array:
    return _left_over(a, np.abs(b))


def _euclidean_quotient(a: Array, b: Array) -> Array:
    return _divided(a - _euclidean_rest(a, b), b)


def _cut(a: Array, b: Array) -> Array:
    size = _divided(np.abs(a), np.abs(b))
    return np.where((a < 0) == (b < 0), size, -size)


def _powered(base: Items, exponent: Items) -> Items:
    if base.most >= 2 and exponent.most > 62:
        raise NotByColumns
    bound = max(1, base.most) ** min(exponent.most, 63)
    made(base.data, base.lead, bound)
    arrays, lead = together((base, exponent))
    return Items(np.power(*arrays), lead, bound)


def _wrapped(function: Callable[[Array, Array, Array], Array]) -> OfNumbers:
    def on_fin(size: Items, *numbers: Items) -> Items:
        products = elementwise(lambda n, a, b: function(n, a, b), lambda n, a, b: max(a * b, n + a + b))
        found = products(size, *numbers)
        return Items(found.data, found.lead, max(0, size.most - 1))

    return on_fin


_SUM = elementwise(np.add, lambda a, b: a + b)
_DIFFERENCE = elementwise(np.subtract, lambda a, b: a + b)
_PRODUCT = elementwise(np.multiply, lambda a, b: a * b)
_ALIKE = elementwise(lambda a: a, lambda a: a)
_NOT = elementwise(np.logical_not, lambda a: 1)
_EUCLIDEAN = elementwise(_euclidean_quotient, lambda a, b: a)
_REST = elementwise(_euclidean_rest, max)

OF_NUMBERS: dict[str, OfNumbers] = {
    "HAdd.hAdd": _SUM,
    "HSub.hSub": elementwise(_monus, lambda a, b: a),
    "HMul.hMul": _PRODUCT,
    "HDiv.hDiv": elementwise(_divided, lambda a, b: a),
    "HMod.hMod": elementwise(_left_over, lambda a, b: a),
    "HPow.hPow": _powered,
    "HSub.hSub@ℝ": _DIFFERENCE,
    "HMul.hMul@ℝ": _PRODUCT,
    "HPow.hPow@ℝ": _powered,
    "Neg.neg": elementwise(np.negative, lambda a: a),
    "HAdd.hAdd@Fin": _wrapped(lambda n, a, b: (a + b) % n),
    "HSub.hSub@Fin": _wrapped(lambda n, a, b: (n - b + a) % n),
    "HMul.hMul@Fin": _wrapped(lambda n, a, b: a * b % n),
    "HDiv.hDiv@Fin": lambda n, a, b: OF_NUMBERS["HDiv.hDiv"](a, b),
    "HMod.hMod@Fin": lambda n, a, b: OF_NUMBERS["HMod.hMod"](a, b),
    "OfNat.ofNat@Fin": lambda n, a: OF_NUMBERS["HMod.hMod"](a, n),
    "min": elementwise(np.minimum, max),
    "max": elementwise(np.maximum, max),
    "Nat.succ": lambda a: _SUM(a, constant(1)),
    "Nat.pred": lambda a: OF_NUMBERS["HSub.hSub"](a, constant(1)),
    "LT.lt": _relation(np.less),
    "LE.le": _relation(np.less_equal),
    "GT.gt": _relation(np.greater),
    "GE.ge": _relation(np.greater_equal),
    "Not": _NOT,
    "not": _NOT,
    "And": _relation(np.logical_and),
    "Or": _relation(np.logical_or),
    "→": _relation(np.less_equal),
    "Iff": _relation(np.equal),
    "and": _relation(np.logical_and),
    "or": _relation(np.logical_or),
    "xor": _relation(np.not_equal),
    "decide": _ALIKE,
    "Nat.cast": _ALIKE,
    "Int.cast": _ALIKE,
    "Fin.val": lambda i: i,
    "HDiv.hDiv@Int": _EUCLIDEAN,
    "HMod.hMod@Int": _REST,
    "Int.add": _SUM,
    "Int.sub": _DIFFERENCE,
    "Int.mul": _PRODUCT,
    "Int.ediv": _EUCLIDEAN,
    "Int.emod": _REST,
    "Int.neg": elementwise(np.negative, lambda a: a),
    "Int.tdiv": elementwise(_cut, lambda a, b: a),
    "Int.tmod": elementwise(lambda a, b: a - b * _cut(a, b), lambda a, b: 2 * a),
    "Int.fdiv": elementwise(_divided, lambda a, b: a),
    "Int.fmod": elementwise(_left_over, max),
    "Int.natAbs": elementwise(np.abs, lambda a: a),
    "Int.toNat": elementwise(lambda a: np.maximum(a, 0), lambda a: a),
}
"""By the names of the language's prelude, whose meanings they have on numbers below 2^63 with either sign."""
