"""YAML files to a Spec: definitions, theorems and worked examples, each with its file and line.

A statement may use the definitions of its own file that stand before it, those of the files given before, and
those of the shipped spec.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import SpecError
from conformance.lean.elaborate import Declared, Environment, elaborate_declaration, elaborate_proposition, strip
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term, reference_operations
from conformance.lean.parse import parse_declaration, parse_proposition
from conformance.lean.prelude import Allowance
from conformance.lean.syntax import Abbreviation, Binder, Definition, Theorem, sizes_of
from conformance.partitions import check_names
from conformance.yamlfile import YamlFile, read_text


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


def _read(paths: Iterable[str | Path], base: Environment, *, is_ours: bool = False) -> Spec:
    """The spec of the files; the form of our own is held by a test, and checking it costs a tenth of a second a run."""
    files = [f for p in paths for f in _files(Path(p))]
    environment = base
    own: dict[str, Declaration] = {}
    modules: list[str] = []
    digest = hashlib.sha256()
    for file in files:
        text = read_text(file, SpecError)
        digest.update(text.encode())
        reader = _Reader(file, text, environment, own)
        modules.append(reader.read(check_form=not is_ours))
        environment = reader.environment
    return Spec(tuple(modules), tuple(own.values()), environment, digest.hexdigest())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted([*path.glob("*.yaml"), *path.glob("*.yml")])
        if not found:
            raise SpecError("no spec file (*.yaml) in this folder", str(path))
        return found
    return [path]


class _Reader:
    def __init__(self, path: Path, text: str, environment: Environment, declarations: dict[str, Declaration]) -> None:
        self.file = YamlFile(str(path), text, SpecError, "`module:`, `definitions:` and `theorems:`")
        self.path = self.file.path
        self.environment = environment
        self.declarations = declarations

    def read(self, *, check_form: bool) -> str:
        """Reads all declarations of the file and returns its module name."""
        document = self.file.plain(self.file.root)
        if check_form:
            self.file.validate(document, json.loads((shipped_folder() / "schema.json").read_text(encoding="utf-8")))
        module = str(document["module"])
        if not document.get("definitions") and not document.get("theorems"):
            raise SpecError("the file has neither definitions nor theorems", self.path, 1)
        for section, kinds in (("definitions", (Definition, Abbreviation)), ("theorems", (Theorem,))):
            for key, value in self.entries(self.file.root, section):
                self.declare(module, section, kinds, key, value)
        return module

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
        declared: Declared = with_place.run(
            lambda: elaborate_declaration(self.environment, parse_declaration(text), text)
        )
        if declared.name != name:
            raise SpecError(f"the entry is called `{name}`, its Lean text declares `{declared.name}`",
                            self.path, line)  # fmt: skip
        if not isinstance(declared, kinds):
            word = "a theorem" if isinstance(declared, Theorem) else "a definition"
            raise SpecError(f"`{name}` is {word}; it does not belong under `{section}:`", self.path, line)
        self.check_cover(declared, value)
        self.environment = self.environment.extended(declared)
        self.declarations[name] = Declaration(
            name, declared, text.strip(), str(fields.get("about", "")).strip(), self.path, line, module,
            tuple(fields.get("cover", ())), str(fields.get("training", "")).strip(),
        )  # fmt: skip
        examples = self.file.child(value, "examples")
        if isinstance(examples, yaml.SequenceNode):
            for example in examples.value:
                self.check_example(name, example)

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
        sizes = () if isinstance(declared, Abbreviation) else sizes_of(declared)
        for node in cover.value:
            wrong = check_names([node.value], binders, sizes)
            if wrong is not None:
                raise SpecError(f"cover: {wrong}", self.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def check_example(self, name: str, node: yaml.ScalarNode) -> None:
        text: str = node.value
        with_place = _Placed(self, node, text)
        term = with_place.run(lambda: elaborate_proposition(self.environment, parse_proposition(text), text))
        known = self.environment.definitions
        allowed = Allowance()
        operations = reference_operations({k: v for k, v in known.items() if isinstance(v, Definition)}, allowed)
        try:
            holds = compile_term(term, (), operations, allowed)([])
        except (OverflowError, MemoryError, RecursionError) as error:
            message = f"the example of `{name}` cannot be evaluated: {error or 'it needs too much memory'}"
            raise SpecError(message, self.path, node.start_mark.line + 1) from None
        if not holds:
            message = f"the example of `{name}` does not hold by the definitions: {text.strip()}"
            raise SpecError(message, self.path, node.start_mark.line + 1)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A Lean text inside a YAML file: turns places in the text into places in the file."""

    reader: _Reader
    node: yaml.Node
    text: str

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
