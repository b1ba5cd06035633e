"""The page: what it says, in which order, and that nothing in it runs or loads."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord
from conformance.records.law import LawRecord, SpecRecord
from conformance.records.matrix import Summary
from conformance.records.report import Report
from conformance.records.result import CallRecord, Crossing, Evidence, Failure, Missing, Result, StageEvidence
from conformance.records.vocabulary import SCHEMA_VERSION
from conformance.reports import html
from conformance.reports.html import issue_link
from conformance.reports.page import page_of
from tests.reports.records import LAWS, backend, everything, failing, failure, result

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


def text_of(page: str) -> str:
    """The page without its tags."""
    return unescape(re.sub("<[^>]+>", "", page))


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_verdict_then_limits_then_failures_then_matrix() -> None:
    body = html.render(report()).partition("<body>")[2]
    assert in_order(body, "numpy does not conform.", "max_n = 4", 'id="failures"', '<table class="matrix">', 'id="run"')


def test_a_failure_reads_from_law_to_snippet() -> None:
    section = text_of(html.render(report()).partition('id="failures"')[2])
    assert in_order(
        section,
        "maskedLoss_append on numpy: violation",
        "theorem maskedLoss_append : a ++ b < c",
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
    assert in_order(text_of(section), "The law expects8", "The backend gave4")


def test_statement_counts_evidence_and_run_are_there() -> None:
    page = html.render(report(failure=None))
    for text in ("Losses add up.", "1,234", "n ≤ 3", "numpy:float32", "numpy 2.1.0", "3.11.7", "quick, 7"):
        assert text in text_of(page)


def test_what_was_crossed_and_what_is_missing_is_told_of_each_law_and_of_the_backend() -> None:
    missing = Missing("limit", 3, "n = 224², <b>"), Missing("size", 1, "n = 1, m: alternating")
    told = report(failure=None)
    some = Crossing(3, 1_206, 1_210, missing)
    evidence = dataclasses.replace(EVIDENCE, crossed=some)
    told = dataclasses.replace(told, results=[dataclasses.replace(told.results[0], evidence=evidence)])
    page = html.render(told)
    words = text_of(page)
    assert "Crossed: 1,206 of 1,210 triples met (missing: 3 outside the limits or the dtype, 1 at sizes" in words
    law = words.partition("Losses add up.")[2]
    for text in (
        "crossed\n1,206 of 1,210 triples met",
        "missing 3 outside the limits or the dtype, as n = 224², <b>",
        "missing 1 at sizes too small or too large for them, as n = 1, m: alternating",
    ):
        assert text in law
    assert "<b>" not in page
    assert '<rect class="filled" width="99"' in page
    assert "crossed" not in text_of(html.render(report(failure=None)))


def test_only_what_was_met_in_whole_has_a_full_bar() -> None:
    assert [html.met_share(Crossing(2, met, there)) for met, there in ((9_999, 10_000), (5, 5), (0, 7), (0, 0))] == [
        99, 100, 0, 100,
    ]  # fmt: skip


def test_control_and_bidirectional_characters_are_shown_escaped() -> None:
    page = html.render(report(name="nu\u202empy\x1b[31m"))
    assert "nu\\u202empy\\x1b[31m" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page)


def test_the_page_loads_nothing_and_runs_what_its_policy_names() -> None:
    text = html.render(report())
    page = Page(text)
    policy = next(value for _, value in page.attributes if "default-src" in value)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.S)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not {"link", "img", "iframe"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name in ("src", "style") or name.startswith("on")]
    assert "url(" not in text


@pytest.mark.parametrize("told", [report(), everything(), everything(("a b", "a-b", "a:b"))], ids=["one", "all", "odd"])
def test_every_link_has_its_place(told: Report) -> None:
    page = Page(html.render(told))
    ids = [value for name, value in page.attributes if name == "id"]
    links = [value for name, value in page.attributes if name == "href" and value.startswith("#")]
    assert len(ids) == len(set(ids))
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_laws_and_cells_have_the_same_ids_in_every_page() -> None:
    text = html.render(everything())
    for law in LAWS:
        assert f'id="law-{law.id}"' in text
        assert f'id="cell-partial:{law.id}"' in text
    assert 'id="law-maskedLoss"' in html.render(everything(("x", "y", "z"), LAWS[::-1]))


def test_backends_that_part_are_shown_with_their_values() -> None:
    mask: dict[str, object] = {"mask": [True]}
    apart = AgreementRecord("complement", "numpy", "torch", 3, False, mask, [False], [True], "odd")
    lost = AgreementRecord("emptyMask", "numpy", "torch", 0, False, None, None, None)
    page = html.render(dataclasses.replace(report(), agreement=[apart, lost]))
    section = page.partition('id="agreement"')[2]
    assert in_order(
        text_of(section), "complement", "odd", "mask = [true]", "numpy gave[false]", "torch gave[true]", "emptyMask"
    )


def test_a_very_long_value_is_cut_and_says_so() -> None:
    page = html.render(report(failure=dataclasses.replace(FAILURE, actual_text="x" * 30_000)))
    assert "… (30,000 characters)" in page


def test_consequences_are_told_under_their_cause() -> None:
    section = html.render(everything()).partition('id="failure-faulty:maskedLoss"')[2].partition("</section>")[0]
    assert in_order(section, "2 more laws fail through this one", "maskedLoss_cons", "maskedLoss_append")
    assert section.count("<details") == 2


def test_what_is_not_required_is_told_apart_from_what_decides() -> None:
    core, hard = LAWS[0], next(law for law in LAWS if law.level == "hardened")
    told = [result("b", law, "failed", failure=failure({"n": 0}, [True], [False])) for law in (core, hard)]
    of = dataclasses.replace(report("b"), laws=(core, hard), results=told)
    page = page_of(of)
    assert [[t.law for t in some] for some in (page.failures, page.optional)] == [[core], [hard]]
    text = html.render(of)
    assert "2 failed (1 not required)" in text
    assert text.count(">not required</span>") == 1
    strict = dataclasses.replace(of, require="hardened")
    assert (len(page_of(strict).failures), page_of(strict).optional) == (2, ())


def test_who_parts_is_told_once_for_each_operation() -> None:
    names = ("a", "b", "c")
    told = [AgreementRecord("complement", "a", "b", 3, True, None, None, None)]
    told += [AgreementRecord("complement", name, "c", 3, False, {"n": 0}, [True], [False]) for name in names[:2]]
    of = dataclasses.replace(report(), agreement=told)
    text = html.render(of).partition("<body>")[2]
    assert text.count('id="apart-complement"') == 1
    assert "complement: a, b | c" in text
    assert "0 of 1 operations give the same" in text


def test_a_hint_is_told() -> None:
    hinted = dataclasses.replace(failure({"n": 0}, [True], [False]), hint="is it `m`?")
    law = LAWS[0]
    of = dataclasses.replace(report("b"), laws=(law,), results=[result("b", law, "failed", failure=hinted)])
    assert "<strong>Hint:</strong> is it <code>m</code>?" in html.render(of)


def test_an_index_outside_is_drawn_though_the_law_does_not_quantify_over_it() -> None:
    law = next(law for law in LAWS if law.id == "selected.rejects_out_of_range")
    wrong = result("b", law, "failed", failure=failure({"n": 2, "m": [True, False], "i": -1}, None, True))
    definition = result("b", LAWS[0])
    told = page_of(dataclasses.replace(report("b"), laws=(LAWS[0], law), results=[definition, wrong])).optional
    assert told[0].picture is not None
    assert [(c.text, c.kind) for c in told[0].picture.rows[-1].cells] == [("-1", "out")]


def test_causes_that_lead_in_a_circle_are_told_each_by_itself() -> None:
    one, other = LAWS[:2]
    circle = [result("b", one, "failed", cause=other.id), result("b", other, "failed", cause=one.id)]
    told = page_of(dataclasses.replace(report("b"), laws=LAWS[:2], results=circle)).failures
    assert [(t.law.id, len(t.follow)) for t in told] == [(one.id, 0), (other.id, 0)]


def test_an_announced_failure_shows_reason_issue_and_date() -> None:
    section = html.render(everything()).partition('id="announced"')[2]
    for text in ("repeats are dropped by design", 'href="https://example.org/7?a=1&amp;b=2"', "until 2027-01-31"):
        assert text in section


@pytest.mark.parametrize(
    "issue", ["javascript:alert(1)", "data:text/html,x", "//example.org", "https://", "https://a b", "ftp://x"]
)
def test_only_addresses_of_the_web_become_links(issue: str) -> None:
    assert issue_link(issue) is None


def test_what_went_wrong_with_the_run_stands_at_the_top() -> None:
    whole = everything()
    text = text_of(html.render(dataclasses.replace(whole, results=whole.results[:-1], incomplete=True)))
    assert in_order(text, "This run was interrupted", "no law matches maskedLos", "correct: conforms", "not run")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (report(failure=None), "numpy conforms within declared limits: every core law that could be checked held"),
        (
            everything(),
            "2 of 3 backends conform (correct and partial within its limits); faulty does not conform; 12 of",
        ),
        (dataclasses.replace(report(), results=[]), "Nothing was checked."),
    ],
)
def test_the_verdict_is_one_sentence(told: Report, sentence: str) -> None:
    assert page_of(told).sentence.startswith(sentence)


def test_a_partition_that_no_input_met_is_shown_as_missed() -> None:
    law = text_of(html.render(everything()).partition('id="cell-correct:complement"')[2])
    assert in_order(
        law, "n = 0: 2 required", "repeated index: missed required", "empty list: missed required", "wide: 8"
    )


def test_lean_is_marked_by_kind_and_math_is_in_the_page() -> None:
    text = html.render(everything())
    assert '<span class="k">def</span> <span class="d">complement</span>' in text
    assert '<span class="t">Mask</span>' in text
    assert text.count("<math") == len(LAWS)


def test_a_page_of_five_backends_stays_below_a_megabyte() -> None:
    names = ("a", "b", "c", "d", "e")
    failed = [law for law in LAWS if law.level != "training"]
    changes = {law.id: failing("maskedLoss_append") | {"status": "failed"} for law in failed}
    results = [result(name, law, **changes[law.id]) for name in names for law in failed]
    text = html.render(everything(results=results, backends=tuple(backend(n) for n in names), agreement=[]))
    assert len(text.encode()) < 1_000_000
