"""One spec file read: its declarations elaborated, each with its place, and its worked examples evaluated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import FileError, SpecError, StaleError
from conformance.laws.admitting import check_kinds, wrong_partitions
from conformance.laws.declaration import Declaration
from conformance.laws.entry import Entry, entry_of
from conformance.laws.examples import Examples
from conformance.laws.mending import mend, take_out
from conformance.laws.placed import Placed
from conformance.laws.revisions import Revisions
from conformance.laws.yamlfile import MOST_ERRORS, YamlFile
from conformance.lean.elaborate.declarations import elaborate_proposition
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.nodes import Term
from conformance.lean.normal import digest_of
from conformance.lean.parse import parse_proposition
from conformance.lean.syntax import Abbreviation, Definition, Structure, Theorem

SECTIONS: dict[str, tuple[type, ...]] = {
    "structures": (Structure,),
    "definitions": (Definition, Abbreviation),
    "operations": (Definition,),
    "theorems": (Theorem,),
    "laws": (Theorem,),
}
"""The parts of a file that hold declarations, and what may stand in each."""

USABLE = ("structures", "definitions", "operations")
"""Those whose declarations statements may use."""

MAX_DECLARATIONS = 2_000
MAX_EXAMPLES = 5_000
MAX_LEAN = 250_000
"""Of all files of a spec, so that reading it ends in seconds; the first of these two counts characters."""


def shipped_folder() -> Path:
    """The folder of the shipped spec files."""
    return Path(next(iter(import_module("conformance.spec").__path__)))


_WORD = re.compile(r"[^\W\d][\w.']*")


_LACKED = " (it may be declared in what could not be read)"


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
        mentioned: the modules that a file with a text has where it names none.
        imported: what a module declares that a file at a path names, on a line.
        revision: the one that is wanted; empty for the one that the file states.
        problems: where what is wrong is put, all else being read; None to raise the first.
    """

    def __init__(
        self, path: Path, text: str, before: Environment, own: Mapping[str, Declaration], examples: Examples,
        mentioned: Callable[[str], Sequence[str]], imported: Callable[[Path, str, int | None], Environment],
        revision: str = "", problems: list[FileError] | None = None,
    ) -> None:  # fmt: skip
        self.file = YamlFile(str(path), text, SpecError, "`module:`, `definitions:` and `theorems:`")
        self.path = self.file.path
        self.revisions = Revisions.of(self.file, revision)
        self.environment = before
        self.own = own
        self.found: dict[str, Declaration] = {}
        self.lacks: tuple[str, ...] | None = None
        self.examples = examples
        self._mentioned, self._imported = partial(mentioned, text), partial(imported, path)
        self._problems = problems
        self._unread: dict[str, None] = {}
        # Where names may be declared in what is not read, one that is unknown may be right.
        self._lacks_names = bool(problems)
        self._lacks_revisions = False
        self._checks_digests = False

    def note(self, error: FileError) -> None:
        """Puts what is wrong with the others, or raises it where none are noted."""
        if self._problems is None:
            raise error
        self._problems.append(error)

    def read(self, *, check_form: bool) -> str:
        """Reads all declarations of the file and returns its module name."""
        noted = len(self._problems or ())
        if self._problems is not None:
            self._problems += mend(self.file)
        document = self.file.plain(self.file.root)
        self.check_counts()
        if check_form and self.check_form(document):
            document = self.file.plain(self.file.root)
        self._checks_digests = check_form
        module = str(document.get("module", ""))
        if (lacks := document.get("lacks")) is not None:
            self.lacks = tuple(map(str, lacks))
        entries = {section: self.entries(self.file.root, section) for section in SECTIONS}
        if not any(entries.values()) and len(self._problems or ()) == noted:
            message = "the file declares nothing: it has no definitions, operations, theorems or laws"
            self.note(SpecError(message, self.path, 1))
        self.environment = self.imports(document.get("imports")).joined(self.environment).of_module(module)
        self.examples.know(self.environment)
        for section, kinds in SECTIONS.items():
            for key, value in entries[section]:
                self.attempt(key, value, partial(self.declare, module, section, kinds))
        return module

    def check_form(self, document: Any) -> bool:
        """Holds the file against its schema, and takes out what does not fit; whether there was any.

        Raises:
            Unread: nothing else of it can be read.
        """
        schema = json.loads((shipped_folder() / "schema.json").read_text(encoding="utf-8"))
        errors = list(self.file.errors_of_form(document, schema))
        for _, error in errors:
            self.note(error)
        if not isinstance(document, dict) or len(errors) >= MOST_ERRORS:
            raise Unread
        for keys in dict.fromkeys(keys for keys, _ in errors):
            self.leave_out(keys)
        return bool(errors)

    def leave_out(self, keys: Sequence[str | int]) -> None:
        """Takes out what keys lead to: of an entry what is wrong in it, and else what stands under the outermost."""
        if not keys:
            return
        self._lacks_names |= keys[0] in USABLE and len(keys) == 1
        self._lacks_names |= keys[0] == "imports"
        self._lacks_revisions |= keys == ("revisions",)
        depth = 2 if keys[0] in SECTIONS else 1 if keys[0] == "imports" else 0
        if keys[0] in SECTIONS and len(keys) == 2 and isinstance(self.file.at(keys), yaml.MappingNode):
            # A key that is unknown or missing, beside which the others are read.
            return
        depth = min(depth, len(keys) - 1)
        take_out(self.file.at(keys[:depth]), keys[depth])

    def imports(self, named: Sequence[str | None] | None) -> Environment:
        """What the modules declare that the file names, or mentions where it names none."""
        environment = Environment()
        for k, name in enumerate(self._mentioned() if named is None else named):
            noted = len(self._problems or ())
            line = None if named is None else self.file.at(("imports", k)).start_mark.line + 1
            try:
                environment = environment.joined(Environment() if name is None else self._imported(name, line))
            except SpecError as error:
                self.note(error)
            self._lacks_names |= len(self._problems or ()) > noted
        return environment

    def attempt(
        self, key: yaml.ScalarNode, value: yaml.Node, declare: Callable[[yaml.ScalarNode, yaml.Node], None]
    ) -> None:
        """Reads an entry; where problems are noted, one that mentions what is not read is not read either."""
        if self._problems is None:
            declare(key, value)
            return
        declared = len(self.found)
        lean = self.file.child(value, "lean")
        try:
            if isinstance(lean, yaml.ScalarNode) and lean is not value:
                words = set(_WORD.findall(lean.value)) - {key.value}
                if named := next((name for name in self._unread if name in words), ""):
                    message = f"`{key.value}` is not read, as it mentions `{named}`, which is not"
                    raise SpecError(message, self.path, key.start_mark.line + 1)
                declare(key, value)
        except SpecError as error:
            self._problems.append(error)
        if len(self.found) == declared and key.value not in self.found:
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
        for error in () if self._lacks_revisions else self.revisions.unknown_in(self.file, value):
            self.note(error)
        form = self.form(value)
        if form is None:
            return
        is_other, value = form is not value, form
        fields = self.file.plain(value)
        lean_node = self.file.child(value, "lean")
        text: str = fields["lean"]
        with_place = self.placed(lean_node)
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
        check_kinds(declared, self.definitions, with_place)
        cover = self.file.child(value, "cover")
        for error in wrong_partitions(declared, cover, self.path) if isinstance(cover, yaml.SequenceNode) else ():
            self.note(error)
        self.extend(entry, line)
        if isinstance(declared, Definition):
            self.examples.declare(declared)
        self.found[name] = Declaration(
            name, declared, text.strip(), str(fields.get("about", "")).strip(), self.path, line, module,
            tuple(fields.get("cover", ())), str(fields.get("training", "")).strip(), self.revisions.chosen,
            key.value, str(fields.get("stated", "")).strip(),
        )  # fmt: skip
        if self._checks_digests and (is_other or self.revisions.is_stated):
            self.check_digest(declared, value)
        for written in entry.examples:
            try:
                self.evaluate(name, written.text, written.proposition, line)
            except SpecError as error:
                self.note(error)
        examples = self.file.child(value, "examples")
        if isinstance(examples, yaml.SequenceNode):
            for example in examples.value:
                try:
                    self.check_example(name, example)
                except SpecError as error:
                    self.note(error)

    def check_digest(self, declared: Declared, value: yaml.Node) -> None:
        """Tells of an entry that says something else than it did when its digest was kept, by itself or by what it
        uses."""
        kept = self.file.child(value, "sha256")
        if not isinstance(kept, yaml.ScalarNode) or kept is value:
            return
        if (digest := digest_of(declared, self.environment.definitions)) != kept.value:
            message = (
                f"`{declared.name}`, or a definition that it uses, says something else than when its sha256 was kept, "
                f"which is {digest[:12]}… now; hold it against its source (`conformance drift`), and keep the new one "
                "with `conformance spec seal`"
            )
            self.note(StaleError(message, self.path, kept.start_mark.line + 1))

    def placed(self, node: yaml.Node) -> Placed:
        """A Lean text of the file, with what is told beside a name in it that is unknown."""
        return Placed(self.file, node, str(node.value), _LACKED if self._lacks_names else "")

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

    @property
    def definitions(self) -> dict[str, Definition]:
        return {name: d for name, d in self.environment.definitions.items() if isinstance(d, Definition)}

    def check_example(self, name: str, node: yaml.ScalarNode) -> None:
        text: str = node.value
        with_place = self.placed(node)
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
