"""Where in files stands what a report tells of: told from their roots, and found again inside a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from conformance.records.backend import BackendRecord
from conformance.records.law import LawRecord
from conformance.records.report import Report
from conformance.records.result import Failure, FurtherFailure, Result
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.system.places import Roots


def placed(report: Report, roots: Roots) -> Report:
    """The report with every path in it told from its root."""
    return replace(
        report,
        laws=placed_laws(report.laws, roots),
        backends=tuple(_placed_backend(backend, roots) for backend in report.backends),
        results=[_placed_result(result, roots) for result in report.results],
    )


def placed_laws(laws: Iterable[LawRecord], roots: Roots) -> tuple[LawRecord, ...]:
    """The laws with the place of each told from its root."""
    return tuple([replace(law, source=roots.source(law.source)) for law in laws])


def _placed_backend(backend: BackendRecord, roots: Roots) -> BackendRecord:
    operations = {
        name: one if one.source is None else replace(one, source=roots.source(one.source))
        for name, one in backend.operations.items()
    }
    return replace(backend, operations=operations, hints=tuple(map(roots.text, backend.hints)))


def _placed_result(result: Result, roots: Roots) -> Result:
    failure = result.failure
    if failure is not None:
        failure = replace(
            _placed_failure(failure, roots),
            source=roots.source(failure.source),
            calls=tuple(replace(c, returned=_placed_value(c.returned, roots)) for c in failure.calls),
            also=None if failure.also is None else _placed_failure(failure.also, roots),
        )
    return replace(result, note=roots.text(result.note), failure=failure)


F = TypeVar("F", Failure, FurtherFailure)


def _placed_failure(failure: F, roots: Roots) -> F:
    return replace(
        failure,
        message=roots.text(failure.message),
        actual=_placed_value(failure.actual, roots),
        actual_text=roots.text(failure.actual_text),
    )


def _placed_value(value: Any, roots: Roots) -> Any:
    """What came back: where it is a text, it tells of an exception."""
    return roots.text(value) if isinstance(value, str) else value


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


def place_of(source: str, folder: Path, root: Path | None = None) -> Place | None:
    """The place in `root` (the folder where it is None) that `path:line` names, seen from the folder.

    None where there is no such file, as that of a package, or it lies outside the root.
    """
    path, _, line = source.rpartition(":")
    if not path or not line.isdecimal() or len(line) > 9 or int(line) < 1:
        return None
    try:
        absolute, top = (folder / path).resolve(), (folder if root is None else root).resolve()
    except (OSError, ValueError, RuntimeError):  # no path at all, or links that go round
        return None
    if not os.path.isfile(absolute) or not absolute.is_relative_to(top):
        return None
    return Place(absolute.relative_to(top).as_posix(), int(line))


def repository_of(folder: Path) -> Path:
    """The folder from which a host of code sees files: that of the repository around a folder, else the folder.

    In a job of GitHub's it is the workspace.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace and folder.is_relative_to(workspace):
        return Path(workspace)
    return next((place for place in (folder, *folder.parents) if os.path.exists(place / ".git")), folder)
