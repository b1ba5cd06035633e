"""How files are told of in a report, without the folders of the machine, and where in them something stands.

A path is told from where it means the same on each machine: from the package that it lies in, where an installer put
it there, and else from the folder of the run.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from conformance.records.backend import BackendRecord
from conformance.records.law import LawRecord
from conformance.records.report import Report
from conformance.records.result import Failure, FurtherFailure, Result
from conformance.records.vocabulary import FALSE_STATEMENT

_OURS = ("conformance", "conformance.backends", "conformance.reports", "conformance.spec")
"""Packages of ours whose folders may lie apart, as in an editable install."""

_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Roots:
    """The folders from which paths are told, the longest first, each with what stands in its place."""

    folder: Path
    known: tuple[tuple[str, str], ...]

    def path(self, given: str) -> str:
        """A path as a report has it, with slashes, never an absolute one.

        From the folder of the run where it lies in it, from its package where it is installed (`numpy/ma/core.py`) or
        shipped (`conformance/spec/masking.yaml`). Elsewhere a relative path stays as it was given, and of an absolute
        one its package's part is left, or its name: `…/mine.yaml`.
        """
        absolute = os.path.abspath(self.folder / given)
        if installed := _installed(Path(absolute)):
            return installed
        for path in dict.fromkeys((absolute, _resolved(absolute))):
            for root, told in self.known:
                if path.startswith(root):
                    return told + path[len(root) :].replace(os.sep, "/")
        if not os.path.isabs(given):
            return given.replace(os.sep, "/")
        return _in_package(Path(absolute)) or f"…/{os.path.basename(given)}"

    def source(self, given: str) -> str:
        """A `path:line` as a report has it; an empty one stays so."""
        path, colon, line = given.rpartition(":")
        return f"{self.path(path)}:{line}" if colon and path and line.isdecimal() else given

    def text(self, given: str) -> str:
        """A message with the folders left out of the paths in it."""
        for root, told in self.known:
            if root in given:
                given = re.sub(rf"(?<![\w./\\-]){re.escape(root)}", told.replace("\\", r"\\"), given)
        return given


def roots_of(folder: Path | None = None) -> Roots:
    """From where the paths of a run are told that was started in a folder, the current one where none is given."""
    folder = _current() if folder is None else folder
    known: dict[str, str] = {}
    for place, told in _folders(folder):
        for path in (os.path.abspath(place), _resolved(place)):
            # In the root of the file system each path lies.
            if path != os.path.dirname(path):
                known.setdefault(os.path.join(path, ""), told)
    return Roots(folder, tuple(sorted(known.items(), key=lambda one: -len(one[0]))))


def _current() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return Path(os.sep)


def _folders(folder: Path) -> Iterator[tuple[str, str]]:
    for name in _OURS:
        spec = importlib.util.find_spec(name)
        for place in (spec.submodule_search_locations if spec is not None else None) or ():
            yield place, f"{name.replace('.', '/')}/"
    for place in (*sys.path, *map(sysconfig.get_path, ("purelib", "platlib"))):
        if place and os.path.basename(place) in _INSTALLED:
            yield place, ""
    for place in map(sysconfig.get_path, ("stdlib", "platstdlib")):
        yield place, f"{os.path.basename(place)}/"
    yield str(folder), ""


def _resolved(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def _installed(path: Path) -> str:
    """The path from where an installer puts packages; empty where it lies elsewhere."""
    at = max((k for k, part in enumerate(path.parts) if part in _INSTALLED), default=len(path.parts))
    return "/".join(path.parts[at + 1 :])


def _in_package(path: Path) -> str:
    """The path from the outermost package that it lies in; empty where it lies in none."""
    top = path.parent
    while os.path.isfile(top / "__init__.py"):
        top = top.parent
    return "" if top == path.parent else path.relative_to(top).as_posix()


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
