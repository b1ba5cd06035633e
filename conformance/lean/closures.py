"""How compiled parts are put together: functions of a frame from functions of a frame."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import call, getitem
from types import MappingProxyType
from typing import Any

from conformance.lean.allowance import TooMuch
from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import is_index
from conformance.lean.syntax import Variable
from conformance.lean.types import TypeVariable, unfold

Value = Any
"""A spec value; see `prelude`."""

Frame = Sequence[Value]
"""Values of the variables in scope, one slot each."""

Evaluator = Callable[[Frame], Value]

Column = Callable[[Frame, Collection[Value]], Iterable[Value]]
"""Values of a term for each of several values of one variable."""

Operations = Mapping[str, Callable[..., Value]]
"""What the spec's own definitions stand for: by name, functions of all their arguments, implicit ones included.

One that has a method `apply` is given its arguments as one tuple where that is cheaper, or the frame itself where it
holds nothing but the arguments in their order.
"""

Meanings = Mapping[Callable[..., Value], Callable[..., Value]]
"""What stands for the meanings of built-in functions."""

USUAL: Meanings = MappingProxyType({})

Allowed = Callable[[int], int]
"""Is given each number that is counted up to, and gives it back or raises."""


def closure(around: Callable[[Frame], Frame], body: Evaluator) -> Evaluator:
    def closure(frame: Frame) -> Value:
        # A loop around puts its next value into the same frame, which the function must not see.
        outer = around(frame)
        return lambda value: body((*outer, value))

    return closure


def first_asked(column: Column) -> Column:
    """The column, of which nothing is worked out before the first of its values is asked for."""

    def first_asked(frame: Frame, values: Collection[Value]) -> Iterator[Value]:
        if values:
            yield from column(frame, values)

    return first_asked


def mapped(meaning: Callable[..., Value], columns: list[Column]) -> Column:
    match columns:
        case [a]:
            return lambda frame, values: map(meaning, a(frame, values))
        case [a, b]:
            return lambda frame, values: map(meaning, a(frame, values), b(frame, values))
        case _:
            return lambda frame, values: map(meaning, *[c(frame, values) for c in columns])


def slots_of(terms: Sequence[Term], scope: Mapping[str, int]) -> list[int] | None:
    """Where a frame holds the terms, if there are any and each is a variable."""
    slots = [scope[t.name] for t in terms if isinstance(t, Variable)]
    return slots if slots and len(slots) == len(terms) else None


def of_slots(meaning: Callable[..., Value], slots: Sequence[int]) -> Evaluator:
    """A function of variables: they are read from the frame without a call for each."""
    match slots:
        case [i]:
            return lambda frame: meaning(frame[i])
        case [i, j]:
            return lambda frame: meaning(frame[i], frame[j])
        case _:
            return lambda frame: meaning(*[frame[slot] for slot in slots])


def strict(meaning: Callable[..., Value], arguments: list[Evaluator]) -> Evaluator:
    match arguments:
        case []:
            value = meaning()
            return lambda frame: value
        case [a]:
            return lambda frame: meaning(a(frame))
        case [a, b]:
            return lambda frame: meaning(a(frame), b(frame))
        case _:
            return lambda frame: meaning(*[a(frame) for a in arguments])


def finite(count: int | None, name: str) -> int:
    if count is None:
        raise TooMuch(f"it goes through all values of `{name}`, which are not finitely many")
    return count


def at(function: Value, argument: Value) -> Value:
    """What a function gives, a tuple of its values or a callable."""
    return function[argument] if isinstance(function, tuple) else function(argument)


def applying(function_type: Type) -> Callable[[Any, Any], Value]:
    """How a function of that type is applied: as the tuple of its values, as a callable, or as it comes."""
    plain = unfold(function_type)
    domain = getattr(plain, "domain", plain)
    if is_index(domain):
        return getitem
    return at if isinstance(unfold(domain), TypeVariable) else call


def deferred(meaning: Callable[..., Value], arguments: list[Evaluator]) -> Evaluator:
    match arguments:
        case [left, right]:
            return lambda frame: meaning(lambda: left(frame), lambda: right(frame))
        case _:
            return lambda frame: meaning(*[partial(a, frame) for a in arguments])
