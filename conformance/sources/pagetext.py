"""The text of a page of documentation, as a browser copies it.

Of each definition and type the page lists instances, under words that a copy keeps even where it has lost the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from conformance.lean.errors import LeanError, Span
from conformance.sources.source import Found, Source
from conformance.sources.told import Told, is_header

_INSTANCES = "Instances For"
_LISTING = ("def", "abbrev", "structure", "inductive", "class", "opaque")
"""What the page lists instances of."""

_ENDS = re.compile(r"\s*(?:@\[|Instances For\b|Equations\b|source\b|Constructor\b)")
_FIELD = re.compile(r"\s*([^\W\d][\w']*(?:\s+[^\W\d][\w']*)*) : \S.*")

LOST = "the header of this declaration is not in the text"


def source_of_text(path: str, text: str) -> Source:
    """The declarations of a page's text, and those of which it has lost the header."""
    return Source(path, "text of a page", text, tuple(_found(text)))


def _found(text: str) -> Iterator[Found]:
    lines = text.splitlines()
    told: Told | None = None
    at = 0
    while at < len(lines):
        if is_header(lines[at]):
            if told is not None:
                yield told.found()
            end = _end(lines, at + 1)
            told = Told("\n".join(lines[at:end]).strip(), at + 1)
            at = end
            continue
        if lines[at].strip() == _INSTANCES:
            if told is not None and told.kind in _LISTING:
                yield told.found()
                told = None
            else:
                if told is not None:
                    yield told.found()
                    told = None
                yield _lost(lines, at)
        elif told is not None and told.kind == "structure" and _FIELD.fullmatch(lines[at]):
            told = Told(told.header, told.line, (*told.fields, lines[at].strip()))
        at += 1
    if told is not None:
        yield told.found()


def _end(lines: Sequence[str], at: int) -> int:
    """Where a declaration ends: before an empty line, another one, or what the page says of it."""
    while at < len(lines) and lines[at].strip() and not is_header(lines[at]) and not _ENDS.match(lines[at]):
        at += 1
    return at


def _lost(lines: Sequence[str], at: int) -> Found:
    """A declaration of which the list of its instances alone is there."""
    before = next((k for k in range(at - 1, -1, -1) if lines[k].strip()), at)
    said = lines[before].strip()
    return Found("", said, before + 1, said, error=LeanError(LOST, said, Span(0, max(1, len(said)))))
