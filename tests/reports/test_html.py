"""The page: what it says, in which order, and that nothing in it runs or loads."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

from conformance.reports import html
from conformance.results import (
    SCHEMA_VERSION,
    AgreementRecord,
    BackendRecord,
    CallRecord,
    Evidence,
    Failure,
    LawRecord,
    Report,
    Result,
    SpecRecord,
    StageEvidence,
    Summary,
)

LAW = LawRecord(
    "maskedLoss_append",
    "theorem",
    "core",
    "theorem maskedLoss_append : a ++ b < c",
    "Losses add up.",
    "m.yaml:3",
)
EVIDENCE = Evidence(StageEvidence(1234, 1300, "n ≤ 3"), None, None, {})
FAILURE = Failure(
    "violation",
    "the two sides differ",
    {"xs": [0, 0], "keep": [True]},
    8,
    4,
    "f([0, 0], [4])",
    "8 on the right",
    "4 on the left",
    (CallRecord("maskedLoss [0, 0] l", 4, 8, True), CallRecord("maskedLoss [] l", 0, 0, False)),
)


def report(name: str = "numpy", failure: Failure | None = FAILURE) -> Report:
    status = "failed" if failure else "passed"
    done = Result(name, LAW.id, LAW.kind, LAW.level, status, 1234, EVIDENCE, 0.1, failure)
    return Report(
        SCHEMA_VERSION,
        SpecRecord(("Masking",), "0123456789abcdef0123"),
        (LAW,),
        (BackendRecord(name, "numpy:float32", {"max_n": 4}, {"numpy": "2.1.0"}, {}),),
        [done],
        [],
        7,
        "quick",
        {"python": "3.11.7"},
        Summary(1, 1, {status: 1}),
    )


class Page(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_verdict_then_limits_then_matrix_then_failures() -> None:
    body = html.render(report()).partition("<body>")[2]
    assert in_order(body, "numpy: does not conform", "max_n = 4", "<table>", 'id="failures"', 'id="run"')


def test_a_failure_reads_from_law_to_snippet() -> None:
    section = html.render(report()).partition('id="failures"')[2]
    assert in_order(
        section,
        "maskedLoss_append on numpy: violation",
        "theorem maskedLoss_append : a ++ b &lt; c",
        "xs = [0, 0]",
        "keep = [true]",
        "8 on the right",
        "4 on the left",
        "f([0, 0], [4])",
    )


def test_the_call_at_fault_is_shown_and_the_others_are_not() -> None:
    page = html.render(report())
    assert "maskedLoss [0, 0] l" in page
    assert "maskedLoss [] l" not in page


def test_values_stand_in_where_there_is_no_text() -> None:
    section = html.render(report(failure=dataclasses.replace(FAILURE, expected_text="", actual_text="")))
    assert in_order(section, "The law expects</dt><dd><code>8<", "The backend gave</dt><dd><code>4<")


def test_statement_counts_evidence_and_run_are_there() -> None:
    page = html.render(report(failure=None))
    for text in ("Losses add up.", "1,234", "n ≤ 3", "numpy:float32", "numpy 2.1.0", "3.11.7", "quick, 7"):
        assert text in page


def test_markup_in_a_name_stays_text() -> None:
    page = html.render(report(name='<script>alert("x")</script>'))
    assert "&lt;script&gt;alert(" in page
    assert "script" not in Page(page).tags


def test_control_and_bidirectional_characters_are_shown_escaped() -> None:
    page = html.render(report(name="nu\u202empy\x1b[31m"))
    assert "nu\\u202empy\\u001b[31m" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page)


def test_the_page_loads_and_runs_nothing() -> None:
    page = Page(html.render(report()))
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name == "src" or name.startswith("on")]
    assert "url(" not in html.render(report())


def test_every_link_has_its_place() -> None:
    page = Page(html.render(report()))
    ids = [value for name, value in page.attributes if name == "id"]
    links = [value for name, value in page.attributes if name == "href"]
    assert len(ids) == len(set(ids))
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_backends_that_part_are_shown_with_their_values() -> None:
    mask: dict[str, object] = {"mask": [True]}
    apart = AgreementRecord("complement", "numpy", "torch", 3, False, mask, [False], [True], "odd")
    lost = AgreementRecord("emptyMask", "numpy", "torch", 0, False, None, None, None)
    page = html.render(dataclasses.replace(report(), agreement=[apart, lost]))
    section = page.partition('id="agreement"')[2]
    assert in_order(section, "complement", "mask = [true]", "[false] and [true]", "odd", "emptyMask")


def test_a_very_long_value_is_cut_and_says_so() -> None:
    page = html.render(report(failure=dataclasses.replace(FAILURE, actual_text="x" * 30_000)))
    assert "… (30,000 characters)" in page
