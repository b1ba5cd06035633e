"""The forms in which records are written to files, a line each: options, writers and tests follow from these lines."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which a record is written to a file.

    `option` names it on the command line, and `about` says there what it is. `place` is the function from the record
    to the text, as `module:name`, which is imported when a file is written; where a form has several kinds of file,
    `endings` has one for each ending of the path (`.svg`) instead.
    """

    option: str
    about: str
    place: str = ""
    endings: Mapping[str, str] = field(default_factory=dict)

    def takes(self, path: str | Path) -> bool:
        """Whether the ending of a path is one that the form has a kind of file for."""
        return bool(self.place) or Path(path).suffix.lower() in self.endings

    def names(self, stem: str) -> list[str]:
        """A name of a file for each kind."""
        return [f"{stem}{ending}" for ending in self.endings or (f".{self.option}",)]

    def render(self, record: Any, path: str | Path) -> str:
        """The text of a file of that path, which the form takes."""
        module, _, name = (self.place or self.endings[Path(path).suffix.lower()]).partition(":")
        return str(attrgetter(name)(importlib.import_module(module))(record))


RESULTS = (
    Format("json", "as JSON", "conformance.records.report:Report.to_json"),
    Format("html", "as a page", "conformance.reports.html:render"),
    Format("junit", "as JUnit XML", "conformance.reports.junit:render"),
    Format("markdown", "as Markdown for a summary or a comment", "conformance.reports.markdown:render"),
    Format("sarif", "as SARIF 2.1.0", "conformance.reports.sarif:render"),
    Format("badge", "as a badge, .json for shields.io or .svg", endings={
        ".json": "conformance.reports.badge:render_json", ".svg": "conformance.reports.badge:render_svg",
    }),
)  # fmt: skip
"""Forms of a `Report`; each is made from the records alone, so that all can be made again from saved JSON."""

CHANGES = (
    Format("json", "as JSON", "conformance.records.comparison:Comparison.to_json"),
    Format("markdown", "as Markdown", "conformance.records.comparison:Comparison.to_markdown"),
)
"""Forms of a `Comparison`."""

HISTORY = (Format("html", "as a page", "conformance.reports.history:render"),)
"""Forms of a `History`."""

SELFTEST = (
    Format("json", "as JSON", "conformance.records.selftest:SelftestReport.to_json"),
    Format("html", "as a page", "conformance.reports.html:render_selftest"),
)
"""Forms of a `SelftestReport`."""

PROOFS = (Format("json", "as JSON", "conformance.records.proofs:ProofsRecord.to_json"),)
"""Forms of a `ProofsRecord`."""
