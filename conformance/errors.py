"""Errors that a user can mend: each says what was expected, what came, where, and what to do."""

from __future__ import annotations


class ConformanceError(Exception):
    """A request or a file is wrong; the command line prints the message and exits with status 2."""


class UsageError(ConformanceError):
    """A request that cannot be carried out, such as an unknown backend or profile."""


class FileError(ConformanceError):
    """A file that cannot be read; the message starts with file, line and column where they are known."""

    def __init__(self, message: str, path: str, line: int | None = None, column: int | None = None,
                 excerpt: str = "") -> None:  # fmt: skip
        place = ":".join(str(p) for p in (path, line, column) if p is not None)
        super().__init__(f"{place}: {message}" + (f"\n{excerpt}" if excerpt else ""))
        self.path, self.line, self.column = path, line, column


class SpecError(FileError):
    """A spec file that cannot be read, or with a statement that is wrong."""


class ExpectationsError(FileError):
    """A file of known failures that cannot be read."""
