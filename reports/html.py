"""One self-contained HTML page: verdict, matrix, laws, failures, agreement, environment."""

from __future__ import annotations

from pathlib import Path

import jinja2

from conformance.results import Report, lean_text, visible


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
    environment.filters["lean"] = lean_text
    cells = {(r.law, r.backend): r for r in report.results}
    numbered = {b.name: k for k, b in enumerate(report.backends)}
    template = environment.get_template("report.html")
    return template.render(report=report, cells=cells, numbered=numbered)
