"""Markdown: what it says, that text stays text, and that it is never longer than a comment may be."""

from __future__ import annotations

import dataclasses
import re

import pytest
from markdown_it import MarkdownIt

from conformance.records.backend import BackendRecord
from conformance.records.report import Report
from conformance.records.result import Crossing, Missing
from conformance.records.telling import failure_text
from conformance.reports import markdown
from tests.reports.runs import FAILURE, NASTY, all_runs, law, nasty, report, result

COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable("table")


def told(text: str) -> str:
    """What a reader sees: the text of the rendered page."""
    import html

    return html.unescape(re.sub("<[^>]*>", "", COMMONMARK.render(text)))


def tags(text: str) -> set[str]:
    return set(re.findall("<([a-z0-9]+)", COMMONMARK.render(text)))


def mixed() -> Report:
    failed = result(law("a"), "failed", failure=FAILURE)
    return report(failed, result(law("b")), result(law("a.hard", "hardened"), "failed", failure=FAILURE), limits=True)


def test_verdict_limits_table_and_folded_failures_in_this_order() -> None:
    seen = told(markdown.render(mixed()))
    parts = ["❌ Masking conformance: numpy: does not conform", "within max_n = 4", "\nlaw\n", "FAIL 5", "pass 5",
             "a.hard (hardened)", "Profile quick, seed 7", "a on numpy: not equal", "f([True])"]  # fmt: skip
    places = [seen.index(part) for part in parts]
    assert places == sorted(places)


def test_what_was_crossed_stands_beside_the_limits() -> None:
    made = result(law())
    some = Crossing(2, 9, 12, (Missing("limit", 3, "n = 224²"),))
    crossed = dataclasses.replace(made, evidence=dataclasses.replace(made.evidence, crossed=some))
    seen = told(markdown.render(report(crossed)))
    assert "without limits. Crossed: 9 of 12 pairs met (missing: 3 outside the limits or the dtype).\n" in seen
    assert "Crossed" not in told(markdown.render(report(made)))


def test_a_good_run_says_so_and_folds_nothing() -> None:
    text = markdown.render(report(result(law())))
    assert text.startswith("### ✅ Masking conformance: numpy: conforms")
    assert "<details>" not in text


def test_the_table_has_a_row_for_each_law_and_a_column_for_each_backend() -> None:
    page = COMMONMARK.render(
        markdown.render(report(result(law("a_b")), result(law("a_b"), "failed", backend="my|lib")))
    )
    assert re.findall("<th>(.*?)</th>", page) == ["law", "numpy", "my|lib"]
    assert re.findall("<td>(.*?)</td>", page) == ["a_b", "pass 5", "<strong>FAIL</strong> 5"]


def test_the_failure_in_the_fold_is_the_terminal_s() -> None:
    failed = result(law(), "failed", failure=FAILURE)
    (block,) = [t for t in COMMONMARK.parse(markdown.render(report(failed))) if t.type == "fence"]
    assert block.content == failure_text(failed, law().statement) + "\n"


def test_hostile_text_is_neither_markup_nor_a_mention_nor_an_address() -> None:
    text = markdown.render(nasty())
    page = COMMONMARK.render(text)
    outside = re.sub("<pre>.*?</pre>", "", page, flags=re.DOTALL)
    assert tags(text) <= {"h3", "p", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td", "code",
                          "details", "summary", "b", "pre"}  # fmt: skip
    assert "&lt;script&gt;" in outside
    assert not re.search(r"[@#]\w", re.sub("&#?[a-z0-9]+;", "", re.sub("<code>.*?</code>", "", outside)))
    assert "http://" not in re.sub("<[^>]*>", "\0", outside)
    assert page.count("<details>") == page.count("</details>") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text)


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    (block,) = COMMONMARK.parse(markdown.fenced("````\n```\n<b>"))
    assert (block.type, block.content) == ("fence", "````\n```\n<b>\n")


@pytest.mark.parametrize("text", [NASTY, "www.evil.example", "1. a", "# h", "a__b__c :smile: x_y", "&amp; &#42;"])
def test_escaped_text_reads_as_it_was(text: str) -> None:
    from conformance.text.escaping import visible

    assert told(f"x {markdown.escape(text)}").strip() == f"x {' '.join(visible(text).split())}"


def test_a_long_run_stays_below_the_limit_and_says_what_is_left_out() -> None:
    long = dataclasses.replace(FAILURE, reproduce="∀" * 30_000)
    failed = [result(law(f"law{k}" + "x" * 60), "failed", failure=long) for k in range(400)]
    text = markdown.render(report(*failed))
    assert len(text.encode()) <= markdown.LARGEST
    assert re.search(r"\d+ of 400 laws are left out of the table", text)
    left = re.search(r"(\d+) of 400 failures are left out here", text)
    assert left is not None
    assert int(left[1]) == 400 - text.count("<details>") < 400


def test_many_backends_of_long_names_stay_below_the_limit() -> None:
    backends = tuple(BackendRecord(f"{k}" + "@#" * 200, "python", {}, {}, {}) for k in range(400))
    many = dataclasses.replace(report(result(law())), backends=backends, results=[])
    assert len(markdown.render(many).encode()) <= markdown.LARGEST


def test_the_mark_is_good_exactly_where_the_exit_status_is_0() -> None:
    for checked in all_runs():
        assert markdown.render(checked).startswith("### ✅") == (checked.exit_status() == 0)
