"""A failure that was announced, as a file of known failures has it."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.records.record import Record


@dataclass(frozen=True, slots=True)
class Expectation(Record):
    """A failure that was announced: why, where it is followed up, until when it counts, and where it is written.

    `until` is a date of ISO 8601; `source` is file and line, as `path:line`.
    """

    reason: str
    issue: str | None
    until: str | None
    source: str
