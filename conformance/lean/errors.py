"""Errors of the statement language: what is wrong, and where in the Lean text."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.text import escaping


@dataclass(frozen=True, slots=True)
class Span:
    """A range of characters of a Lean text, end excluded."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The range from the start of this span to the end of `other`."""
        return Span(self.start, other.end)


class LeanError(Exception):
    """A statement that does not parse or does not type-check.

    `line` and `column` count from 1 within `text`; a column counts characters.
    """

    def __init__(self, message: str, text: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.span = span

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self.span.start) + 1

    @property
    def column(self) -> int:
        return self.span.start - (self.text.rfind("\n", 0, self.span.start) + 1) + 1

    @property
    def width(self) -> int:
        """How many characters of the error's first line the span covers, at least 1."""
        end_of_line = self.text.find("\n", self.span.start)
        end_of_line = len(self.text) if end_of_line < 0 else end_of_line
        return max(1, min(self.span.end, end_of_line) - self.span.start)

    def excerpt(self) -> str:
        """The offending line with carets under the span; of a long line what stands around it."""
        return escaping.excerpt(self.text.split("\n")[self.line - 1], self.column, self.width)

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}\n{self.excerpt()}"


class UnknownName(LeanError):
    """A statement that mentions a name which nothing has that it may use."""


class Misplaced(Exception):
    """Parts that do not fit together; carries the span, and the text is added where it is known."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
