"""The badge: honest words, colours that follow the exit status, and an SVG that stands alone."""

from __future__ import annotations

import dataclasses
import json
from xml.etree import ElementTree

import pytest

from conformance.records.law import SpecRecord
from conformance.records.report import Report
from conformance.reports import badge
from tests.reports.runs import FAILURE, all_runs, law, parted, report, result

A, B, HARD = law("a"), law("b"), law("a.rejects", "hardened")
FAILED = result(B, "failed", failure=FAILURE)
SAID = [
    (report(result(A), result(B)), "conforms: 2 laws", "brightgreen"),
    (report(result(A), result(B, "not_provided")), "conforms: 1 of 2 laws", "green"),
    (report(result(A), result(B), limits=True), "conforms within limits: 2 laws", "green"),
    (report(result(A), FAILED), "1 of 2 laws fails", "red"),
    (report(result(A, "crashed"), FAILED), "2 of 2 laws fail", "red"),
    (report(result(A), result(B, "vacuous")), "1 of 2 laws untested", "orange"),
    (report(result(A, "not_provided")), "nothing checked", "lightgrey"),
    (report(result(A, "expected_failure")), "nothing checked", "lightgrey"),
    (report(), "nothing checked", "lightgrey"),
    (report(result(A), result(B, "harness_error")), "no verdict", "orange"),
    (report(result(A), result(HARD, "failed")), "conforms: 1 law", "brightgreen"),
    (report(result(A), result(HARD, "failed"), require="hardened"), "1 of 2 laws fails", "red"),
    (report(result(A), result(A, backend="torch")), "2 backends conform: 1 law", "brightgreen"),
    (
        report(result(A), result(A, backend="torch"), result(B), result(B, "not_provided", backend="torch")),
        "2 backends conform: 3 of 4 checks",
        "green",
    ),
    (report(result(A), result(A, "failed", backend="torch")), "1 of 2 backends does not conform", "red"),
    (parted(report(result(A), result(A, backend="torch"))), "backends disagree", "red"),
    (
        dataclasses.replace(report(result(A)), spec=SpecRecord(("M",), "d", covered=3, lacks=("x",))),
        "conforms: 1 law, 3 of 4 declarations of its source",
        "green",
    ),
    (dataclasses.replace(report(result(A)), incomplete=True), "interrupted", "orange"),
    (dataclasses.replace(report(result(A)), complaints=("x",)), "expectations are wrong", "orange"),
]


@pytest.mark.parametrize(("checked", "message", "color"), SAID)
def test_what_it_says(checked: Report, message: str, color: str) -> None:
    assert json.loads(badge.render_json(checked)) == {
        "schemaVersion": 1, "label": "masking laws", "message": message, "color": color,
    }  # fmt: skip


def test_green_exactly_where_the_exit_status_is_0() -> None:
    for checked in all_runs():
        assert ("green" in badge.badge(checked).color) == (checked.exit_status() == 0)


def test_the_svg_says_the_same_and_loads_nothing() -> None:
    text = badge.render_svg(report(result(A), FAILED))
    root = ElementTree.fromstring(text)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.findtext("s:title", namespaces=space) == root.get("aria-label") == "masking laws: 1 of 2 laws fails"
    assert root.get("role") == "img"
    assert [t.text for t in root.findall(".//s:text", space)] == ["masking laws", "1 of 2 laws fails"]
    assert "href" not in text
    assert "url(" not in text


def test_the_svg_is_as_wide_as_its_words() -> None:
    def width(checked: Report) -> float:
        return float(ElementTree.fromstring(badge.render_svg(checked)).get("width") or 0)

    assert 100 < width(report(result(A))) < width(report(result(A), result(B, "vacuous"))) < 300


def contrast(color: str) -> float:
    """The contrast of white text on it, as WCAG counts it."""
    channels = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@pytest.mark.parametrize("color", badge._HEX.values())
def test_words_can_be_read_on_every_colour(color: str) -> None:
    assert contrast(color) >= 4.5
