"""Built-in functions of numbers and propositions, and sums over finite types, as the solver has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add, ge, gt, le, lt, mul
from typing import Any

import z3

from conformance.proving.kinds import Abstraction, Below, Expr, Functions, Kind, Parts, Unstated, Value
from conformance.proving.sorts import BOOLEAN, NATURAL
from conformance.proving.use import Use

Reading = Callable[[Use], Value]

MOST_FACTORS = 8
"""Factors that a power with a number as exponent is written out as."""

MOST_TERMS = 4
"""Terms that a sum over so many numbers is written out as."""


def _plain(function: Callable[..., Expr]) -> Reading:
    return lambda use: function(*use.values)


def _monus(a: Expr, b: Expr) -> Expr:
    return z3.If(a >= b, a - b, z3.IntVal(0))


def _quotient(a: Expr, b: Expr) -> Expr:
    """`a / b`: of integers that with a remainder of at least 0, and 0 where b is."""
    zero = z3.RealVal(0) if a.sort() == z3.RealSort() else z3.IntVal(0)
    return z3.If(b == 0, zero, a / b)


def _cut(a: Expr, b: Expr) -> Expr:
    """The quotient of integers rounded towards 0."""
    return z3.If(b == 0, z3.IntVal(0), z3.If(a >= 0, a / b, -((-a) / b)))


def _floored(a: Expr, b: Expr) -> Expr:
    """The quotient of integers rounded down, which the solver's is where b is above 0."""
    return z3.If(b == 0, z3.IntVal(0), z3.If(b > 0, a / b, (-a) / (-b)))


def _of_fin(function: Callable[[Expr, Expr, Expr], Expr]) -> Reading:
    return lambda use: function(*use.values)


def _power(use: Use) -> Value:
    base, exponent = use.values
    if not z3.is_int_value(exponent) or exponent.as_long() > MOST_FACTORS:
        return use.session.on_number(
            "power", use.kind, use.numeral(1), lambda _, k, before, a: before * a, more=[use.kind]
        )(exponent, base)  # fmt: skip
    factors = exponent.as_long()
    if factors < 2 or z3.is_int_value(base) or z3.is_rational_value(base):
        return reduce(mul, [base] * factors) if factors else use.numeral(1)

    def define(symbol: Callable[..., Expr], _: Any, close: Callable[..., None]) -> None:
        a = z3.Const("a", base.sort())
        close([a], symbol(a), symbol(a) == reduce(mul, [a] * factors), is_product=True)

    return use.session.symbol(f"power{factors}", [], [base.sort()], base.sort(), define)(base)


def _equal(use: Use) -> Value:
    return use.session.equal(use.kinds[0], *use.values)


def _different(use: Use) -> Value:
    return z3.Not(_equal(use))


def _relation(function: Callable[[Expr, Expr], Any]) -> Reading:
    """An order, in which false comes before true."""

    def relation(use: Use) -> Value:
        left, right = use.values
        if use.kinds[0] is BOOLEAN:
            left, right = (z3.If(value, z3.IntVal(1), z3.IntVal(0)) for value in (left, right))
        return function(left, right)

    return relation


def _extreme(is_first: Callable[[Expr, Expr], Any]) -> Reading:
    def extreme(use: Use) -> Value:
        left, right = use.values
        if use.kind is BOOLEAN:
            return z3.And(left, right) if is_first is le else z3.Or(left, right)
        return z3.If(is_first(left, right), left, right)

    return extreme


def _either(use: Use) -> Value:
    return _chosen(use.kind, *use.values)


def _chosen(kind: Kind, condition: Expr, left: Value, right: Value) -> Value:
    if isinstance(kind, Parts):
        return tuple(_chosen(p, condition, a, b) for p, a, b in zip(kind.parts, left, right, strict=True))
    if isinstance(kind, Functions):
        codomain = kind.codomain
        return Abstraction(
            kind.domain, codomain, lambda value: _chosen(codomain, condition, left.call(value), right.call(value))
        )
    return z3.If(condition, left, right)


def _cast(use: Use) -> Value:
    (value,) = use.values
    return z3.ToReal(value) if use.kind.sort == z3.RealSort() and value.sort() == z3.IntSort() else value


def _over(use: Use, name: str, join: Callable[[Expr, Expr], Expr], one: int) -> Reading:
    """A sum, or what is like it, of a function over all of its domain."""

    def over(function: Value, kind: Kind) -> Expr:
        if isinstance(kind, Parts) and len(kind.parts) == 2:
            left, right = kind.parts

            def rest(first: Value) -> Expr:
                return over(Abstraction(right, use.kind, lambda second: function.call((first, second))), right)

            return over(Abstraction(left, use.kind, rest), left)
        if kind is BOOLEAN:
            return join(function.call(z3.BoolVal(False)), function.call(z3.BoolVal(True)))
        if not isinstance(kind, Below):
            raise Unstated("it sums over a type that is not `Fin n`, `Bool`, or pairs of these")
        size = z3.simplify(kind.size)
        if z3.is_int_value(size) and size.as_long() <= MOST_TERMS:
            found = use.numeral(one)
            for k in range(size.as_long()):
                term = use.session.counted(use.kind, function.call(z3.IntVal(k)))
                found = term if k == 0 else join(found, term)
            return found
        x, body = use.session.opened(function)
        return use.session.on_number(
            name, use.kind, use.numeral(one),
            lambda f, k, before: join(before, use.session.counted(use.kind, f[0](k))), given=[([x], body)],
        )(kind.size)  # fmt: skip

    return lambda _: over(use.values[-1], use.values[-1].domain)


def _sum(use: Use) -> Value:
    return _over(use, "over", add, 0)(use)


def _product(use: Use) -> Value:
    return _over(use, "product", mul, 1)(use)


def _of_naturals(reading: Reading) -> Reading:
    """What naturals come to, and of that the remainder by the size of a `Fin`."""

    def remainder(use: Use) -> Value:
        found = reading(Use(use.session, use.values, use.kinds, NATURAL))
        return use.modulo(found, use.values[0])

    return remainder


def _constant(value: bool) -> Reading:
    return lambda use: z3.BoolVal(value)


def _same(use: Use) -> Value:
    return use.values[-1]


def _ratio(a: Expr, b: Expr) -> Expr:
    return _quotient(z3.ToReal(a), z3.ToReal(b))


ARITHMETIC: dict[str, Reading] = {
    "HAdd.hAdd": _plain(add), "HSub.hSub": _plain(_monus), "HMul.hMul": _plain(mul), "HDiv.hDiv": _plain(_quotient),
    "HMod.hMod": _plain(Use.modulo), "HPow.hPow": _power, "Neg.neg": _plain(lambda a: -a),
    "HSub.hSub@ℝ": _plain(lambda a, b: a - b), "HMul.hMul@ℝ": _plain(mul), "HDiv.hDiv@ℝ": _plain(_quotient),
    "HPow.hPow@ℝ": _power, "HDiv.hDiv@Int": _plain(_quotient), "HMod.hMod@Int": _plain(Use.modulo),
    "HAdd.hAdd@Fin": _of_fin(lambda n, a, b: Use.modulo(a + b, n)),
    "HSub.hSub@Fin": _of_fin(lambda n, a, b: Use.modulo(n - b + a, n)),
    "HMul.hMul@Fin": _of_fin(lambda n, a, b: Use.modulo(a * b, n)),
    "HDiv.hDiv@Fin": _of_fin(lambda n, a, b: _quotient(a, b)),
    "HMod.hMod@Fin": _of_fin(lambda n, a, b: Use.modulo(a, b)),
    "OfNat.ofNat@Fin": _plain(lambda n, a: Use.modulo(a, n)),
    "min": _extreme(le), "max": _extreme(ge), "Nat.succ": _plain(lambda a: a + 1),
    "Nat.pred": _plain(lambda a: _monus(a, z3.IntVal(1))),
    "Eq": _equal, "Ne": _different, "BEq.beq": _equal, "bne": _different, "Iff": _equal, "xor": _different,
    "LT.lt": _relation(lt), "LE.le": _relation(le), "GT.gt": _relation(gt), "GE.ge": _relation(ge),
    "Not": _plain(z3.Not), "not": _plain(z3.Not), "And": _plain(z3.And), "and": _plain(z3.And),
    "Or": _plain(z3.Or), "or": _plain(z3.Or), "→": _plain(z3.Implies),
    "True": _constant(True), "False": _constant(False), "true": _constant(True), "false": _constant(False),
    "ite": _either, "decide": _same, "id": _same, "stopgrad": _same, "Fin.val": _same, "Rat.cast": _same,
    "Prod.mk": lambda use: use.values, "Prod.fst": lambda use: use.values[0][0],
    "Prod.snd": lambda use: use.values[0][1], "Unit.unit": lambda use: z3.IntVal(0),
    "Nat.cast": _cast, "Int.cast": _cast, "Int.natAbs": _plain(lambda a: z3.If(a >= 0, a, -a)),
    "Int.toNat": _plain(lambda a: z3.If(a >= 0, a, z3.IntVal(0))), "Int.tdiv": _plain(_cut),
    "Int.tmod": _plain(lambda a, b: a - b * _cut(a, b)), "Int.fdiv": _plain(_floored),
    "Int.fmod": _plain(lambda a, b: a - b * _floored(a, b)), "mkRat": _plain(_ratio),
    "Rat.floor": _plain(lambda a: z3.ToInt(a)), "Rat.ceil": _plain(lambda a: -z3.ToInt(-a)),
    "Finset.sum": _sum, "Finset.sum@Fin": _of_naturals(_sum), "Finset.prod": _product,
    "Finset.prod@Fin": _of_naturals(_product),
}  # fmt: skip
