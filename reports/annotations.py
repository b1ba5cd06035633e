"""GitHub's annotations: workflow commands that show a failure on the backend's own line.

A command is a line; whatever could end the line, or the property that a text stands in, is escaped, so that no text of
a backend can become a command of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conformance.records.outcomes import complaints, is_broken, outcome, reason
from conformance.records.places import Place, place_of, source_of
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.records.telling import inputs_text, once
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.text.escaping import command_message, command_property, visible

_LONGEST = 2_000


def render(report: Report, folder: Path | None = None, root: Path | None = None) -> str:
    """A line for each cause of failure; empty where there is none.

    The report tells files from `folder`, the working folder where none is given, and they are named here from `root`,
    the folder where none is given; one outside is named in the message. Results that follow from another one that has
    a line (`Result.cause`) have none of their own.
    """
    folder = folder or Path.cwd()
    lines = [_command("error", {"title": c.name}, c.message) for c in complaints(report)]
    levels = {(r.backend, r.law): level for r in report.results if (level := _level(report, r))}
    follow: dict[tuple[str, str], list[str]] = {}
    for result in report.results:
        if result.cause:
            follow.setdefault((result.backend, result.cause), []).append(result.law)
    sources = {law.id: law.source for law in report.laws}
    for result in once(report.results):
        level = levels.get((result.backend, result.law))
        # What follows from a fault that is told as gravely needs no line of its own.
        above = levels.get((result.backend, result.cause)) if result.cause else None
        if level and above not in (level, "error"):
            source = source_of(result, sources)
            place = place_of(source, folder, root)
            lines.append(_line(report, result, level, source, place, follow.get((result.backend, result.law), ())))
    return "".join(f"{line}\n" for line in lines)


def _level(report: Report, result: Result) -> str | None:
    if outcome(report, result) in ("failure", "error"):
        return "error"
    return "warning" if is_broken(result) else None


def _line(report: Report, result: Result, level: str, source: str, place: Place | None, follow: Sequence[str]) -> str:
    said = [reason(report, result)]
    properties = {}
    failure = result.failure
    if failure is not None:
        if place is not None:
            properties = {"file": place.path, "line": str(place.line)}
        elif source:
            said.append(f"in {source}")
        said.append(f"smallest input found: {inputs_text(failure, ', ')}")
    if follow:
        said.append(f"through this fault fail as well: {', '.join(follow)}")
    title = result.law if result.status == FALSE_STATEMENT else f"{result.law} on {result.backend}"
    return _command(level, {**properties, "title": title}, "\n".join(said))


def _command(level: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{key}={command_property(value)}" for key, value in properties.items())
    return f"::{level} {told}::{command_message(_cut(message))}"


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
