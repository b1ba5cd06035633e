"""Built-in functions over options, and those of lists that may have nothing to give."""

from __future__ import annotations

import operator
from typing import Any

from conformance.lean.allowance import TooMuch
from conformance.lean.meanings import filtered, mapped
from conformance.lean.signatures import LIST, A, B, BuiltinFunction, takes
from conformance.lean.types import BOOL, NAT, FunctionType, OptionType

_OPTION, _OTHER = OptionType(A), OptionType(B)
_TEST = FunctionType(A, BOOL)


def _item(items: tuple[Any, ...], place: int) -> Any:
    """The item at a place, which the statement proves to be there wherever it is asked for."""
    if place < len(items):
        return items[place]
    raise TooMuch(f"it asks for the item at {place} of {len(items)}")


def _places(test: Any, items: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple([place for place, found in enumerate(mapped(test, items)) if found][:1])


OPTIONS: dict[str, BuiltinFunction] = {
    "none": BuiltinFunction((), _OPTION, lambda: ()),
    "some": BuiltinFunction(takes(A), _OPTION, lambda a: (a,)),
    "Option.isSome": BuiltinFunction(takes(_OPTION), BOOL, bool),
    "Option.isNone": BuiltinFunction(takes(_OPTION), BOOL, operator.not_),
    "Option.getD": BuiltinFunction(takes(_OPTION, A), A, lambda found, a: found[0] if found else a),
    "Option.map": BuiltinFunction(takes(FunctionType(A, B), _OPTION), _OTHER, mapped),
    "Option.toList": BuiltinFunction(takes(_OPTION), LIST, lambda found: found),
}
"""An option is the tuple of its items, of which there is at most one."""

SEARCHES: dict[str, BuiltinFunction] = {
    "List.head?": BuiltinFunction(takes(LIST), _OPTION, lambda xs: xs[:1]),
    "List.getLast?": BuiltinFunction(takes(LIST), _OPTION, lambda xs: xs[-1:]),
    "List.find?": BuiltinFunction(takes(_TEST, LIST), _OPTION, lambda p, xs: filtered(p, xs)[:1]),
    "List.findIdx?": BuiltinFunction(takes(_TEST, LIST), OptionType(NAT), _places),
    "xs[i]": BuiltinFunction(takes(LIST, NAT), A, _item),
    "xs[i]?": BuiltinFunction(takes(LIST, NAT), _OPTION, lambda xs, k: xs[k : k + 1]),
    "xs[i]!": BuiltinFunction(takes(LIST, NAT, A), A, lambda xs, k, a: xs[k] if k < len(xs) else a),
}
"""Functions of lists; those whose names are no names are written as these say, the last with what stands for none."""
