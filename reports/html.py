"""Self-contained HTML pages: of a run, and of the harness tried on faulty backends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

from conformance.results import Report, SelftestReport, lean_text, visible


def render(report: Report) -> str:
    """The page of a run: verdict, matrix, laws, failures, agreement, environment."""
    cells = {(r.law, r.backend): r for r in report.results}
    numbered = {b.name: k for k, b in enumerate(report.backends)}
    return _page("report.html", report=report, cells=cells, numbered=numbered)


def render_selftest(report: SelftestReport) -> str:
    """The page of the harness tried on itself: verdict, matrix of faults and laws, survivors."""
    return _page("selftest.html", report=report)


def _page(template: str, **values: Any) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["lean"] = lean_text
    return environment.get_template(template).render(**values)
