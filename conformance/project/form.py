"""A table of TOML held against its JSON Schema; what is wrong is told with its line and what is expected there."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from conformance.errors import FileError, did_you_mean

_MOST_ERRORS = 100
_LONGEST = 200
"""Characters of a value that a message shows."""


@cache
def schema() -> Mapping[str, Any]:
    """The schema of `[tool.conformance]`."""
    text = Path(__file__).with_name("configuration.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file: the file's name and text, and the keys that lead to it."""

    file: str
    text: str
    keys: tuple[str, ...]

    def hold(self, table: object) -> None:
        """Nothing where the table has the form of the schema.

        Raises:
            FileError: it has not; of several faults the outermost is told.
        """
        errors = list(itertools.islice(Draft202012Validator(schema()).iter_errors(table), _MOST_ERRORS))
        if errors:
            raise self._told(_innermost(min(errors, key=lambda e: len(e.absolute_path))))

    def _told(self, error: ValidationError) -> FileError:
        path = [step for step in error.absolute_path if isinstance(step, str)]
        said: Any = error.schema
        came: Any = error.instance
        if error.validator == "additionalProperties":
            known = list(said.get("properties", {}))
            key = next(key for key in came if key not in known)
            near = did_you_mean(key, known) or f"; expected one of {', '.join(known)}"
            return self._error((*path, key), f"unknown key{near}")
        if error.validator in ("minItems", "minProperties"):
            return self._error(path, said["$comment"])
        shown = repr(came)
        shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
        if error.validator == "enum" and path:
            known = list(said["enum"])
            near = did_you_mean(str(came), known) or f"; expected one of {', '.join(known)}"
            return self._error(path, f"unknown {path[-1]} {shown}{near}")
        return self._error(path, f"expected {_wanted(error)}, got {shown}")

    def _error(self, path: Sequence[str], why: str) -> FileError:
        line = self.line(*path)
        *around, last = (*self.keys, *path)
        if not path:
            return FileError(f"[{'.'.join(self.keys)}]: {why}", self.file, line)
        return FileError(f"[{'.'.join(around)}] `{last}`: {why}", self.file, line)

    def line(self, *path: str) -> int | None:
        """The line of a key of the table, or of what it stands in, as far as it is written there plainly."""
        keys, lines = (*self.keys, *path), _lines(self.text)
        several = (keys[:count] for count in range(len(keys), 0, -1))
        return next((lines[one] for one in several if one in lines), None)

    def place(self, *path: str) -> str:
        """The file and line of a key, as `line` finds it."""
        line = self.line(*path)
        return self.file if line is None else f"{self.file}:{line}"


def _innermost(error: ValidationError) -> ValidationError:
    """What is wrong within the alternative that is meant: the one that came furthest, or that has the type of what
    came; the error itself where none has."""
    while error.context:
        several: dict[Any, list[ValidationError]] = {}
        for one in error.context:
            several.setdefault(one.schema_path[0], []).append(one)
        furthest = max(several.values(), key=lambda e: max(len(one.path) for one in e))
        if not any(one.path for one in furthest):
            furthest = next((e for e in several.values() if all(one.validator != "type" for one in e)), [])
        if not furthest:
            break
        error = max(furthest, key=lambda e: len(e.path))
    return error


def _wanted(error: ValidationError) -> str:
    """What the schema says of the place: the last description on the way there."""
    found = str(schema()["description"])
    at: Any = schema()
    for step in error.absolute_schema_path:
        # The path does not name references.
        while isinstance(at, dict) and step not in at:
            at = schema()["$defs"][at["$ref"].rpartition("/")[2]]
        at = at[step]
        found = at.get("description", found) if isinstance(at, dict) else found
    return found


_NAME = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_NAMES})\s*\]\]?")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")


@cache
def _lines(text: str) -> Mapping[tuple[str, ...], int]:
    """The first line of each key of a file, by the keys that lead to it."""
    found: dict[tuple[str, ...], int] = {}
    for path, line in _key_lines(text):
        found.setdefault(path, line)
    return found


def _key_lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """The keys of a file, each with those that lead to it and its line."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if (header := _HEADER.match(line)) is not None:
            table = _split(header[1])
            yield table, number
        elif (key := _KEY.match(line)) is not None:
            inner = _split(key[1])
            for count in range(1, len(inner) + 1):
                yield (*table, *inner[:count]), number


def _split(names: str) -> tuple[str, ...]:
    """The parts of a dotted key."""
    try:
        found: Any = tomllib.loads(f"{names} = 0")
    except tomllib.TOMLDecodeError:
        return (names,)
    parts = []
    while isinstance(found, dict):
        ((name, found),) = found.items()
        parts.append(name)
    return tuple(parts)
