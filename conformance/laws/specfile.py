"""YAML files to a Spec: definitions, theorems and worked examples, each with its file and line.

A statement may use the definitions of its own file that stand before it, those of the files given before, and
those of the shipped spec.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import yaml

from conformance.errors import SpecError
from conformance.laws.entry import Entry, entry_of
from conformance.laws.examples import Examples
from conformance.laws.partitions import check_names
from conformance.laws.yamlfile import YamlFile, read_text
from conformance.lean.elaborate.declarations import elaborate_proposition
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.errors import LeanError, Span
from conformance.lean.evaluate import reference_operations
from conformance.lean.nodes import Term
from conformance.lean.parse import parse_proposition
from conformance.lean.quantifiers import strip
from conformance.lean.render import render
from conformance.lean.syntax import Abbreviation, Binder, Definition, Structure, Theorem
from conformance.lean.variables import sizes_of
from conformance.system.stack import in_one_block
from conformance.values.known import KINDS, without_kind

SECTIONS: dict[str, tuple[type, ...]] = {
    "structures": (Structure,),
    "definitions": (Definition, Abbreviation),
    "theorems": (Theorem,),
}
"""The parts of a file that hold declarations, and what may stand in each."""

MAX_LENGTH = 8_000_000
"""Characters of all files of a spec."""

MAX_DECLARATIONS = 2_000
MAX_EXAMPLES = 5_000
MAX_LEAN = 250_000
"""Of all files of a spec, so that reading it ends in seconds; the first of these two counts characters."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of a spec file: its elaborated form, its Lean text, and where it stands."""

    id: str
    declared: Declared
    lean: str
    about: str
    path: str
    line: int
    module: str
    cover: tuple[str, ...] = ()
    training: str = ""

    @property
    def source(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Spec:
    """The declarations whose laws are checked, and all definitions that their statements may use."""

    modules: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    environment: Environment
    digest: str

    @property
    def definitions(self) -> dict[str, Definition]:
        """Every operation in scope by Lean name, in order of declaration."""
        known = self.environment.definitions.items()
        return {name: d for name, d in known if isinstance(d, Definition)}

    @property
    def reference(self) -> dict[str, Callable[..., Any]]:
        """The operations as the language evaluates their bodies."""
        return reference_operations(self.definitions)


def shipped_folder() -> Path:
    """The folder of the shipped spec files."""
    return Path(next(iter(import_module("conformance.spec").__path__)))


@cache
def shipped() -> Spec:
    """The shipped spec."""
    return _read([shipped_folder()], Environment(), is_ours=True)


def load(paths: Sequence[str | Path] = ()) -> Spec:
    """The spec of the given files and folders, or the shipped one.

    Raises:
        SpecError: a file cannot be read, is not of the form of `schema.json`, or has a statement that is wrong.
    """
    return _read(paths, shipped().environment) if paths else shipped()


@in_one_block
def _read(paths: Iterable[str | Path], base: Environment, *, is_ours: bool = False) -> Spec:
    """The spec of the files; the form of our own is held by a test, and checking it costs a tenth of a second a run."""
    files = files_of(paths)
    environment = base
    own: dict[str, Declaration] = {}
    modules: list[str] = []
    digest = hashlib.sha256()
    examples = Examples(base)
    length = 0
    for file in files:
        text = read_text(file, SpecError)
        length += len(text)
        if length > MAX_LENGTH:
            raise SpecError(
                f"the spec has more than {MAX_LENGTH:,} characters up to here; choose fewer files", str(file)
            )
        digest.update(text.encode())
        reader = _Reader(file, text, environment, own, examples)
        modules.append(reader.read(check_form=not is_ours))
        environment = reader.environment
    return Spec(tuple(modules), tuple(own.values()), environment, digest.hexdigest())


def files_of(paths: Iterable[str | Path]) -> list[Path]:
    """The spec files that files and folders name.

    Raises:
        SpecError: a folder cannot be read, or has none.
    """
    return [f for p in paths for f in _files(Path(p))]


def _files(path: Path) -> list[Path]:
    if not os.path.isdir(path):
        return [path]
    try:
        found = sorted(path / name for name in os.listdir(path) if name.endswith((".yaml", ".yml")))
    except OSError as problem:
        raise SpecError(f"cannot be read: {problem.strerror}", str(path)) from None
    if not found:
        raise SpecError("no spec file (*.yaml) in this folder", str(path))
    return found


class _Reader:
    def __init__(
        self, path: Path, text: str, environment: Environment, declarations: dict[str, Declaration], examples: Examples
    ) -> None:
        self.file = YamlFile(str(path), text, SpecError, "`module:`, `definitions:` and `theorems:`")
        self.path = self.file.path
        self.environment = environment
        self.declarations = declarations
        self.examples = examples

    def read(self, *, check_form: bool) -> str:
        """Reads all declarations of the file and returns its module name."""
        document = self.file.plain(self.file.root)
        self.check_counts()
        if check_form:
            self.file.validate(document, json.loads((shipped_folder() / "schema.json").read_text(encoding="utf-8")))
        module = str(document["module"])
        self.environment = self.environment.of_module(module)
        if not any(document.get(section) for section in SECTIONS):
            raise SpecError("the file has neither definitions nor theorems", self.path, 1)
        for section, kinds in SECTIONS.items():
            for key, value in self.entries(self.file.root, section):
                self.declare(module, section, kinds, key, value)
        return module

    def check_counts(self) -> None:
        """Refuses what would take long to read, before it is held against the form."""
        entries = [e for section in SECTIONS for e in self.entries(self.file.root, section)]
        listed = [self.file.child(value, "examples") for _, value in entries]
        examples = [e for x in listed if isinstance(x, yaml.SequenceNode) for e in x.value]
        texts = [*examples, *(self.file.child(value, "lean") for _, value in entries)]
        self.examples.count += len(examples)
        self.examples.length += sum(len(text.value) for text in texts if isinstance(text, yaml.ScalarNode))
        for count, most, things in (
            (len(self.declarations) + len(entries), MAX_DECLARATIONS, "declarations"),
            (self.examples.count, MAX_EXAMPLES, "examples"),
            (self.examples.length, MAX_LEAN, "characters of Lean"),
        ):
            if count > most:
                message = f"the spec has {count:,} {things} up to here; at most {most:,} are read"
                raise SpecError(message, self.path, 1)

    def entries(self, node: yaml.Node, section: str) -> list[tuple[yaml.ScalarNode, yaml.MappingNode]]:
        found = self.file.child(node, section)
        return list(found.value) if isinstance(found, yaml.MappingNode) and found is not node else []

    def declare(
        self,
        module: str,
        section: str,
        kinds: tuple[type, ...],
        key: yaml.ScalarNode,
        value: yaml.MappingNode,
    ) -> None:
        name, line = key.value, key.start_mark.line + 1
        if name in self.declarations:
            first = self.declarations[name]
            raise SpecError(f"law `{name}` is already declared at {first.source}", self.path, line)
        fields = self.file.plain(value)
        lean_node = self.file.child(value, "lean")
        text: str = fields["lean"]
        with_place = _Placed(self, lean_node, text)
        entry: Entry = with_place.run(lambda: entry_of(self.environment, text))
        declared = entry.declared
        if declared.name != name:
            raise SpecError(f"the entry is called `{name}`, its Lean text declares `{declared.name}`",
                            self.path, line)  # fmt: skip
        if not isinstance(declared, kinds):
            word = {Theorem: "a theorem", Structure: "a structure"}.get(type(declared), "a definition")
            raise SpecError(f"`{name}` is {word}; it does not belong under `{section}:`", self.path, line)
        self.check_kinds(declared, with_place)
        self.check_cover(declared, value)
        self.extend(entry, line)
        if isinstance(declared, Definition):
            self.examples.declare(declared)
        self.declarations[name] = Declaration(
            name, declared, text.strip(), str(fields.get("about", "")).strip(), self.path, line, module,
            tuple(fields.get("cover", ())), str(fields.get("training", "")).strip(),
        )  # fmt: skip
        for written in entry.examples:
            self.evaluate(name, written.text, written.proposition, line)
        examples = self.file.child(value, "examples")
        if isinstance(examples, yaml.SequenceNode):
            for example in examples.value:
                self.check_example(name, example)

    def extend(self, entry: Entry, line: int) -> None:
        """Makes known what an entry declares."""
        for type_ in entry.types:
            known = self.environment.definitions.get(type_.name)
            if known is not None and known != type_:
                raise SpecError(f"`{type_.name}` is already declared, as something else", self.path, line)
            self.environment = self.environment.extended(type_)
        self.environment = self.environment.extended(entry.declared)

    def check_kinds(self, declared: Declared, place: _Placed) -> None:
        """Refuses a law over types of which no values are known."""
        if isinstance(declared, Definition):
            types = [*(b.type for b in declared.binders), declared.result]
        elif isinstance(declared, Theorem):
            context, _ = strip(declared.context, declared.conclusion)
            types = [b.type for b in context if isinstance(b, Binder)]
        else:
            return
        unknown = next((found for type_ in types if (found := without_kind(type_)) is not None), None)
        if unknown is not None:
            written = render(unknown)
            message = f"of `{written}` no inputs can be made: a law can be over {', '.join(KINDS)}"
            place.run(lambda: place.fail(message, written))

    def check_cover(self, declared: Declared, value: yaml.MappingNode) -> None:
        cover = self.file.child(value, "cover")
        if not isinstance(cover, yaml.SequenceNode):
            return
        binders: tuple[Binder, ...] = ()
        if isinstance(declared, Definition):
            binders = declared.binders
        elif isinstance(declared, Theorem):
            context, _ = strip(declared.context, declared.conclusion)
            binders = tuple(c for c in context if isinstance(c, Binder))
        sizes = sizes_of(declared) if isinstance(declared, (Definition, Theorem)) else ()
        for node in cover.value:
            wrong = check_names([node.value], binders, sizes)
            if wrong is not None:
                raise SpecError(f"cover: {wrong}", self.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def check_example(self, name: str, node: yaml.ScalarNode) -> None:
        text: str = node.value
        with_place = _Placed(self, node, text)
        term = with_place.run(lambda: elaborate_proposition(self.environment, parse_proposition(text), text))
        self.evaluate(name, text, term, node.start_mark.line + 1)

    def evaluate(self, name: str, text: str, term: Term, line: int) -> None:
        try:
            holds = self.examples.holds(term)
        except (OverflowError, MemoryError, RecursionError) as error:
            message = f"the example of `{name}` cannot be evaluated: {error or 'it needs too much memory'}"
            raise SpecError(message, self.path, line) from None
        if not holds:
            message = f"the example of `{name}` does not hold by the definitions: {text.strip()}"
            raise SpecError(message, self.path, line)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A Lean text inside a YAML file: turns places in the text into places in the file."""

    reader: _Reader
    node: yaml.Node
    text: str

    def fail(self, message: str, part: str) -> NoReturn:
        """Refuses the text, at a part of it where it is written so."""
        start = max(0, self.text.find(part))
        raise LeanError(message, self.text, Span(start, start + max(1, len(part) if part in self.text else 1)))

    def run(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except LeanError as error:
            line, column = self.place(error)
            raise SpecError(error.message, self.reader.path, line, column, error.excerpt()) from None

    def place(self, error: LeanError) -> tuple[int, int | None]:
        first = self.node.start_mark.line
        style = getattr(self.node, "style", None)
        written = error.text.split("\n")[error.line - 1]
        # A literal block starts on the line after its `|`; any other style starts where the scalar does.
        number = first + error.line if style in ("|", ">") else first + error.line - 1
        if number < len(self.reader.file.lines):
            offset = self.reader.file.lines[number].find(written)
            if offset >= 0 and written:
                return number + 1, offset + error.column
        return first + 1, None
