"""The bodies of definitions evaluated over numbers that know how they came about: `Tracked`, `Rounded`, or both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from conformance.lean.allowance import Undefined
from conformance.lean.closures import Meanings, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.meanings import (
    divide_exactly,
    monus,
    multiply,
    multiply_exactly,
    power,
    power_exactly,
    product_of,
    stopped,
    total,
    values_of,
)
from conformance.lean.prelude import BUILTINS
from conformance.lean.reference import function_of
from conformance.lean.rounded import Rounded, Underivable
from conformance.lean.syntax import Definition
from conformance.lean.tracked import Tape, Tracked, total_of

_KINDS = (Tracked, Rounded)


def numbers_in(value: Value) -> list[Any]:
    """The numbers that a result is made of, in their order, at any depth.

    Raises:
        Underivable: it is a function of which no table is known.
    """
    if isinstance(value, tuple):
        return [number for item in value for number in numbers_in(item)]
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers_in(item)]
    if callable(value):
        raise Underivable("the result is a function of infinitely many values")
    return [value]


def _of_two(meaning: Callable[[Any, Any], Any], of_numbers: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A meaning that does another thing where one of its arguments knows how it came about."""

    def either(a: Any, b: Any) -> Any:
        return of_numbers(a, b) if isinstance(a, _KINDS) or isinstance(b, _KINDS) else meaning(a, b)

    return either


def _larger(a: Any, b: Any) -> Any:
    return a.larger(b) if isinstance(a, _KINDS) else b.larger(a)


def _smaller(a: Any, b: Any) -> Any:
    return a.smaller(b) if isinstance(a, _KINDS) else b.smaller(a)


def _product(table: Any) -> Any:
    product: Any = 1
    for value in values_of(table):
        product = product * value
    return product


def _noting(meaning: Callable[..., Any]) -> Callable[..., Any]:
    """A meaning that asks whether values are the same, of all that they are made of: what is one object is not compared
    by Python."""

    def noting(*arguments: Any) -> Any:
        for number in (n for a in arguments if not callable(a) for n in numbers_in(a)):
            if isinstance(number, Tracked):
                number.note()
        return meaning(*arguments)

    return noting


def _stopped(value: Any) -> Any:
    """The same numbers, which change with no entry of which they are made."""
    if isinstance(value, tuple):
        return tuple(map(_stopped, value))
    if callable(value):
        return lambda argument: _stopped(value(argument))
    return value.stopped() if isinstance(value, Tracked) else value


MEANINGS: Meanings = {
    **{b.meaning: _noting(b.meaning) for b in BUILTINS.values() if b.classes in ("decidable", "comparable")},
    monus: _of_two(monus, lambda a, b: (a - b).larger(0)),
    multiply: _of_two(multiply, lambda a, b: a * b),
    multiply_exactly: _of_two(multiply_exactly, lambda a, b: a * b),
    divide_exactly: _of_two(divide_exactly, lambda a, b: a / b),
    power: _of_two(power, lambda a, b: a**b),
    power_exactly: _of_two(power_exactly, lambda a, b: a**b),
    max: _of_two(max, _larger),
    min: _of_two(min, _smaller),
    stopped: _stopped,
    sum: total_of,
    total: lambda table: total_of(values_of(table)),
    product_of: _product,
}
"""What built-in functions do to such numbers, by what they do to others."""


class _Operations(dict[str, Callable[..., Value]]):
    """Operations as their bodies give them over such numbers, each compiled when it is called first."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        super().__init__()
        self._definitions = definitions

    def __missing__(self, name: str) -> Callable[..., Value]:
        found = self[name] = function_of(self._definitions[name], self, meanings=MEANINGS)
        return found


class Outside(Exception):
    """Arguments outside the preconditions of an operation."""


class Derivation:
    """The body of a definition, and its preconditions, over numbers that know how they came about.

    Args:
        definition: one that has a body.
        definitions: all that the body may call.
    """

    def __init__(self, definition: Definition, definitions: Mapping[str, Definition]) -> None:
        operations = _Operations(definitions)
        names = [b.name for b in definition.binders]
        self._body = operations[definition.name]
        self._preconditions = [
            compile_term(premise.statement, names, operations, meanings=MEANINGS)
            for _, premise in definition.preconditions
        ]

    def __call__(self, arguments: Sequence[Value]) -> Value:
        """What the body comes to; preconditions read what they read.

        Raises:
            Underivable: neither a derivative nor a bound follows from the body.
            TooMuch: it takes more steps than are tried, or comes to an operation without a body.
            Outside: the arguments do not meet the preconditions; what has no body does not say so.
        """
        if not self.admits(arguments):
            raise Outside
        return self._body(*arguments)

    def admits(self, arguments: Sequence[Value]) -> bool:
        """Whether arguments meet the preconditions; what has no body does not say so."""
        for precondition in self._preconditions:
            with suppress(Undefined):
                if not precondition(arguments):
                    return False
        return True


def read_by(result: Value, tape: Tape) -> frozenset[int]:
    """The entries that an evaluation read: those of which its result is made, and on which a comparison hung."""
    return frozenset(tape.compared).union(*[n.partials for n in numbers_in(result) if isinstance(n, Tracked)])
