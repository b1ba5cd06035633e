"""What all records are: frozen, read like their JSON, and written as it."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from typing import Any

from conformance import errors
from conformance.text.numbers import is_writable, number_text

_SHOWN = 80
"""Characters of a name that a message shows."""

ADDED_LATER = {"added_later": True}
"""The metadata of a field that files of earlier versions do not have."""


class Record:
    """A record also reads like its JSON: `result["status"]`."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        if key not in (f.name for f in dataclasses.fields(self)):  # type: ignore[arg-type]
            raise errors.UnknownName(_unknown(self, key))
        return getattr(self, key)


def _unknown(record: Record, key: object) -> str:
    names = [f.name for f in dataclasses.fields(record)]  # type: ignore[arg-type]
    hint = errors.did_you_mean(key, names) if isinstance(key, str) else ""
    shown = f"`{key[:_SHOWN]}`" if isinstance(key, str) else f"a {type(key).__name__}"
    listed = ", ".join(names)
    return f"{type(record).__name__} has no field {shown}{hint or f'; expected one of {listed}'}"


def json_text(record: Record) -> str:
    """A record as JSON text.

    Mappings are sorted by key, but for `inputs`, which keep the order of the law's variables.
    """
    return json.dumps(plain_json(record), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def plain_json(value: Any, sort: bool = True) -> Any:
    """A record or value as plain JSON; what JSON cannot say becomes its `repr`, and a number too long for it a text."""
    if isinstance(value, Record):
        names = [f.name for f in dataclasses.fields(value)]  # type: ignore[arg-type]
        return {name: plain_json(value[name], sort=name != "inputs") for name in names}
    if isinstance(value, Mapping):
        plain = {str(k): plain_json(v) for k, v in value.items()}
        return dict(sorted(plain.items())) if sort else plain
    if isinstance(value, (list, tuple)):
        return [plain_json(v) for v in value]
    if type(value) is int and not is_writable(value):
        return number_text(value)
    if value is None or type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value)):
        return value
    return repr(value)
