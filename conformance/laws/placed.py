"""Places in the Lean texts of a YAML file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from conformance.errors import SpecError
from conformance.laws.yamlfile import YamlFile
from conformance.lean.errors import LeanError, Span, UnknownName


@dataclass(frozen=True, slots=True)
class Placed:
    """A Lean text inside a YAML file: turns places in the text into places in the file.

    `beside_unknown` is told with a name that is unknown.
    """

    file: YamlFile
    node: yaml.Node
    text: str
    beside_unknown: str = ""

    def fail(self, message: str, part: str) -> NoReturn:
        """Refuses the text, at a part of it where it is written so."""
        start = max(0, self.text.find(part))
        raise LeanError(message, self.text, Span(start, start + max(1, len(part) if part in self.text else 1)))

    def run(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except LeanError as error:
            line, column = self.place(error)
            beside = self.beside_unknown if isinstance(error, UnknownName) else ""
            raise SpecError(f"{error.message}{beside}", self.file.path, line, column, error.excerpt()) from None

    def place(self, error: LeanError) -> tuple[int, int | None]:
        first = self.node.start_mark.line
        style = getattr(self.node, "style", None)
        written = error.text.split("\n")[error.line - 1]
        # A literal block starts on the line after its `|`; any other style starts where the scalar does.
        number = first + error.line if style in ("|", ">") else first + error.line - 1
        if number < len(self.file.lines):
            offset = self.file.lines[number].find(written)
            if offset >= 0 and written:
                return number + 1, offset + error.column
        return first + 1, None
