"""A whole run: what conforms, exit statuses, and exact JSON that fits the schema."""

from __future__ import annotations

import dataclasses
import json
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from conformance import check
from conformance.errors import UsageError
from conformance.records.agreement import AgreementRecord
from conformance.records.report import Report
from tests.records.drawn import reports
from tests.records.small import HARD, SCHEMA, A, B, report, result

BROKEN = ["failed", "vacuous", "timed_out", "crashed", "unexpected_pass", "harness_error"]


@pytest.mark.parametrize("status", ["not_provided", "expected_failure"])
def test_what_was_not_claimed_does_not_prevent_conforming_but_is_not_enough(status: str) -> None:
    assert report(result(A), result(B, status)).conforms("numpy")
    assert report(result(A, status)).exit_status() == 1


@pytest.mark.parametrize("status", BROKEN)
def test_one_bad_required_result_prevents_conforming(status: str) -> None:
    assert not report(result(A), result(B, status)).conforms("numpy")


def test_vacuous_because_of_declared_limits_is_acceptable() -> None:
    assert report(result(A), result(B, "vacuous", limited=True)).conforms("numpy")


def test_a_hardened_failure_counts_at_the_hardened_level_alone() -> None:
    mixed = report(result(A), result(HARD, "failed"))
    assert (mixed.conforms("numpy"), mixed.conforms("numpy", level="hardened")) == (True, False)
    assert (mixed.exit_status(), mixed.exit_status("hardened")) == (0, 1)
    assert dataclasses.replace(mixed, require="hardened").exit_status() == 1


def test_a_fault_of_the_harness_is_3_and_no_verdict_on_the_backend() -> None:
    faulty = report(result(A), result(B, "harness_error"))
    assert faulty.exit_status() == 3
    assert faulty.verdict() == "numpy: no verdict: the harness failed on 1 of 2 core laws"


@pytest.mark.parametrize("change", [{"incomplete": True}, {"complaints": ("an entry matches nothing",)}])
def test_an_interrupted_run_and_a_wrong_expectation_are_not_success(change: dict[str, Any]) -> None:
    assert dataclasses.replace(report(result(A)), **change).exit_status() == 1


def test_an_incomplete_report_may_lack_results() -> None:
    whole = report(result(A), result(B))
    part = dataclasses.replace(whole, results=whole.results[:1], incomplete=True)
    assert Report.from_json(part.to_json()) == part
    assert not part.conforms("numpy")
    assert part.verdict() == "interrupted: 1 of 2 results are there"


def test_no_results_is_not_success() -> None:
    assert (report().exit_status(), report().verdict()) == (1, "nothing was checked")


def test_disagreement_is_not_success() -> None:
    apart = AgreementRecord("complement", "numpy", "torch", 3, False, {"mask": [True]}, [False], [True])
    parted = dataclasses.replace(report(result(A), result(A, backend="torch")), agreement=[apart])
    assert parted.exit_status() == 1
    assert parted.verdict().endswith("; numpy and torch disagree on complement")


@given(reports())
@settings(max_examples=50, deadline=None)
def test_json_round_trips_exactly_and_fits_the_schema(drawn: Report) -> None:
    text = drawn.to_json()
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    read = Report.from_json(text)
    assert read == drawn
    assert read.to_json() == text


def test_the_json_of_a_run_fits_the_schema_and_reads_back() -> None:
    part = SimpleNamespace(name="part", masked_loss=lambda idxs, loss: len(idxs), limits={"max_n": 4})
    of = check("python", part, module=["masking"], profile="quick")
    text = of.to_json()
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    again = Report.from_json(text)
    assert again.results == of.results
    assert again.to_json() == text


@pytest.mark.parametrize("text", ["", "[]", '{"schema_version": 99}', '{"schema_version": 1}'])
def test_other_text_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|schema_version|report"):
        Report.from_json(text)


@pytest.mark.parametrize("came", [3, None, b"{}", {}])
def test_what_is_no_text_is_refused(came: Any) -> None:
    with pytest.raises(UsageError, match=r"^`text` must be a text, as `to_json` gives it, not "):
        Report.from_json(came)
