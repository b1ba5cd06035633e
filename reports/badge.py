"""A badge: one line of what a run said, as JSON for shields.io or as an SVG of its own.

It is green only where the exit status is 0, and says so where only part was checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from conformance.records.outcomes import is_required, outcome
from conformance.records.report import Report
from conformance.records.verdicts import conform

LABEL = "masking laws"


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says, and its colour by shields.io's name."""

    message: str
    color: str


_HEX = {"brightgreen": "#2f7a1f", "green": "#4f7302", "red": "#b5301f", "orange": "#a85409", "lightgrey": "#626262"}
"""Colours on which white text has a contrast of at least 4.5 to 1."""


def badge(report: Report) -> Badge:
    """What the run says in a few words, all backends together."""
    required = [r for r in report.results if is_required(report, r)]
    status = report.exit_status()
    if status == 3:
        return Badge("no verdict", "orange")
    if status == 2:
        return Badge("the spec is wrong", "orange")
    broken = [r for r in required if outcome(report, r) in ("failure", "error")]
    if not broken and report.shards is None and not any(r.status == "passed" for r in required):
        return Badge("nothing checked", "lightgrey")
    if report.shards is not None and not broken:
        return Badge(f"{report.shards.text}: nothing failed", "lightgrey")
    several = len(report.backends) > 1 and report.shards is None
    if several and (bad := [r for r in report.required_by_backend(report.require).values() if not conform(r)]):
        return Badge(
            f"{len(bad)} of {len(report.backends)} backends {'does' if len(bad) == 1 else 'do'} not conform", "red"
        )
    if broken:
        untested = all(r.status == "vacuous" for r in broken)
        word = "untested" if untested else "fails" if len(broken) == 1 else "fail"
        return Badge(f"{len(broken)} of {_laws(len(required))} {word}", "orange" if untested else "red")
    if report.parted():
        return Badge("backends disagree", "red")
    if report.incomplete:
        return Badge(report.ended, "orange")
    if status != 0:
        return Badge("expectations are wrong", "orange")
    good = _good(report, len([r for r in required if r.status == "passed"]), len(required))
    if not report.spec.lacks:
        return good
    return Badge(f"{good.message}, {report.spec.coverage}", "green")


def _laws(number: int) -> str:
    return f"{number} {'law' if number == 1 else 'laws'}"


def _good(report: Report, passed: int, planned: int) -> Badge:
    limited = any(b.limits for b in report.backends)
    inside = " within limits" if limited else ""
    count = len(report.backends)
    whole = passed == planned
    if count == 1:
        laws = _laws(passed) if whole else f"{passed} of {_laws(planned)}"
        return Badge(f"conforms{inside}: {laws}", "brightgreen" if whole and not limited else "green")
    laws = _laws(planned // count) if whole else f"{passed} of {planned} checks"
    return Badge(f"{count} backends conform{inside}: {laws}", "brightgreen" if whole and not limited else "green")


def render_json(report: Report) -> str:
    """JSON of the form that shields.io reads from an endpoint."""
    told = badge(report)
    data = {"schemaVersion": 1, "label": LABEL, "message": told.message, "color": told.color}
    return json.dumps(data, ensure_ascii=False) + "\n"


def render_svg(report: Report) -> str:
    """An SVG that loads nothing: label and message side by side, with a title for those who hear it."""
    told = badge(report)
    left, right = _width(LABEL), _width(told.message)
    title = f"{LABEL}: {told.message}"
    texts = ((LABEL, left / 2, left), (told.message, left + right / 2, right))
    words = "".join(
        f'<text x="{x:.1f}" y="14" textLength="{width - 12:.1f}">{escape(text)}</text>' for text, x, width in texts
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right:.0f}" height="20" role="img" '
        f"aria-label={quoteattr(title)}><title>{escape(title)}</title>"
        f'<rect width="{left + right:.0f}" height="20" rx="3" fill="#454545"/>'
        f'<path d="M{left:.1f} 0h{right - 3:.1f}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3:.1f}z" '
        f'fill="{_HEX[told.color]}"/>'
        f'<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{words}</g>'
        "</svg>\n"
    )


def _width(text: str) -> float:
    """About how many pixels the text takes at 11 pixels of Verdana, and a margin of 6 on each side."""
    return 12 + sum(3.9 if c in "il.,:;'|! " else 10.5 if c in "mwMW" else 7.0 for c in text)
