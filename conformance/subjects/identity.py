"""What a backend is, however its name was typed: `./mae.py`, `mae.py`, `mae` and the absolute path are one.

An identity is a text that means the same on each machine: a built-in's name, or a file as reports tell it, with the
attribute behind a colon. Nothing is imported to find it.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from conformance.errors import UsageError
from conformance.subjects.declared import TARGET, Declared
from conformance.subjects.modules import file_of, found_at, module_name
from conformance.subjects.naming import BUILT_IN, PROCESS, moved, parts_of, unwrapped
from conformance.system.places import Roots, roots_of

_OURS = "conformance.backends."


def identity_of(text: str, roots: Roots | None = None, folder: Path | None = None) -> str:
    """The identity of what a text names, seen from the folder of the run, the current one where none is given.

    Of what cannot be found, as on another machine, it is the text without detours in its path.

    Args:
        text: what names a backend.
        roots: from where paths are told.
        folder: what the paths in the text are relative to, where that is not the folder of the run.
    """
    roots = roots_of() if roots is None else roots
    folder = roots.folder if folder is None else folder
    if text in BUILT_IN:
        return text
    for entry in importlib.metadata.entry_points(group="conformance.backends"):
        if entry.name == text and entry.value != text:
            return identity_of(entry.value.strip(), roots, folder)
    text, transformed = unwrapped(moved(text, folder, roots.folder))
    return _identity_of(text, roots, folder) + transformed


def _identity_of(text: str, roots: Roots, folder: Path) -> str:
    if text.startswith(PROCESS):
        words = text.removeprefix(PROCESS).split()
        return PROCESS + " ".join(roots.path(w) if os.path.isfile(roots.folder / w) else w for w in words)
    location, attribute = parts_of(text)
    if location.startswith(_OURS) and location.removeprefix(_OURS) in BUILT_IN and not attribute:
        return location.removeprefix(_OURS)
    if location.endswith(".py"):
        return _with(roots.path(location), attribute)
    file = found_at(location, (str(folder), *sys.path)) if _is_dotted(location) else None
    return _with(roots.path(str(file)), attribute) if file is not None else text


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where texts name backends: paths are relative to `folder`, and `declared` are names of a project's own.

    `project` is the folder of the configuration of the run, by way of which paths are told; None where there is none.
    """

    folder: Path
    declared: Collection[str] = ()
    project: Path | None = None

    def roots(self) -> Roots:
        """From where the paths of the run are told."""
        return roots_of(project=self.project)

    def means_name(self, text: str, roots: Roots) -> bool:
        """Whether a backend of the run that has the text as its name is the one that the text names.

        It is another where the text names a file, and another file from the folder of the run.
        """
        return text in self.declared or identity_of(text, roots, self.folder) == identity_of(text, roots)

    def written(self, name: str) -> str:
        """The name that a backend has in the run, as it is written here: of a file, without detours in its path."""
        here, roots = Path.cwd(), self.roots()
        if name in self.declared or name.startswith(PROCESS):
            return name if name in self.declared else moved(name, here, self.folder)
        known = identity_of(name, roots)
        is_path = parts_of(unwrapped(name)[0])[0].endswith(".py")
        plain = identity_of(moved(name, here, self.folder), roots_of(self.folder))
        for text in (plain if is_path else name, moved(known, here, self.folder)):
            if identity_of(text, roots, self.folder) == known:
                return text
        return moved(name, here, self.folder)


def identity(named: object, declared: Declared) -> str:
    """The identity of a backend: what a project declares is known by its name there, an object by where it stands.

    It is empty for an object that stands nowhere.
    """
    roots = roots_of(project=Path(declared.project) if declared.project else None)
    if not isinstance(named, str):
        return _of_object(named, roots)
    suffix = f"+{declared.wrap}" if declared.wrap and named.endswith(f"+{declared.wrap}") else ""
    base = named.removesuffix(suffix)
    return (identity_of(base, roots) if declared.target in ("", base) else base) + suffix


def refuse_twice(named: Sequence[tuple[object, Declared]]) -> None:
    """Holds that no two names are those of one backend; objects may be given as often as one likes.

    Raises:
        UsageError: two are.
    """
    seen: dict[str, str] = {}
    for text, declared in named:
        if not isinstance(text, str):
            continue
        known = identity(text, declared)
        location, attribute = parts_of(text)
        if location.endswith(".py") and os.path.isfile(location):
            # Two files outside of the folder may have one identity.
            known = _with(os.path.realpath(location), attribute)
        elif os.path.isfile(parts_of(known)[0]):
            known = _with(os.path.realpath(parts_of(known)[0]), parts_of(known)[1])
        if known in seen:
            first = seen[known]
            twice = f"`{text}` is named twice" if first == text else f"`{first}` and `{text}` are one backend"
            with declared.at(TARGET):
                raise UsageError(f"{twice}; name it once")
        seen[known] = text


def _of_object(value: object, roots: Roots) -> str:
    is_module = isinstance(value, ModuleType)
    if not is_module and not isinstance(value, type):
        return ""
    name = module_name(value)
    if is_module and name.startswith(_OURS) and name.removeprefix(_OURS) in BUILT_IN:
        return name.removeprefix(_OURS)
    file = file_of(sys.modules.get(name))
    attribute = "" if isinstance(value, ModuleType) else str(getattr(value, "__qualname__", ""))
    return "" if file is None or "<" in attribute else _with(roots.path(str(file)), attribute)


def _with(path: str, attribute: str) -> str:
    return f"{path}:{attribute}" if attribute else path


def _is_dotted(location: str) -> bool:
    return all(part.isidentifier() for part in location.split("."))
