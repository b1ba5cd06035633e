"""`[tool.conformance]` in the `pyproject.toml` of the current folder: backends of the project, and options."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from conformance.cases.profiles import PROFILES
from conformance.errors import FileError, UsageError, did_you_mean
from conformance.records.vocabulary import LEVELS
from conformance.subjects.declared import Declared

FILE = "pyproject.toml"
TABLE = "tool.conformance"


@dataclass(frozen=True, slots=True)
class Project:
    """What a project says: its backends by name, which of them are checked where none is named, and options."""

    declared: Mapping[str, Declared] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    spec: tuple[str, ...] = ()
    expect: str | None = None
    profile: str | None = None
    require: tuple[str, ...] = ()

    def with_forms(self, named: Collection[str], forms: Mapping[str, str]) -> dict[str, Declared]:
        """What is said of backends of these names, with the forms of the command line before those of the project."""
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


def read_project(folder: Path) -> Project:
    """What the file says; nothing where there is no such file, or no such table in it.

    Raises:
        FileError: it says something else than is expected.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Project()
    if TABLE not in text:
        return Project()
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise FileError(f"no TOML: {error}", FILE, int(found[1]) if found else None) from None
    table = document.get("tool", {}).get("conformance")
    return Project() if table is None else _Reader(text).project(table)


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def project(self, table: object) -> Project:
        known = self._table(TABLE, table, ("backends", "spec", "expect", "profile", "require"))
        backends = known.get("backends", [])
        declared: dict[str, Declared] = {}
        named: tuple[str, ...] = ()
        if isinstance(backends, Mapping):
            declared = {name: self._declared(name, one) for name, one in backends.items()}
            named = tuple(declared)
        elif "backends" in known:
            named = self._texts(TABLE, "backends", backends, "a list of backends, or a table of them")
        return Project(
            declared, named, self._texts(TABLE, "spec", known.get("spec", []), "a path or a list of them"),
            self._text(TABLE, "expect", known.get("expect"), "a path"),
            self._one_of(TABLE, "profile", known.get("profile"), PROFILES),
            self._levels(known.get("require", [])),
        )  # fmt: skip

    def _declared(self, name: str, given: object) -> Declared:
        where = f"{TABLE}.backends.{name}"
        keys = ("target", "carrier", "forms", "batched", "limits", "wrap", "double_backward")
        known = self._table(where, given, keys)
        batched, twice = (self._operations(where, key, known.get(key)) for key in ("batched", "double_backward"))
        forms = self._mapping(where, "forms", known.get("forms", {}))
        for key, word in forms.items():
            self._text(f"{where}.forms", key, word, "a form, as docs/forms.md has them")
        return Declared(
            self._text(where, "target", known.get("target"), "the name of a module or a file") or name,
            self._text(where, "carrier", known.get("carrier"), "a text such as `torch:float32`"),
            (forms,), self._mapping(where, "limits", known.get("limits", {})), batched,
            self._text(where, "wrap", known.get("wrap"), "a transformation of its library, as `compile`") or "",
            twice,
        )  # fmt: skip

    def _operations(self, where: str, key: str, given: object) -> bool | Sequence[str] | None:
        if given is None or isinstance(given, bool):
            return given
        return self._texts(where, key, given, "true, false, or a list of operations")

    def _table(self, where: str, given: object, keys: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(given, Mapping):
            raise FileError(f"[{where}] must be a table", FILE, self._line(where))
        for key in given:
            if key not in keys:
                hint = did_you_mean(key, keys) or f"; expected one of {', '.join(keys)}"
                self._refuse(where, key, f"unknown key{hint}")
        return given

    def _mapping(self, where: str, key: str, given: object) -> dict[str, Any]:
        if not isinstance(given, Mapping):
            self._refuse(where, key, f"expected a table, got {given!r}")
        return dict(given)

    def _text(self, where: str, key: str, given: object, wanted: str) -> str | None:
        if given is not None and (not isinstance(given, str) or not given.strip()):
            self._refuse(where, key, f"expected {wanted}, got {given!r}")
        return given if isinstance(given, str) else None

    def _texts(self, where: str, key: str, given: object, wanted: str) -> tuple[str, ...]:
        many = [given] if isinstance(given, str) else given
        if not isinstance(many, list) or not all(isinstance(one, str) and one.strip() for one in many):
            self._refuse(where, key, f"expected {wanted}, got {given!r}")
        return tuple(many)

    def _one_of(self, where: str, key: str, given: object, known: Collection[str]) -> str | None:
        if given is None:
            return None
        if given not in known:
            hint = did_you_mean(str(given), known) or f"; expected one of {', '.join(known)}"
            self._refuse(where, key, f"unknown {key} {given!r}{hint}")
        return str(given)

    def _levels(self, given: object) -> tuple[str, ...]:
        named = self._texts(TABLE, "require", given, "a level or a list of them")
        return tuple([str(self._one_of(TABLE, "require", level, LEVELS)) for level in named])

    def _refuse(self, where: str, key: str, why: str) -> NoReturn:
        raise FileError(f"[{where}] `{key}`: {why}", FILE, self._line(where, key))

    def _line(self, where: str, key: str = "") -> int | None:
        """The line of a key in a table, or of the table's header, as far as it is written there plainly."""
        header = next((k for k, line in enumerate(self._lines, 1) if line.strip() == f"[{where}]"), None)
        if header is None or not key:
            return header
        for k, line in enumerate(self._lines[header:], header + 1):
            if line.lstrip().startswith("["):
                break
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", line):
                return k
        return header


def forms_of(options: tuple[str, ...]) -> dict[str, str]:
    """The forms of `--form KEY=WORD`.

    Raises:
        UsageError: one is not written so.
    """
    found: dict[str, str] = {}
    for option in options:
        key, equals, word = (part.strip() for part in option.partition("="))
        if not (key and equals and word):
            raise UsageError(f"`--form` must be KEY=WORD, as `mask=float01`, not {option!r}")
        if key in found:
            raise UsageError(f"`--form` says of `{key}` both `{found[key]}` and `{word}`")
        found[key] = word
    return found
