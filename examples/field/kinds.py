"""What an adapter's operations take, a mask or positions, each refused where the other belongs.

Many libraries take either for the other without a word: `[True, False, True]` as the positions 1, 0 and 1. No law
passes one for the other, so that a refusal changes no verdict; it keeps a slip in an adapter from being told of a
library.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

POSITIONS = ("idxs", "masked_idxs", "target_idxs", "ids")
MASKS = ("m", "mask", "allowed")

_OF_WORDS = {"uint8": "uint8", "float01": "float", "int01": "int", "set": "set", "indices": "int", "kept": "int"}
"""The kind that the scalars of a mask have, by the word of its form."""
_NAMES = {"bool": "truth values", "int": "integers", "uint8": "bytes", "float": "floats", "set": "a set"}


def refusing(operation: Callable[..., Any], forms: Mapping[str, str]) -> Callable[..., Any]:
    """The operation, which raises for a mask where it takes positions, and for positions where it takes a mask.

    Raises:
        TypeError: by what is returned, with the argument, what it takes and what came.
    """
    name = operation.__name__
    parameters = list(inspect.signature(operation).parameters)
    wanted = {k: _wanted(name, p, forms) for k, p in enumerate(parameters) if p in (*POSITIONS, *MASKS)}
    if not wanted:
        return operation

    @functools.wraps(operation)
    def refuses(*given: Any) -> Any:
        for k, kind in wanted.items():
            came = kind_of(given[k])
            if came not in (kind, ""):
                takes = "positions" if parameters[k] in POSITIONS else "a mask"
                raise TypeError(f"`{name}` takes {takes} as `{parameters[k]}`, {_NAMES[kind]}; {_NAMES[came]} came")
        return operation(*given)

    return refuses


def kind_of(value: Any) -> str:
    """What the scalars of a mask or of positions are; empty where nothing tells, as of an empty list."""
    if isinstance(value, set):
        return "set"
    if isinstance(value, (list, tuple)):
        return kind_of(value[0]) if value else ""
    dtype = str(getattr(value, "dtype", type(value).__name__))
    return next((kind for kind in ("bool", "uint8", "int", "float") if kind in dtype), "")


def _wanted(operation: str, parameter: str, forms: Mapping[str, str]) -> str:
    if parameter in POSITIONS:
        return "int"
    form = next((forms[key] for key in (f"{operation}.{parameter}", parameter, "mask") if key in forms), "")
    return next((_OF_WORDS[word] for word in form.split("/") if word in _OF_WORDS), "bool")
