"""Plain JSON back to records: what a file holds is held against the types of their fields, and within bounds."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import types
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_MAX_DEPTH = 64
_MAX_COUNT = 10**1000
_MAX_SECONDS = 1e12
"""Of what is read: numbers that can be added up and told."""


def parse(text: str) -> Any:
    """The value of a JSON text that says everything once.

    Raises:
        ValueError: the text is not such JSON.
    """
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("not JSON: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, in which no key stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key `{brief(twice)}` stands twice in an object")
    return found


def brief(value: object) -> str:
    """A value of a file as a message shows it."""
    text = str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _finite(value: Any, place: str, depth: int = 0) -> Any:
    """A plain value that is no record."""
    if depth > _MAX_DEPTH:
        raise ValueError(f"{brief(place)}: nested more than {_MAX_DEPTH} levels deep")
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (list, dict, float)):
                _finite(item, place, depth + 1)
    elif isinstance(value, dict):
        for item in value.values():
            _finite(item, place, depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{brief(place)}: a number is too large")
    return value


@functools.cache
def _fields(record: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """The types of a record's fields, by name, and the names of those that no file lacks."""
    old = frozenset(f.name for f in dataclasses.fields(record) if "added_later" not in f.metadata)
    return get_type_hints(record), old


def read(expected: Any, value: Any, place: str) -> Any:
    """A value of the expected type, a record or what its fields hold, from plain JSON.

    Raises:
        ValueError: it is none; the message begins with `place`, from where it is told.
    """
    origin, arguments = get_origin(expected), get_args(expected)
    if expected is Any:
        return _finite(value, place)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return read(next(a for a in arguments if a is not type(None)), value, place)
    if origin is Literal:
        if not isinstance(value, str) or value not in arguments:
            raise ValueError(f"{brief(place)}: expected one of {', '.join(arguments)}, found `{brief(value)}`")
        return value
    if dataclasses.is_dataclass(expected):
        if not isinstance(value, Mapping):
            raise ValueError(f"{brief(place)}: expected an object")
        record: Any = expected
        hints, old = _fields(record)
        given = set(value)
        if odd := (old - given) | (given - set(hints)):
            raise ValueError(f"{place}: unknown or missing fields: {brief(', '.join(sorted(odd)))}")
        return record(**{k: read(hints[k], v, f"{place}.{k}") for k, v in value.items()})
    if origin in (list, tuple):
        if not isinstance(value, list):
            raise ValueError(f"{brief(place)}: expected a list")
        return origin(read(arguments[0], v, f"{place}[{k}]") for k, v in enumerate(value))
    if origin is dict:
        if not isinstance(value, Mapping):
            raise ValueError(f"{brief(place)}: expected an object")
        return {k: read(arguments[1], v, f"{place}.{k}") for k, v in value.items()}
    wanted = (int, float) if expected is float else expected
    if not isinstance(value, wanted) or (isinstance(value, bool) and expected is not bool):
        raise ValueError(f"{brief(place)}: expected {expected.__name__}, found {type(value).__name__}")
    if expected is not str and not 0 <= value <= (_MAX_SECONDS if expected is float else _MAX_COUNT):
        raise ValueError(f"{brief(place)}: expected a number from 0, found {brief(value)}")
    return float(value) if expected is float else value
