"""The configuration of a project, as the command line and pytest hold it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.errors import FileError, UsageError, did_you_mean
from conformance.laws.specfile import ALL, MODULES
from conformance.subjects.declared import TARGET, Declared
from conformance.subjects.identity import Standpoint
from conformance.system.files import is_one


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project says: its backends by name, which of them are checked where none is named, and options.

    `file` is where it stands, None where nothing is said. Paths are as they are written from the current folder.
    `profile`, `expect` and `workers` are None, and `spec` and `require` empty, where the file does not speak of them.
    `places` are the file and line of each key that it has.
    """

    file: Path | None = None
    declared: Mapping[str, Declared] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    spec: tuple[str, ...] = ()
    expect: str | None = None
    profile: str | None = None
    require: tuple[str, ...] = ()
    workers: int | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path | None:
        """The folder of the file."""
        return None if self.file is None else Path(os.path.abspath(self.file.parent))

    def of(self, name: str) -> Declared:
        """What is said of a backend of that name."""
        if name in self.declared:
            return self.declared[name]
        place = {TARGET: self.places["backends"]} if name in self.named else {}
        return Declared(project="" if self.folder is None else str(self.folder), places=place)

    def spec_of(self, given: Sequence[str]) -> Sequence[str]:
        """The spec files of an option, or those of the file where the option is not given.

        Raises:
            FileError: the file names one that is not there.
        """
        if not given:
            for path in self.spec:
                if path not in (ALL, *MODULES):
                    self._hold("spec", path, "file or folder", (ALL, *MODULES))
        return given or self.spec

    def expect_of(self, given: str | None) -> str | None:
        """The known failures of an option, or those of the file where the option is not given.

        Raises:
            FileError: the file names one that is not there.
        """
        if given is None and self.expect is not None:
            self._hold("expect", self.expect, "file")
        return self.expect if given is None else given

    def standpoint(self, expect: str | Path | None) -> Standpoint:
        """From where the entries of a file of known failures are read: one that is configured from the folder of the
        configuration, another from the current folder."""
        if self.folder is None or self.expect is None or expect is None or not is_one(Path(expect), Path(self.expect)):
            return Standpoint(Path.cwd(), project=self.folder)
        return Standpoint(self.folder, tuple(self.declared), self.folder)

    def _hold(self, key: str, path: str, kind: str, names: Sequence[str] = ()) -> None:
        if os.path.exists(path) or self.folder is None:
            return
        written = path if os.path.isabs(path) else os.path.relpath(path, self.folder)
        near = did_you_mean(written, [*names, *_beside(self.folder, written)])
        raise FileError(f"[tool.conformance] `{key}`: there is no {kind} `{written}`{near}", self.places[key])

    def targets(self, named: Collection[str]) -> list[str]:
        """What is loaded for each of these names."""
        return [self.declared[name].target or name if name in self.declared else name for name in named]

    def with_forms(self, named: Collection[str], forms: Mapping[str, str]) -> dict[str, Declared]:
        """What is said of backends of these names, with the forms of an option before those of the project."""
        found = {name: self.of(name) for name in named}
        return {name: replace(one, forms=(forms, *one.forms)) for name, one in found.items()}


def _beside(folder: Path, written: str) -> list[str]:
    """The paths in the folder where a path leads, as it is written."""
    around = os.path.dirname(written)
    try:
        return [os.path.join(around, name) for name in os.listdir(folder / around)]
    except OSError:
        return []


def with_wraps(declared: Mapping[str, Declared], words: Sequence[str]) -> dict[str, Declared]:
    """What is said of backends, each of which is followed by itself under transformations of its library."""
    found: dict[str, Declared] = {}
    for name, one in declared.items():
        found[name] = one
        for word in words:
            found[f"{name}+{word}"] = replace(one, target=one.target or name, wrap=word)
    return found


def forms_of(options: Sequence[str], option: str = "--form") -> dict[str, str]:
    """The forms of an option `KEY=WORD` that may be given several times.

    Raises:
        UsageError: one is not written so.
    """
    found: dict[str, str] = {}
    for given in options:
        key, equals, word = (part.strip() for part in given.partition("="))
        if not (key and equals and word):
            raise UsageError(f"`{option}` must be KEY=WORD, as `mask=float01`, not {given!r}")
        if key in found:
            raise UsageError(f"`{option}` says of `{key}` both `{found[key]}` and `{word}`")
        found[key] = word
    return found
