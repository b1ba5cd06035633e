"""A spec file of the declarations that sources make, and what of them the language lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.laws.declaration import Declaration
from conformance.laws.entry import entry_of
from conformance.laws.specfile import Spec
from conformance.laws.yamlfile import as_key
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.errors import LeanError
from conformance.lean.normal import digest_of, normal_form
from conformance.lean.syntax import Abbreviation, Definition, Structure
from conformance.sources.source import Found, Source

_SECTIONS = ("structures", "definitions", "operations", "theorems")


@dataclass(frozen=True, slots=True)
class Imported:
    """A declaration of a source as an entry of a spec file: the section that it belongs to, its name, its text, where
    it stands, and the digest of what it says."""

    section: str
    name: str
    lean: str
    place: str
    digest: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """A declaration that the language lacks: its name, where that shows, and why."""

    name: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The spec file of a source: its module, the shipped modules that it imports, its entries, and what is lacking."""

    module: str
    source: str
    imports: tuple[str, ...]
    entries: tuple[Imported, ...]
    lacking: tuple[Lacking, ...]

    def to_yaml(self) -> str:
        """The file, which reads as it stands; what is lacking is named under `lacks`."""
        lines = [f"module: {self.module}", f"source: {{file: {_quoted(self.source)}}}"]
        lines += [
            "# An entry may have `about`, what it says in a sentence, `training`, what goes wrong where it is broken,",
            "# `cover`, partitions that inputs must meet, and `examples`, which must hold by the definitions.",
            f"imports: [{', '.join(self.imports)}]",
            "# What the source declares and this file does not have.",
            "lacks:" if self.lacking else "lacks: {}",
            *(f"  {_quoted(one.name or one.place)}: {_quoted(f'{one.place}: {one.why}')}" for one in self.lacking),
        ]
        for section in _SECTIONS:
            entries = [entry for entry in self.entries if entry.section == section]
            if entries:
                lines.append(f"{section}:")
            for entry in entries:
                lines += [f"  {as_key(entry.name)}:", f"    sha256: {entry.digest}", "    lean: |"]
                lines += [f"      {line}".rstrip() for line in entry.lean.splitlines()]
        return "\n".join(lines) + "\n"


def skeleton_of(source: Source, spec: Spec) -> Skeleton:
    """The declarations of a source as a spec file, with those of the shipped modules that they use as its imports."""
    return _Importing(source, spec).skeleton()


@dataclass(slots=True)
class _Importing:
    source: Source
    spec: Spec
    environment: Environment = field(init=False)
    space: str = field(init=False)
    found: dict[str, Declared] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.space = _space_of([f.name for f in self.source.found])
        self.environment = replace(self.spec.environment, module=f"{self.space}._" if self.space else "")

    def skeleton(self) -> Skeleton:
        entries: list[Imported] = []
        lacking: list[Lacking] = []
        for found in self.source.found:
            outcome = self.imported(found)
            if isinstance(outcome, Imported):
                entries.append(outcome)
            else:
                lacking.append(outcome)
        stem = re.sub(r"\W", "_", Path(self.source.path).stem)
        module = f"{self.space}.{stem}" if self.space else stem
        return Skeleton(module, Path(self.source.path).name, self.imports(), tuple(entries), tuple(lacking))

    def imported(self, found: Found) -> Imported | Lacking:
        place = f"{Path(self.source.path).name}:{found.line}"
        name = self.environment.own_name(found.name) if found.name else ""
        if found.read is None:
            assert found.error is not None
            return Lacking(name, self.place(found, found.error), found.error.message)
        if found.tells != "all":
            return Lacking(name, place, "its body is not on the page")
        if name in self.found:
            return Lacking(name, place, "it is declared twice")
        renamed = replace(found.read, name=replace(found.read.name, text=name))
        try:
            declared = elaborate_declaration(self.environment, renamed, found.lean, found.opened)
            lean = self.text(found, name, declared)
        except LeanError as error:
            return Lacking(name, self.place(found, error), error.message)
        self.environment = self.environment.extended(declared)
        self.found[name] = declared
        digest = digest_of(declared, self.environment.definitions)
        return Imported(_section_of(declared), name, lean, place, digest)

    def place(self, found: Found, error: LeanError) -> str:
        """Where a source has what is wrong: in a Lean file the place itself, else where the declaration begins."""
        name = Path(self.source.path).name
        if self.source.form != "Lean file":
            return f"{name}:{found.line}"
        return f"{name}:{error.line}:{error.column}"

    def text(self, found: Found, name: str, declared: Declared) -> str:
        """The declaration by itself, with the variables and opened namespaces before it that it needs.

        Raises:
            LeanError: it says something else by itself.
        """
        read = found.read
        assert read is not None
        end = read.type.span.end if read.body is None and read.type is not None else read.span.end
        head = found.lean[read.span.start : read.name.span.start]
        rest = found.lean[read.name.span.end : end].rstrip()
        # A structure ends where what is declared next begins.
        own = f"{head.rpartition(']')[2].strip().split()[-1]} {name}{rest}"
        before = [
            f"variable {found.lean[group.span.start : group.span.end]}"
            for group in read.binders
            if group.span.end <= read.span.start
        ]
        opened = [
            f"open {space}" if names is None else f"open {space} ({' '.join(sorted(names))})"
            for space, names in found.opened
            if self.is_used(space)
        ]
        text = "\n".join([*opened, *before, _dedented(own)])
        again = entry_of(self.environment, text)
        if normal_form(again.declared) != normal_form(declared):
            raise LeanError("it says something else where it stands by itself", found.lean, read.span)
        return text

    def is_used(self, space: str) -> bool:
        """Whether something that is known stands in a namespace."""
        return any(name.startswith(f"{space}.") for name in self.environment.definitions)

    def imports(self) -> tuple[str, ...]:
        """The shipped modules whose definitions are used, in their order."""
        used: set[str] = set()
        for declared in self.found.values():
            used |= {*normal_form(declared).names()}
        needed = used - self.found.keys()
        modules = Counter(_module_of(d) for d in self.spec.declarations if d.id in needed)
        order = dict.fromkeys(_module_of(d) for d in self.spec.declarations)
        return tuple(module for module in order if modules[module])


def _module_of(declaration: Declaration) -> str:
    """The short name of a shipped module."""
    return Path(declaration.path).stem


def _section_of(declared: Declared) -> str:
    match declared:
        case Structure():
            return "structures"
        case Definition(body=None):
            return "operations"
        case Definition() | Abbreviation():
            return "definitions"
    return "theorems"


def _space_of(names: Sequence[str]) -> str:
    """The namespace in which all names stand."""
    parents = [name.split(".")[:-1] for name in names if name]
    return ".".join(_common(parents)) if parents else ""


def _common(parts: Sequence[Sequence[str]]) -> Iterator[str]:
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1:
            return
        yield column[0]


def _dedented(text: str) -> str:
    """A text whose further lines are indented by two columns, and by more where they are further in than others."""
    first, *rest = text.splitlines()
    margin = min([len(line) - len(line.lstrip()) for line in rest if line.strip()], default=0)
    return "\n".join([first, *(f"  {line[margin:]}".rstrip() for line in rest if line.strip())])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
