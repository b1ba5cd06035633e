"""JUnit XML: a suite for each backend, a case for each law, and the outcome that CI will see."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance.records.report import Report
from conformance.records.telling import failure_text
from conformance.records.vocabulary import STATUSES
from conformance.reports import junit
from tests.reports.runs import FAILURE, all_runs, law, nasty, parted, report, result


def outcome(checked: Report) -> list[str]:
    case = ElementTree.fromstring(junit.render(checked)).find("testsuite/testcase")
    assert case is not None
    return [child.tag for child in case]


def message(checked: Report) -> str:
    found = ElementTree.fromstring(junit.render(checked)).find("testsuite/testcase/*")
    assert found is not None
    return found.get("message") or ""


OUTCOMES = {
    "passed": [],
    "failed": ["failure"],
    "unexpected_pass": ["failure"],
    "vacuous": ["failure"],
    "timed_out": ["error"],
    "crashed": ["error"],
    "harness_error": ["error"],
    "false_statement": ["error"],
    "not_provided": ["skipped"],
    "expected_failure": ["skipped"],
}


def test_every_status_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(STATUSES)


@pytest.mark.parametrize(("status", "elements"), OUTCOMES.items())
def test_outcome_of_a_status(status: str, elements: list[str]) -> None:
    assert outcome(report(result(law(), status))) == elements


def test_vacuous_because_of_limits_is_skipped() -> None:
    assert outcome(report(result(law(), "vacuous", limited=True))) == ["skipped"]


def test_a_hardened_law_fails_only_where_it_is_required() -> None:
    failed = result(law("a.rejects", "hardened"), "failed", failure=FAILURE)
    assert outcome(report(failed, require="hardened")) == ["failure"]
    assert outcome(report(failed)) == ["skipped"]
    assert message(report(failed)) == "hardened, which this run does not require: not equal"


def test_an_announced_failure_is_skipped_with_its_reason_and_issue() -> None:
    told = message(report(result(law(), "expected_failure", failure=FAILURE)))
    assert told == "expected to fail: known (https://example.org/1); not equal"


@pytest.mark.parametrize("checked", all_runs())
def test_red_exactly_where_the_exit_status_is_not_0(checked: Report) -> None:
    root = ElementTree.fromstring(junit.render(checked))
    assert bool(root.findall(".//failure") + root.findall(".//error")) == (checked.exit_status() != 0)


def test_suite_and_case_carry_names_counts_and_time() -> None:
    root = ElementTree.fromstring(junit.render(report(result(law(), "failed"))))
    (suite,) = root
    for element in (root, suite):
        assert (element.get("tests"), element.get("failures")) == ("1", "1")
        assert (element.get("errors"), element.get("skipped"), element.get("time")) == ("0", "0", "1.500000")
    assert (suite.get("name"), suite.get("timestamp")) == ("numpy", "2026-03-01T10:00:00")
    case = suite.find("testcase")
    assert case is not None
    assert (case.get("classname"), case.get("name")) == ("conformance.numpy", "complement")
    assert case.get("time") == "1.500000"


def test_a_suite_says_how_it_was_checked() -> None:
    root = ElementTree.fromstring(junit.render(report(result(law()), limits=True)))
    told = {p.get("name"): p.get("value") for p in root.findall("testsuite/properties/property")}
    assert told == {
        "carrier": "numpy:float32", "limits": "max_n = 4", "version": "1.2", "digest": "c0de", "spec_digest": "5bec",
        "profile": "quick", "seed": "7", "require": "core",
    }  # fmt: skip


def test_a_failure_reads_as_in_the_terminal_and_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("", encoding="utf-8")
    failed = result(law(), "failed", failure=FAILURE)
    case = ElementTree.fromstring(junit.render(report(failed), tmp_path)).find("testsuite/testcase")
    assert case is not None
    assert (case.get("file"), case.get("line")) == ("b.py", "3")
    assert case[0].get("message") == "not equal"
    assert case[0].text == failure_text(failed, law().statement)
    places = [
        failure_text(failed, law().statement).index(p)
        for p in ("m = [true]", "expects    ![]", "gave   [true]", "f([True])")
    ]
    assert places == sorted(places)


def test_a_file_outside_the_folder_is_not_named(tmp_path: Path) -> None:
    away = dataclasses.replace(FAILURE, source="/elsewhere/b.py:3")
    text = junit.render(report(result(law(), "failed", failure=away)), tmp_path)
    assert "elsewhere" not in text


def test_values_stand_in_where_there_is_no_text() -> None:
    plain = dataclasses.replace(FAILURE, expected_text="", actual_text="")
    text = junit.render(report(result(law(), "failed", failure=plain)))
    assert "the law expects    [false]" in text
    assert "the backend gave   [true]" in text


def test_disagreement_has_a_case_of_its_own() -> None:
    root = ElementTree.fromstring(junit.render(parted(report(result(law()), result(law(), backend="torch")))))
    assert [suite.get("name") for suite in root] == ["numpy", "torch", "run"]
    told = "numpy and torch disagree on complement, on mask = [true]: numpy gives [false], torch gives [true]"
    assert [f.get("message") for f in root.findall(".//failure")] == [told]


def test_characters_that_xml_forbids_are_escapes_and_markup_is_text() -> None:
    text = junit.render(report(result(law(), "failed", backend="a\x00<b>\ud800", failure=FAILURE)))
    suite = ElementTree.fromstring(text).find("testsuite")
    assert suite is not None
    assert suite.get("name") == "a\\x00<b>\\ud800"
    assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", junit.render(nasty()))
    ElementTree.fromstring(junit.render(nasty()))
