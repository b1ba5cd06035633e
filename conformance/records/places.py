"""Where in files stands what a report tells of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.records.result import Result
from conformance.records.vocabulary import FALSE_STATEMENT


def source_of(result: Result, statements: Mapping[str, str]) -> str:
    """File and line of what is at fault, as `path:line`: the backend's code, or a statement; empty where not known.

    `statements` says where each law stands, by id.
    """
    if result.status == FALSE_STATEMENT:
        return statements.get(result.law, "")
    return result.failure.source if result.failure is not None else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file inside a folder: the path relative to that folder, with slashes, and the line from 1."""

    path: str
    line: int


def place_of(source: str, folder: Path) -> Place | None:
    """The place that `path:line` names, None where it is not known or lies outside the folder."""
    path, _, line = source.rpartition(":")
    if not path or not line.isdecimal() or len(line) > 9 or int(line) < 1:
        return None
    try:
        absolute, root = (folder / path).resolve(), folder.resolve()
    except (OSError, ValueError, RuntimeError):  # no path at all, or links that go round
        return None
    return Place(absolute.relative_to(root).as_posix(), int(line)) if absolute.is_relative_to(root) else None
