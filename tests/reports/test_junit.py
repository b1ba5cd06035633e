"""JUnit XML: a suite for each backend, a case for each law, and the outcome that CI will see."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest

from conformance.reports import junit
from conformance.results import (
    SCHEMA_VERSION,
    STATUSES,
    BackendRecord,
    Evidence,
    Failure,
    LawRecord,
    Report,
    Result,
    SpecRecord,
    Summary,
)

LAW = LawRecord("complement", "definition", "core", "def complement := fun i => !(m i)", "Swaps.", "m.yaml:1")
FAILURE = Failure("violation", "not equal", {"m": [True]}, [False], [True], "f([True])", "![]", "[true]")


def report(status: str, limited: bool = False, name: str = "numpy", failure: Failure | None = None) -> Report:
    nothing = Evidence(None, None, None, {})
    done = Result(name, LAW.id, LAW.kind, LAW.level, status, 1, nothing, 1.5, failure, "why", limited)
    return Report(
        SCHEMA_VERSION,
        SpecRecord(("Masking",), "abc"),
        (LAW,),
        (BackendRecord(name, "numpy", {}, {}, {}),),
        [done],
        [],
        0,
        "quick",
        {},
        Summary(1, 1, {status: 1}),
    )


def outcome(checked: Report) -> list[str]:
    case = ElementTree.fromstring(junit.render(checked)).find("testsuite/testcase")
    assert case is not None
    return [child.tag for child in case]


OUTCOMES = {
    "passed": [],
    "failed": ["failure"],
    "timed_out": ["failure"],
    "crashed": ["failure"],
    "unexpected_pass": ["failure"],
    "vacuous": ["failure"],
    "harness_error": ["error"],
    "not_provided": ["skipped"],
    "expected_failure": ["skipped"],
}


def test_every_status_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(STATUSES)


@pytest.mark.parametrize(("status", "elements"), OUTCOMES.items())
def test_outcome_of_a_status(status: str, elements: list[str]) -> None:
    assert outcome(report(status)) == elements


def test_vacuous_because_of_limits_is_skipped() -> None:
    assert outcome(report("vacuous", limited=True)) == ["skipped"]


def test_suite_and_case_carry_names_counts_and_time() -> None:
    suite = ElementTree.fromstring(junit.render(report("failed"))).find("testsuite")
    assert suite is not None
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("numpy", "1", "1")
    assert (suite.get("errors"), suite.get("skipped"), suite.get("time")) == ("0", "0", "1.500000")
    case = suite[0]
    assert (case.get("classname"), case.get("name")) == ("conformance.numpy", "complement")
    assert case.get("time") == "1.500000"


def test_a_failure_reads_from_statement_to_snippet() -> None:
    element = ElementTree.fromstring(junit.render(report("failed", failure=FAILURE))).find(".//failure")
    assert element is not None
    assert element.get("message") == "not equal"
    text = element.text or ""
    places = [text.index(part) for part in (LAW.statement, "m = [True]", "![]", "[true]", "f([True])")]
    assert places == sorted(places)


def test_values_stand_in_where_there_is_no_text() -> None:
    plain = dataclasses.replace(FAILURE, expected_text="", actual_text="")
    text = junit.render(report("failed", failure=plain))
    assert "the law expects   [False]" in text
    assert "the backend gave  [True]" in text


def test_characters_that_xml_forbids_are_replaced_and_markup_is_text() -> None:
    text = junit.render(report("failed", name="a\x00<b>\ud800", failure=FAILURE))
    suite = ElementTree.fromstring(text).find("testsuite")
    assert suite is not None
    assert suite.get("name") == "a\ufffd<b>\ufffd"
