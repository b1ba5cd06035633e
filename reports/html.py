"""Self-contained HTML pages: of a run, and of the harness tried on faulty backends."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from conformance.reports import anchors, highlight, mathml
from conformance.reports.page import MARKS, issue_link, page_of
from conformance.results import Report, SelftestReport, lean_text, visible

_TEMPLATES = Path(__file__).parent / "templates"
_SHORT = 1_000
_SNIPPET = 4_000


def render(report: Report) -> str:
    """The page of a run: verdict, matrix, failures, what was not checked, agreement, laws, speed, environment."""
    return _page("report.html", page=page_of(report), report=report, script=_own("page.js"))


def render_selftest(report: SelftestReport) -> str:
    """The page of the harness tried on itself: verdict, matrix of faults and laws, survivors."""
    return _page("selftest.html", report=report, script="")


def _page(template: str, *, script: str, **values: Any) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "visible": visible, "lean": lean_text, "brief": brief, "highlight": highlight.lean, "mathml": mathml.safe,
        "ticked": ticked, "breakable": breakable,
        "count": "{:,}".format,
    }  # fmt: skip
    environment.globals |= {
        "law_id": anchors.law_id, "cell_id": anchors.cell_id, "failure_id": anchors.failure_id,
        "parting_id": anchors.parting_id, "issue_link": issue_link, "marks": MARKS, "snippet_limit": _SNIPPET,
    }  # fmt: skip
    style = _own("page.css")
    # A script or style element runs only where its text has the hash that the policy names.
    policy = f"default-src 'none'; style-src {_hash(style)}"
    policy += f"; script-src {_hash(script)}" if script else ""
    policy += "; base-uri 'none'; form-action 'none'"
    return environment.get_template(template).render(
        **values, style=Markup(style), script=Markup(script), policy=policy
    )


def _own(name: str) -> str:
    return (_TEMPLATES / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def brief(value: object, most: int = _SHORT) -> str:
    """A plain value as Lean writes it, cut where it is long."""
    text = value if isinstance(value, str) else lean_text(value)
    return visible(text) if len(text) <= most else f"{visible(text[:most])}… ({len(text):,} characters)"


def ticked(text: str) -> Markup:
    """Text in which what stands between backticks is code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return escape(text)
    marked = (Markup("<code>{}</code>").format(p) if k % 2 else escape(p) for k, p in enumerate(pieces))
    return Markup("").join(marked)


def breakable(text: str) -> Markup:
    """A name that may go on in the next line after `_`, `.`, `:` or `-`."""
    return Markup(re.sub(r"([_.:-])(?=\w)", r"\1<wbr>", str(escape(text))))
