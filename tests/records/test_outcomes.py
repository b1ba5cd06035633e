"""What a result counts as for a machine, and what is wrong with a run beside its laws."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records.agreement import AgreementRecord
from conformance.records.expectation import Expectation
from conformance.records.outcomes import Complaint, complaints, failing, is_broken, outcome, reason
from conformance.records.result import Failure
from tests.records.small import HARD, A, B, report, result

COUNTS = {
    "passed": "passed", "failed": "failure", "not_provided": "skipped", "vacuous": "failure", "timed_out": "error",
    "crashed": "error", "expected_failure": "skipped", "unexpected_pass": "failure", "harness_error": "error",
    "false_statement": "error",
}  # fmt: skip


@pytest.mark.parametrize(("status", "counts"), COUNTS.items())
def test_what_a_required_result_counts_as(status: str, counts: str) -> None:
    of = report(result(A, status))
    assert outcome(of, of.results[0]) == counts


@pytest.mark.parametrize("status", ["failed", "crashed", "vacuous", "unexpected_pass"])
def test_what_is_not_required_is_skipped(status: str) -> None:
    of = report(result(HARD, status))
    assert outcome(of, of.results[0]) == "skipped"
    assert outcome(replace(of, require="hardened"), of.results[0]) == COUNTS[status]
    assert is_broken(of.results[0]) is (status != "vacuous")


def test_a_reason_is_one_line_and_says_what_is_known() -> None:
    known = replace(
        result(A, "expected_failure"),
        failure=Failure("violation", "they\ndiffer", {}, 1, 2, ""),
        expectation=Expectation("by design", "#7", None, "known.toml:3"),
    )
    assert reason(report(known), known) == "expected to fail: by design (#7); they differ"
    hard = replace(result(HARD, "failed"), note="why", cause="a")
    assert reason(report(hard), hard) == "hardened, which this run does not require: follows from a: why"


def test_causes_come_before_what_follows_from_them() -> None:
    after, cause = replace(result(A, "failed"), cause="b"), result(B, "failed")
    assert failing(report(after, cause)) == [cause, after]


def test_what_is_wrong_beside_the_laws() -> None:
    apart = AgreementRecord("a", "numpy", "torch", 3, False, {"n": 1}, [False], [True])
    both = report(result(A), result(A, backend="torch"))
    assert complaints(both) == []
    assert complaints(report()) == [Complaint("nothing checked", "nothing was checked")]
    of = replace(both, agreement=[apart], complaints=("it matches nothing",), incomplete=True)
    assert complaints(of) == [
        Complaint("agreement", "numpy and torch disagree on a, on n = 1: numpy gives [false], torch gives [true]"),
        Complaint("expectations", "it matches nothing"),
        Complaint("interrupted", "the run was interrupted: results are missing"),
    ]
    (none,) = complaints(report(result(A, "not_provided")))
    assert none.message == "nothing was checked for numpy: none of 1 required laws could be"
