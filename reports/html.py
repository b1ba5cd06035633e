"""Self-contained HTML pages: of a run, and of the harness tried on faulty backends."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from conformance.records.agreement import apart_most, noted
from conformance.records.crossings import MISSING_WORDS, combinations, worst_text
from conformance.records.partings import alike_text, disagreement
from conformance.records.report import Report
from conformance.records.result import Crossing
from conformance.records.selftest import SelftestReport
from conformance.records.telling import count_text, status_text, status_words
from conformance.records.thin import legend as thin_legend
from conformance.records.thin import why_thin
from conformance.records.values import lean_text
from conformance.records.verdicts import decided
from conformance.records.vocabulary import STAGES
from conformance.reports import anchors, highlight, mathml
from conformance.reports.page import MARKS, page_of
from conformance.reports.rendering import page
from conformance.text.escaping import visible

_SHORT = 1_000
_SNIPPET = 4_000


def render(report: Report) -> str:
    """The page of a run: verdict, failures, matrix, what was not checked, agreement, laws, speed, environment."""
    return _page("report.html", page=page_of(report), report=report, script="page.js")


def render_selftest(report: SelftestReport) -> str:
    """The page of the harness tried on itself: verdict, matrix of faults and laws, stages, survivors."""
    return _page("selftest.html", report=report, stages=STAGES, script="")


def _page(template: str, *, script: str, **values: Any) -> str:
    named = {
        "law_id": anchors.law_id, "cell_id": anchors.cell_id, "failure_id": anchors.failure_id,
        "parting_id": anchors.parting_id, "issue_link": issue_link, "marks": MARKS, "snippet_limit": _SNIPPET,
        "combinations": combinations, "missing_words": MISSING_WORDS, "met_share": met_share,
        "worst_text": worst_text, "apart_most": apart_most,
        "noted": noted, "alike_text": alike_text, "disagreement": disagreement, "thin_legend": thin_legend,
    }  # fmt: skip
    filters = {
        "brief": brief, "highlight": highlight.lean, "mathml": mathml.safe, "ticked": ticked, "breakable": breakable,
        "decided": decided, "status_text": status_text, "count_text": count_text,
        "status_words": status_words, "why_thin": why_thin,
    }  # fmt: skip
    return page(template, values, script=script, filters=filters, named=named)


def issue_link(url: str | None) -> str | None:
    """The address where it is one of the web, None for anything else."""
    try:
        parts = urlsplit(url or "")
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web and url is not None and url.isprintable() and " " not in url else None


def met_share(crossed: Crossing) -> int:
    """The length of a bar, out of 100: full only where nothing is missing."""
    return 100 * crossed.met // crossed.there if crossed.there else 100


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
