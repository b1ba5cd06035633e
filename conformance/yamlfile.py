"""YAML files that know their line numbers: read safely, without aliases, and held against a JSON Schema.

Whatever is wrong is told with file and line, what was expected, and a name that comes near where there is one.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import FileError

_LOADERS: list[Any] = [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader]
"""One in C where PyYAML was built with it, and one that tells better what is wrong and where."""

MAX_NESTING = 32
MAX_BYTES = 4_000_000


def read_text(path: Path, error: type[FileError]) -> str:
    """The text of a file.

    Raises:
        FileError: of the given class; the file cannot be read, is too large, or is not UTF-8.
    """
    try:
        if path.exists() and not path.is_file():
            raise error("is not a regular file", str(path))
        if path.stat().st_size > MAX_BYTES:
            raise error(f"the file is larger than {MAX_BYTES:,} bytes", str(path))
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise error(f"cannot be read: {problem.strerror or problem}", str(path)) from None
    except UnicodeDecodeError as problem:
        raise error(f"is not UTF-8 text (byte {problem.start})", str(path)) from None


class YamlFile:
    """The text of a YAML file as nodes that know their places; what is wrong is raised as `error`.

    `expected` says what a file of this kind holds, for one that is empty.
    """

    def __init__(self, path: str, text: str, error: type[FileError], expected: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.error = error
        self._scalars = yaml.SafeLoader("")
        self.root = self._compose(text, expected)

    def plain(self, node: yaml.Node) -> Any:
        """The value of a node; a date is its text."""
        match node:
            case yaml.MappingNode():
                result: dict[Any, Any] = {}
                for key_node, value_node in node.value:
                    key = self.plain(key_node)
                    mark = key_node.start_mark
                    if not isinstance(key, str):
                        raise self.error(f"a key must be text, not `{key}`; quote it", self.path, mark.line + 1)
                    if key in result:
                        message = f"`{key}` stands twice here, first on line {_line_of(node, key)}"
                        raise self.error(message, self.path, mark.line + 1, mark.column + 1)
                    result[key] = self.plain(value_node)
                return result
            case yaml.SequenceNode():
                return [self.plain(v) for v in node.value]
        try:
            value = self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as problem:
            reason = getattr(problem, "problem", None) or problem
            raise self.error(f"is not safe YAML: {reason}", self.path, node.start_mark.line + 1) from None
        return value.isoformat() if isinstance(value, datetime.date) else value

    def validate(self, document: Any, schema: Mapping[str, Any]) -> None:
        """Raises the error of the schema that lies outermost, at its line."""
        import jsonschema

        errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
        if not errors:
            return
        error = min(errors, key=lambda e: (len(e.absolute_path), str(e.absolute_path)))
        node = self.root
        for step in error.absolute_path:
            node = self.child(node, step)
        place = ".".join(str(s) for s in error.absolute_path) or "the file"
        line = node.start_mark.line + 1
        if error.validator == "additionalProperties" and isinstance(node, yaml.MappingNode):
            known = list(error.schema.get("properties", {}))
            for key_node, _ in node.value:
                if key_node.value not in known:
                    raise self.error(f"{place}: unknown key `{key_node.value}`{near(key_node.value, known)}",
                                     self.path, key_node.start_mark.line + 1)  # fmt: skip
        if error.validator == "enum":
            raise self.error(f"{place}: unknown `{error.instance}`{near(str(error.instance), error.validator_value)}",
                             self.path, line)  # fmt: skip
        if error.validator == "type":
            names = {"object": "a mapping", "array": "a list", "string": "text"}
            types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            wanted = " or ".join(names.get(str(t), str(t)) for t in types if t != "null")
            raise self.error(f"{place}: expected {wanted}, found {_kind(error.instance)}", self.path, line)
        if error.validator == "required":
            missing = next(k for k in error.validator_value if k not in error.instance)
            raise self.error(f"{place}: `{missing}:` is missing", self.path, line)
        raise self.error(f"{place}: {error.message}", self.path, line)

    def child(self, node: yaml.Node, step: str | int) -> yaml.Node:
        """The value under a key or at a position; the node itself where there is none."""
        if isinstance(node, yaml.MappingNode):
            return next((v for k, v in node.value if k.value == step), node)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            return node.value[step]  # type: ignore[no-any-return]
        return node

    def _compose(self, text: str, expected: str) -> yaml.Node:
        quick, exact = _LOADERS
        try:
            node = self._composed(text, quick)
        except (yaml.YAMLError, ValueError):
            node = self._composed_or_told(text, exact)
        if node is None:
            raise self.error(f"the file is empty; expected {expected}", self.path, 1)
        return node

    def _composed_or_told(self, text: str, loader: Any) -> yaml.Node | None:
        try:
            return self._composed(text, loader)
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            where = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
            raise self.error(f"is not YAML: {problem.problem or problem.context}", self.path, *where) from None
        except (yaml.YAMLError, ValueError) as problem:
            raise self.error(f"is not YAML: {str(problem).splitlines()[0]}", self.path) from None

    def _composed(self, text: str, loader: Any) -> yaml.Node | None:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            mark = event.start_mark
            line = 1 if mark is None else mark.line + 1
            if isinstance(event, yaml.AliasEvent):
                raise self.error("YAML aliases (`*name`) are not read; write the value out", self.path, line)
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
            if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            if depth > MAX_NESTING:
                raise self.error(f"nested more than {MAX_NESTING} levels deep", self.path, line)
        return yaml.compose(text, Loader=loader)


def near(name: str, known: list[str]) -> str:
    """A hint for a name that is not known: the one that comes near, or all of them."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; expected one of {', '.join(known)}"


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
