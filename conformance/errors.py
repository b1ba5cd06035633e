"""Errors that a user can mend: each says what was expected, what came, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from conformance.text.escaping import for_log, inline

_SHOWN, _LISTED = 80, 12
"""Characters of a value, and names of a list, that a message shows."""


class ConformanceError(Exception):
    """A request or a file is wrong; the command line prints the message and exits with status 2.

    The message is shown to people and written to logs wherever it is caught, so it has no force from the start.
    """

    def __init__(self, message: str) -> None:
        super().__init__(for_log(message))


class Terminated(KeyboardInterrupt):
    """The run was asked to end by a signal that is no Ctrl-C."""


class UsageError(ConformanceError, ValueError):
    """A request that cannot be carried out, such as an unknown backend or profile."""


class UnknownName(UsageError, KeyError):
    """A name by which something was looked up that is not there."""

    __str__ = Exception.__str__


class FileError(ConformanceError):
    """A file that cannot be read; the message starts with file, line and column where they are known."""

    def __init__(self, message: str, path: str, line: int | None = None, column: int | None = None,
                 excerpt: str = "") -> None:  # fmt: skip
        place = ":".join(inline(p) for p in (path, line, column) if p is not None)
        super().__init__(f"{place}: {message}" + (f"\n{excerpt}" if excerpt else ""))
        self.path, self.line, self.column = path, line, column


class SpecError(FileError):
    """A spec file that cannot be read, or with a statement that is wrong."""


class StaleError(SpecError):
    """An entry of a spec file that says something else than it did when its digest was kept."""


class ExpectationsError(FileError):
    """A file of known failures that cannot be read."""


class ResultsError(FileError):
    """A file of results that cannot be read."""


def refused(argument: str, came: object, expected: str) -> UsageError:
    """The error for an argument that is not what it must be: its name, what is expected, and what came."""
    return UsageError(f"`{argument}` must be {expected}, not {_shown(came)}")


def one_of(argument: str, came: object, known: Iterable[str]) -> str:
    """The value of an argument that must be one of some names.

    Raises:
        UsageError: it is none of them; the message has the nearest, where one is near, and the names.
    """
    names = list(known)
    for name in names:
        # By the text itself: a subclass of `str` may compare as it likes.
        if isinstance(came, str) and str.__eq__(name, came) is True:
            return name
    listed = ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else "")
    expected = f"one of {listed}" if names else "a name, and there is none here"
    hint = did_you_mean(came, names) if isinstance(came, str) else ""
    raise UsageError(f"{refused(argument, came, expected)}{hint}")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a message that has the nearest of the known names; empty where none is near."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _shown(came: object) -> str:
    """A value in a few characters; what is no plain value is told by its type, as its `repr` may be anything."""
    if type(came) not in (str, bytes, bool, int, float, type(None)):
        return f"a {type(came).__name__}"
    if type(came) is int and came.bit_length() > 4 * _SHOWN:
        return f"an int of {came.bit_length():,} bits"
    text = repr(came[:_SHOWN]) if isinstance(came, str | bytes) else repr(came)
    cut = f"... ({len(came):,} long)" if isinstance(came, str | bytes) and len(came) > _SHOWN else ""
    return text + cut
