"""Evaluation that counts all that it does: items that built-in functions go through and make, large numbers, calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from conformance.lean.allowance import LARGE, bounded
from conformance.lean.nodes import Term
from conformance.lean.prelude import BUILTINS, GROWING, IMMEDIATE
from conformance.lean.types import FunctionType, SequenceType, unfold

_BITS_A_STEP = 256
"""Bits of a large number that count as a step."""

_STEPS_A_CALL = 4
"""Steps that a call counts as: it takes about as long as so many turns of a loop."""


def counting(name: str, arguments: Sequence[Term], allowed: Callable[[int], int]) -> Callable[..., Any]:
    """What a built-in function does to such arguments; `allowed` is given all that it goes through and makes."""
    builtin = BUILTINS[name]
    meaning = builtin.meaning
    if isinstance(builtin.result, SequenceType):
        meaning = _measured(meaning, allowed)
    elif name in GROWING:
        meaning = _weighed(meaning, allowed)
    if name not in IMMEDIATE and any(isinstance(unfold(a.type), (SequenceType, FunctionType)) for a in arguments):
        meaning = _gone_through(meaning, allowed)
    return meaning


def _measured(meaning: Callable[..., Any], allowed: Callable[[int], int]) -> Callable[..., Any]:
    def measured(*arguments: Any) -> Any:
        items = meaning(*arguments)
        allowed(len(items))
        return items

    return measured


def _gone_through(meaning: Callable[..., Any], allowed: Callable[[int], int]) -> Callable[..., Any]:
    def gone_through(*arguments: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, tuple):
                allowed(len(argument))
        return meaning(*arguments)

    return gone_through


def _weighed(meaning: Callable[..., Any], allowed: Callable[[int], int]) -> Callable[..., Any]:
    def weighed(*arguments: Any) -> Any:
        number = meaning(*arguments)
        if type(number) is int and -LARGE < number < LARGE:
            return number
        for part in number.as_integer_ratio():
            if abs(part) >= LARGE:
                allowed(bounded(part).bit_length() // _BITS_A_STEP)
        return number

    return weighed


def tallied(call: Callable[[Any], Any], allowed: Callable[[int], int]) -> Callable[[Any], Any]:
    """A call of an operation, from a frame, of which `allowed` is told."""

    def told(frame: Any) -> Any:
        allowed(_STEPS_A_CALL)
        return call(frame)

    return told
