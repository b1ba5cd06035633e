"""YAML files that know their line numbers: a plain part of YAML, read within bounds and held against a JSON Schema.

What is read is one document of mappings with text as keys, lists, text, booleans, decimal numbers and null. The rest of
YAML is refused: tags, anchors, aliases, merge keys, other ways to write a number. A date is its text. Whatever is wrong
is told with file and line, what was expected, and a name that comes near where there is one.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from yaml.resolver import Resolver

from conformance.errors import FileError, did_you_mean
from conformance.system import files

_LOADERS: list[Any] = [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader]
"""One in C where PyYAML was built with it, and one that tells better what is wrong and where."""

MAX_NESTING = 32
MAX_BYTES = 4_000_000
MAX_NODES = 200_000
MAX_DIGITS = 4_300
"""Of a number: what Python reads and writes by itself."""

_RETOLD = 100_000
"""The longest text, in characters, that is read once more by the slow loader for its better message."""

MOST_ERRORS = 100
"""Errors of form among which the outermost is told."""

_NO_CHARACTER = re.compile("[^\t\n -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
"""Characters that YAML does not allow, byte order marks, and ends of lines other than `\\n`."""

_ADVICE = {
    "that cannot start any token": "indent with spaces, not tabs, and quote a text that begins with a sign of YAML",
    "mapping values are not allowed": "quote a text with `: ` in it, or write it below `|`",
    "could not find expected ':'": "end a key with a colon, here or on the line above",
    "expected <block end>": "indent the entries of one mapping or list alike",
    "unexpected end of stream": "close the quote that opens a text",
}
"""What to do about what PyYAML says it found."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = "tag:yaml.org,2002:"
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")


def read_text(path: Path, error: type[FileError]) -> str:
    """The text of a file.

    Raises:
        FileError: of the given class; the file cannot be read, is too large, or is not UTF-8.
    """
    return files.read_text(path, error, MAX_BYTES)


_STARTS: dict[type, Any] = {yaml.SequenceStartEvent: yaml.SequenceNode, yaml.MappingStartEvent: yaml.MappingNode}
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class YamlFile:
    """The text of a YAML file as nodes that know their places; what is wrong is raised as `error`.

    `expected` says what a file of this kind holds, for one that is empty.
    """

    def __init__(self, path: str, text: str, error: type[FileError], expected: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.error = error
        self.root = self._compose(text, expected)

    def plain(self, node: yaml.Node) -> Any:
        """The value of a node; a date is its text."""
        match node:
            case yaml.MappingNode():
                result: dict[str, Any] = {}
                for key_node, value_node in node.value:
                    key = self.key(key_node)
                    if key in result:
                        raise self.repeated(node, key_node)
                    result[key] = self.plain(value_node)
                return result
            case yaml.SequenceNode():
                return [self.plain(v) for v in node.value]
        return self.scalar(node)

    def repeated(self, node: yaml.MappingNode, key_node: yaml.Node) -> FileError:
        """The error of a key that stood before in its mapping."""
        key, mark = key_node.value, key_node.start_mark
        message = f"`{_cut(key)}` stands twice here, first on line {_line_of(node, key)}"
        return self.error(message, self.path, mark.line + 1, mark.column + 1)

    def key(self, node: yaml.Node) -> str:
        """The text of a key."""
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            kind = "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
            raise self.error(f"a key must be text, not {kind}", self.path, line)
        if node.tag == f"{_TAG}merge":
            raise self.error("YAML merge keys (`<<`) are not read; write the entries out", self.path, line)
        if node.tag not in (f"{_TAG}str", f"{_TAG}timestamp", f"{_TAG}value"):
            raise self.error(f"a key must be text, not `{_cut(node.value)}`; quote it", self.path, line)
        return str(node.value)

    def scalar(self, node: yaml.Node) -> Any:
        """The value of a plain or quoted text, by the tag that its form gives it."""
        text: str = node.value
        match node.tag.removeprefix(_TAG):
            case "null":
                return None
            case "bool":
                return text.lower() in ("yes", "true", "on")
            case "int":
                if not _DECIMAL.fullmatch(text):
                    raise self._odd_number(node, "write it in decimal digits, or quote it where it is text")
                if len(text) > MAX_DIGITS:
                    raise self._odd_number(node, f"it has more than {MAX_DIGITS:,} digits")
                return int(text)
            case "float":
                try:
                    value = float(text.replace("_", ""))
                except ValueError:
                    value = math.nan
                if not math.isfinite(value):
                    raise self._odd_number(node, "it is not a finite decimal number; quote it where it is text")
                return value
        return text

    def _odd_number(self, node: yaml.Node, why: str) -> FileError:
        mark = node.start_mark
        return self.error(f"the number `{_cut(node.value)}` is not read: {why}", self.path, mark.line + 1,
                          mark.column + 1)  # fmt: skip

    def validate(self, document: Any, schema: Mapping[str, Any]) -> None:
        """Raises the error of the schema that lies outermost, at its line."""
        for _, error in self.errors_of_form(document, schema):
            raise error

    def errors_of_form(
        self, document: Any, schema: Mapping[str, Any]
    ) -> Iterator[tuple[tuple[str | int, ...], FileError]]:
        """The errors of the schema, the outermost first, each with the keys that lead to where it is."""
        import jsonschema

        errors = list(itertools.islice(jsonschema.Draft202012Validator(schema).iter_errors(document), MOST_ERRORS))
        for error in sorted(errors, key=lambda e: (len(e.absolute_path), str(e.absolute_path))):
            for told in self._errors_of(error):
                yield tuple(error.absolute_path), told

    def _errors_of(self, error: Any) -> Iterator[FileError]:
        """What one error of the schema is told as."""
        node = self.at(error.absolute_path)
        place = ".".join(_cut(str(s)) for s in error.absolute_path) or "the file"
        line = node.start_mark.line + 1
        if error.validator == "additionalProperties" and isinstance(node, yaml.MappingNode):
            known = list(error.schema.get("properties", {}))
            wrong = [key_node for key_node, _ in node.value if key_node.value not in known]
            for key_node in wrong:
                yield self.error(f"{place}: unknown key `{_cut(key_node.value)}`{_near(key_node.value, known)}",
                                 self.path, key_node.start_mark.line + 1)  # fmt: skip
            if wrong:
                return
        if error.validator == "enum":
            found = str(error.instance)
            message = f"unknown `{_cut(found)}`{_near(found, error.validator_value)}"
        elif error.validator == "type":
            names = {"object": "a mapping", "array": "a list", "string": "text"}
            types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            wanted = " or ".join(names.get(str(t), str(t)) for t in types if t != "null")
            found = _kind(error.instance)
            hint = "; quote it" if wanted == "text" and found in ("a number", "a boolean", "nothing") else ""
            message = f"expected {wanted}, found {found}{hint}"
        elif error.validator == "required":
            message = f"`{next(k for k in error.validator_value if k not in error.instance)}:` is missing"
        else:
            message = _cut(error.message, 400)
        yield self.error(f"{place}: {message}", self.path, line)

    def child(self, node: yaml.Node, step: str | int) -> yaml.Node:
        """The value under a key or at a position; the node itself where there is none."""
        if isinstance(node, yaml.MappingNode):
            return next((v for k, v in node.value if k.value == step), node)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            return node.value[step]  # type: ignore[no-any-return]
        return node

    def at(self, steps: Iterable[str | int]) -> yaml.Node:
        """The value to which keys and positions lead, from the top of the file."""
        node = self.root
        for step in steps:
            node = self.child(node, step)
        return node

    def _compose(self, text: str, expected: str) -> yaml.Node:
        odd = _NO_CHARACTER.search(text)
        if odd is not None:
            line = text.count("\n", 0, odd.start()) + 1
            message = f"the character U+{ord(odd.group()):04X} is not read; write it as an escape between double quotes"
            raise self.error(message, self.path, line, odd.start() - text.rfind("\n", 0, odd.start()))
        quick, exact = _LOADERS
        try:
            node = self._composed(text, quick)
        except yaml.YAMLError as problem:
            if len(text) > _RETOLD or quick is exact:
                raise self._told(problem) from None
            try:
                node = self._composed(text, exact)
            except yaml.YAMLError as better:
                raise self._told(better) from None
        if node is None:
            raise self.error(f"the file is empty; expected {expected}", self.path, 1)
        return node

    def _told(self, problem: yaml.YAMLError) -> FileError:
        if not isinstance(problem, yaml.MarkedYAMLError):
            return self.error(f"is not YAML: {str(problem).splitlines()[0]}", self.path)
        mark = problem.problem_mark or problem.context_mark
        where = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
        found = problem.problem or problem.context or ""
        advice = next((f"; {told}" for part, told in _ADVICE.items() if part in found), "")
        return self.error(f"is not YAML: {found}{advice}", self.path, *where)

    def _composed(self, text: str, loader: Any) -> yaml.Node | None:
        """The nodes of the one document, None where there is none."""
        resolve: Any = Resolver().resolve
        events: Iterator[Any] = yaml.parse(text, Loader=loader)
        root: yaml.Node | None = None
        node: Any
        open_nodes: list[yaml.CollectionNode] = []
        keys: list[yaml.Node | None] = []
        documents = 0
        for count, event in enumerate(events):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.style == '"' and (half := _SURROGATE.search(event.value)) is not None:
                    raise self._refused(event, f"U+{ord(half.group()):04X} is half a character; write a whole one")
                tag = resolve(yaml.ScalarNode, event.value, event.implicit)
                node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark, style=event.style)
            elif kind in _STARTS:
                node = _STARTS[kind](None, [], event.start_mark, flow_style=event.flow_style)
            elif kind in _ENDS:
                open_nodes.pop().end_mark = event.end_mark
                keys.pop()
                continue
            elif kind is yaml.AliasEvent:
                raise self._refused(event, "YAML aliases (`*name`) are not read; write the value out")
            else:
                documents += kind is yaml.DocumentStartEvent
                if documents > 1:
                    raise self._refused(event, "`---` starts a second document; give it a file of its own")
                continue
            if event.anchor is not None:
                message = f"YAML anchors (`&{_cut(event.anchor)}`) are not read; write values out where they belong"
                raise self._refused(event, message)
            if event.tag is not None:
                shown = _cut(event.tag.replace(_TAG, "!!"))
                raise self._refused(event, f"YAML tags (`{shown}`) are not read; take it out, and quote what is text")
            if count > MAX_NODES:
                raise self._refused(event, f"the file has more than {MAX_NODES:,} values, and no more are read")
            if not open_nodes:
                root = node
            elif type(open_nodes[-1]) is yaml.SequenceNode:
                open_nodes[-1].value.append(node)
            elif keys[-1] is None:
                keys[-1] = node
            else:
                open_nodes[-1].value.append((keys[-1], node))
                keys[-1] = None
            if kind is not yaml.ScalarEvent:
                open_nodes.append(node)
                keys.append(None)
                if len(open_nodes) > MAX_NESTING:
                    raise self._refused(event, f"nested more than {MAX_NESTING} levels deep")
        return root

    def _refused(self, event: yaml.Event, message: str) -> FileError:
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        return self.error(message, self.path, line)


_LONGEST_NAME = 80


def _cut(text: str, length: int = _LONGEST_NAME) -> str:
    """A text of a file as a message shows it."""
    return text if len(text) <= length else f"{text[:length]}…"


def _near(name: str, known: list[str]) -> str:
    """A hint for a name that is not known: the one that comes near, or all of them."""
    return did_you_mean(name[:_LONGEST_NAME], known) or f"; expected one of {', '.join(known)}"


def _line_of(node: yaml.MappingNode, key: str) -> int:
    return next(int(k.start_mark.line) + 1 for k, _ in node.value if k.value == key)


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def as_key(name: str) -> str:
    """A name as a key of a file, in quotes where YAML would read something else than a text."""
    try:
        is_text = yaml.safe_load(name) == name
    except yaml.YAMLError:
        is_text = False
    return name if is_text else "'" + name.replace("'", "''") + "'"
