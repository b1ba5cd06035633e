"""One spec file read: its declarations elaborated, each with its place, and its worked examples evaluated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import FileError, SpecError
from conformance.laws.entry import Entry, entry_of
from conformance.laws.examples import Examples
from conformance.laws.partitions import check_names
from conformance.laws.placed import Placed
from conformance.laws.revisions import Revisions
from conformance.laws.yamlfile import YamlFile
from conformance.lean.elaborate.declarations import elaborate_proposition
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.estimates import misplaced
from conformance.lean.helpers import TooManyParts, WrittenOut, written_out_of
from conformance.lean.nodes import Term
from conformance.lean.parse import parse_proposition
from conformance.lean.quantifiers import strip
from conformance.lean.render import render
from conformance.lean.syntax import TRUE, Abbreviation, Binder, Builtin, Definition, Premise, Structure, Theorem, called
from conformance.lean.variables import sizes_of
from conformance.values.known import refusal_of, without_kind

SECTIONS: dict[str, tuple[type, ...]] = {
    "structures": (Structure,),
    "definitions": (Definition, Abbreviation),
    "operations": (Definition,),
    "theorems": (Theorem,),
    "laws": (Theorem,),
}
"""The parts of a file that hold declarations, and what may stand in each."""

MAX_DECLARATIONS = 2_000
MAX_EXAMPLES = 5_000
MAX_LEAN = 250_000
"""Of all files of a spec, so that reading it ends in seconds; the first of these two counts characters."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of a spec file: its elaborated form, its Lean text, where it stands, and the revision that it states.

    `entry` is the name that it has in the file, and in the revision that the file states; `stated` names what states a
    law that nobody has proved, and a definition that `is_helper` is nothing that a backend is asked for.
    """

    id: str
    declared: Declared
    lean: str
    about: str
    path: str
    line: int
    module: str
    cover: tuple[str, ...] = ()
    training: str = ""
    revision: str = ""
    entry: str = ""
    stated: str = ""

    @property
    def is_helper(self) -> bool:
        return isinstance(self.declared, Definition) and self.declared.is_helper

    @property
    def source(self) -> str:
        return f"{self.path}:{self.line}"


def shipped_folder() -> Path:
    """The folder of the shipped spec files."""
    return Path(next(iter(import_module("conformance.spec").__path__)))


_WORD = re.compile(r"[^\W\d][\w.']*")


class Unread(Exception):
    """A file of which no more is read, as what is wrong with it is noted."""


class Reader:
    """A spec file, while it is read.

    Args:
        path: where it is.
        text: what it holds.
        before: what the files before it declare.
        own: the declarations of those files.
        examples: what examples are evaluated with.
        imports: what the modules declare that a file at a path with a text names, or has where it names none.
        revision: the one that is wanted; empty for the one that the file states.
        problems: where what is wrong with an entry is put, the others being read; None to raise the first.
    """

    def __init__(
        self, path: Path, text: str, before: Environment, own: Mapping[str, Declaration], examples: Examples,
        imports: Callable[[Path, str, Sequence[str] | None], Environment], revision: str = "",
        problems: list[FileError] | None = None,
    ) -> None:  # fmt: skip
        self.file = YamlFile(str(path), text, SpecError, "`module:`, `definitions:` and `theorems:`")
        self.path = self.file.path
        self.revisions = Revisions.of(self.file, revision)
        self.environment = before
        self.own = own
        self.found: dict[str, Declaration] = {}
        self.examples = examples
        self._imports = partial(imports, path, text)
        self._problems = problems
        self._unread: dict[str, None] = {}

    def read(self, *, check_form: bool) -> str:
        """Reads all declarations of the file and returns its module name."""
        document = self.file.plain(self.file.root)
        self.check_counts()
        if check_form:
            self.check_form(document)
        module = str(document["module"])
        if not any(document.get(section) for section in SECTIONS):
            message = "the file declares nothing: it has no definitions, operations, theorems or laws"
            raise SpecError(message, self.path, 1)
        self.environment = self._imports(document.get("imports")).joined(self.environment).of_module(module)
        self.examples.know(self.environment)
        for section, kinds in SECTIONS.items():
            for key, value in self.entries(self.file.root, section):
                if key.value not in self._unread:
                    self.attempt(key, value, partial(self.declare, module, section, kinds))
        return module

    def check_form(self, document: Any) -> None:
        """Holds the file against its schema; what an entry has that is wrong is none of the others'."""
        schema = json.loads((shipped_folder() / "schema.json").read_text(encoding="utf-8"))
        for keys, error in self.file.errors_of_form(document, schema):
            if self._problems is None or (not keys and "module" not in document):
                raise error
            self._problems.append(error)
            if keys[:1] and (len(keys) < 2 or keys[0] not in SECTIONS):
                # What a section or another key is instead, its entries do not tell.
                raise Unread
            self._unread |= dict.fromkeys(map(str, keys[1:2]))

    def attempt(
        self, key: yaml.ScalarNode, value: yaml.Node, declare: Callable[[yaml.ScalarNode, yaml.Node], None]
    ) -> None:
        """Reads an entry; where problems are noted, one that mentions what is not read is not read either."""
        if self._problems is None:
            declare(key, value)
            return
        lean = self.file.child(value, "lean")
        words = set(_WORD.findall(lean.value)) if isinstance(lean, yaml.ScalarNode) else set()
        try:
            if named := next((name for name in self._unread if name in words), ""):
                message = f"`{key.value}` is not read, as it mentions `{named}`, which is not"
                raise SpecError(message, self.path, key.start_mark.line + 1)
            declare(key, value)
        except SpecError as error:
            self._problems.append(error)
            self._unread.setdefault(key.value)

    def check_counts(self) -> None:
        """Refuses what would take long to read, before it is held against the form."""
        entries = [value for section in SECTIONS for _, value in self.entries(self.file.root, section)]
        forms = [form for form in map(self.form, entries) if form is not None]
        listed = [self.file.child(form, "examples") for form in forms]
        examples = [e for x in listed if isinstance(x, yaml.SequenceNode) for e in x.value]
        texts = [*examples, *(self.file.child(form, "lean") for form in forms)]
        self.examples.count += len(examples)
        self.examples.length += sum(len(text.value) for text in texts if isinstance(text, yaml.ScalarNode))
        for count, most, things in (
            (len(self.own) + len(entries), MAX_DECLARATIONS, "declarations"),
            (self.examples.count, MAX_EXAMPLES, "examples"),
            (self.examples.length, MAX_LEAN, "characters of Lean"),
        ):
            if count > most:
                message = f"the spec has {count:,} {things} up to here; at most {most:,} are read"
                raise SpecError(message, self.path, 1)

    def form(self, entry: yaml.Node) -> yaml.Node | None:
        """An entry as it reads in the revision that the file is read as; None where that does not have it."""
        return self.revisions.form(self.file, entry)

    def entries(self, node: yaml.Node, section: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        found = self.file.child(node, section)
        return list(found.value) if isinstance(found, yaml.MappingNode) and found is not node else []

    def declare(
        self,
        module: str,
        section: str,
        kinds: tuple[type, ...],
        key: yaml.ScalarNode,
        value: yaml.Node,
    ) -> None:
        form = self.form(value)
        if form is None:
            return
        is_other, value = form is not value, form
        fields = self.file.plain(value)
        lean_node = self.file.child(value, "lean")
        text: str = fields["lean"]
        with_place = Placed(self.file, lean_node, text)
        entry: Entry = with_place.run(lambda: entry_of(self.environment, text))
        if fields.get("helper"):
            entry = self.as_helper(entry, value)
        declared = entry.declared
        # In another revision it may go by another name.
        name = declared.name if is_other else key.value
        line = (lean_node if is_other else key).start_mark.line + 1
        if declared.name != name:
            raise SpecError(f"the entry is called `{name}`, its Lean text declares `{declared.name}`",
                            self.path, line)  # fmt: skip
        if (first := self.found.get(name) or self.own.get(name)) is not None:
            raise SpecError(f"law `{name}` is already declared at {first.source}", self.path, line)
        is_opaque = isinstance(declared, Definition) and declared.body is None
        if not isinstance(declared, kinds) or is_opaque != (section == "operations"):
            word = {Theorem: "a theorem", Structure: "a structure"}.get(type(declared), "a definition")
            word = "an operation without a body" if is_opaque else word
            raise SpecError(f"`{name}` is {word}; it does not belong under `{section}:`", self.path, line)
        self.check_kinds(declared, with_place)
        self.check_cover(declared, value)
        self.extend(entry, line)
        if isinstance(declared, Definition):
            self.examples.declare(declared)
        self.found[name] = Declaration(
            name, declared, text.strip(), str(fields.get("about", "")).strip(), self.path, line, module,
            tuple(fields.get("cover", ())), str(fields.get("training", "")).strip(), self.revisions.chosen,
            key.value, str(fields.get("stated", "")).strip(),
        )  # fmt: skip
        for written in entry.examples:
            self.evaluate(name, written.text, written.proposition, line)
        examples = self.file.child(value, "examples")
        if isinstance(examples, yaml.SequenceNode):
            for example in examples.value:
                self.check_example(name, example)

    def as_helper(self, entry: Entry, value: yaml.Node) -> Entry:
        """An entry whose calls stand for its body."""
        if not isinstance(entry.declared, Definition) or entry.declared.body is None:
            line = self.file.child(value, "helper").start_mark.line + 1
            message = f"`helper: true` is said of a definition with a body, and `{entry.declared.name}` is none"
            raise SpecError(message, self.path, line)
        return replace(entry, declared=replace(entry.declared, is_helper=True))

    def extend(self, entry: Entry, line: int) -> None:
        """Makes known what an entry declares."""
        for type_ in entry.types:
            known = self.environment.definitions.get(type_.name)
            if known is not None and known != type_:
                raise SpecError(f"`{type_.name}` is already declared, as something else", self.path, line)
            self.environment = self.environment.extended(type_)
        self.environment = self.environment.extended(entry.declared)

    def check_kinds(self, declared: Declared, place: Placed) -> None:
        """Refuses a law over types of which no values are known."""
        if isinstance(declared, Definition):
            if declared.is_helper:
                # Where it is called it is written out, and what it says is checked there.
                return
            types = [*(b.type for b in declared.binders), declared.result]
            self.check_bodies(declared, place)
        elif isinstance(declared, Theorem):
            theorem, _ = place.run(lambda: self.written_out(declared, place))
            context, claim = strip(theorem.context, theorem.conclusion)
            types = [b.type for b in context if isinstance(b, Binder)]
            self.check_estimates([p.statement for p in context if isinstance(p, Premise)], claim, place)
        else:
            return
        unknown = next((found for type_ in types if (found := without_kind(type_)) is not None), None)
        if unknown is not None:
            written = render(unknown)
            message = f"of `{written}` no inputs can be made: {refusal_of(unknown)}"
            place.run(lambda: place.fail(message, written))

    @property
    def definitions(self) -> dict[str, Definition]:
        return {name: d for name, d in self.environment.definitions.items() if isinstance(d, Definition)}

    def written_out(self, theorem: Theorem, place: Placed) -> tuple[Theorem, WrittenOut]:
        """A theorem with helpers written out; refuses one that is too long then."""
        try:
            return written_out_of(theorem, self.definitions)
        except TooManyParts as error:
            place.fail(str(error), error.name.rpartition(".")[2])

    def check_bodies(self, definition: Definition, place: Placed) -> None:
        """Refuses a definition that says what an operation without a body comes to, which nobody can work out."""
        terms = [p.statement for _, p in definition.preconditions]
        terms += [] if definition.body is None else [definition.body]
        self.check_estimates(terms, TRUE, place)
        known = self.definitions
        written_out = WrittenOut(known)
        for name in sorted(frozenset().union(*[called(written_out(term)) for term in terms])):
            if known[name].body is None:
                message = f"`{name}` has no body, so that this has no value by the spec: state a law of both instead"
                place.run(partial(place.fail, message, name.rpartition(".")[2]))

    def check_estimates(self, assumed: Sequence[Term], claim: Term, place: Placed) -> None:
        """Refuses a probability that is anything but compared in what a law claims, as it is estimated by draws."""
        found = misplaced(assumed, claim)
        if isinstance(found, Builtin):
            message = f"`{found.name}` is estimated, and can only be compared, by `=`, `≤` or `≥`, in what a law claims"
            place.run(partial(place.fail, message, found.name))

    def check_cover(self, declared: Declared, value: yaml.Node) -> None:
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
        with_place = Placed(self.file, node, text)
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
