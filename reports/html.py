"""One self-contained HTML page: verdict, matrix, laws, failures, agreement, environment."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from conformance.results import Report

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LONGEST = 20_000


def visible(value: object) -> str:
    """Text with control and bidirectional characters written as escapes, and cut where it is very long."""
    text = _INVISIBLE.sub(lambda match: f"\\u{ord(match.group()):04x}", str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def lean(value: object) -> str:
    """A plain value as Lean writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(lean(v) for v in value)}]"
    return visible(value)


def render(report: Report) -> str:
    """The page of a report."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["lean"] = lean
    cells = {(r.law, r.backend): r for r in report.results}
    numbered = {b.name: k for k, b in enumerate(report.backends)}
    template = environment.get_template("report.html")
    return template.render(report=report, cells=cells, numbered=numbered)
