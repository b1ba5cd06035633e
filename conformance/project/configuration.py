"""The configuration of a project, as the command line and pytest hold it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.errors import UsageError
from conformance.subjects.declared import Declared


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project says: its backends by name, which of them are checked where none is named, and options.

    `file` is where it stands, None where nothing is said. Paths are as they are written from the current folder.
    `profile`, `expect` and `workers` are None, and `spec` and `require` empty, where the file does not speak of them.
    """

    file: Path | None = None
    declared: Mapping[str, Declared] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    spec: tuple[str, ...] = ()
    expect: str | None = None
    profile: str | None = None
    require: tuple[str, ...] = ()
    workers: int | None = None

    def targets(self, named: Collection[str]) -> list[str]:
        """What is loaded for each of these names."""
        return [self.declared[name].target or name if name in self.declared else name for name in named]

    def with_forms(self, named: Collection[str], forms: Mapping[str, str]) -> dict[str, Declared]:
        """What is said of backends of these names, with the forms of an option before those of the project."""
        found = {name: self.declared.get(name, Declared()) for name in named}
        return {name: replace(one, forms=(forms, *one.forms)) for name, one in found.items()}


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
