"""How paths of files are told, without the folders of the machine.

A path is told from where it means the same on each machine: from the package that it lies in, where an installer put
it there, and else from the folder of the run or from that of the project around it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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

        From the folder of the run where it lies in it, by way of that of the project where it lies in that
        (`../mae.py`), from its package where it is installed (`numpy/ma/core.py`) or shipped
        (`conformance/spec/masking.yaml`). Elsewhere a relative path stays as it was given, and of an absolute
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


def roots_of(folder: Path | None = None, project: Path | None = None) -> Roots:
    """From where the paths of a run are told that was started in a folder, the current one where none is given.

    `project` is the folder of what configures the run, where something does.
    """
    folder = _current() if folder is None else folder
    known: dict[str, str] = {}
    around = [] if project is None else [(str(project), _by_way_of(project, folder))]
    for place, told in (*_folders(folder), *around):
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


def _by_way_of(project: Path, folder: Path) -> str:
    """What stands in the place of a project's folder: the way up to it, or its name where it is not around."""
    above = os.path.relpath(project, folder)
    is_around = all(part == os.pardir for part in Path(above).parts)
    return f"{above if is_around else f'…/{project.name}'}/".replace(os.sep, "/")


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
