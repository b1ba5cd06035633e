"""Known failures beside the results of a run: the replay of counterexamples, and what is wrong with entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.records.expectation import Expectation
from conformance.records.report import Report
from conformance.records.result import Evidence, Failure, Result
from conformance.runs import settling
from conformance.runs.expectations import load
from conformance.runs.settling import complaints, outside

from .known import entry, file_of

LAW = next(law for law in laws_of(shipped()) if law.id == "maskedLoss")
NOTHING = Evidence(None, None, None, {})

KEPT = "inputs: {n: 1, idxs: [0, 0], perPatchLoss: [1]}"


class Counting:
    """A backend that adds each position once, and keeps what it was asked."""

    def __init__(self, name: str = "b", **changed: Any) -> None:
        self.name, self.asked = name, []  # type: ignore[var-annotated]
        for key, value in changed.items():
            setattr(self, key, value)

    def masked_loss(self, idxs: list[int], losses: list[int]) -> int:
        self.asked.append(list(idxs))
        return sum(losses[i] for i in set(idxs))


def run(path: Path, backend: object, *laws: str, **options: Any) -> Report:
    return check(backend, laws=laws or ("maskedLoss",), profile="quick", expect=path, **options)


def only(report: Report) -> Result:
    (result,) = report.results
    return result


def test_a_kept_counterexample_is_asked_first_and_nothing_else_is(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLoss", KEPT, "failure: violation", "issue: https://example.org/7"))
    for _ in range(2):
        backend = Counting()
        result = only(run(path, backend))
        # Once by the replay, and once to tell what the call gave.
        assert backend.asked == [[0, 0], [0, 0]]
        assert (result.status, result.cases, result.note) == ("expected_failure", 1, "")
        assert result.expectation == Expectation("Repeats are lost.", "https://example.org/7", None, "…/known.yaml:2")
        assert result.failure is not None
        assert (result.failure.reason, result.failure.actual, result.failure.expected) == ("violation", 1, 2)


def test_a_failure_on_another_input_than_the_kept_one_says_so(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLoss", "inputs: {n: 1, idxs: [0], perPatchLoss: [1]}"))
    result = only(run(path, Counting()))
    assert result.status == "expected_failure"
    assert result.note == "fails on another input than the kept one, which holds now"
    assert result.failure is not None
    assert result.failure.inputs["idxs"] == [0, 0]


@pytest.mark.parametrize(
    ("kept", "limits", "why"),
    [
        ("{n: 1, xs: [0, 0], perPatchLoss: [1]}", {}, "the law's variables are `n`, `idxs`, `perPatchLoss`"),
        ("{n: 1, idxs: [0, 1], perPatchLoss: [1]}", {}, "a value is not of its variable's type"),
        ("{n: one, idxs: [0, 1], perPatchLoss: [1]}", {}, "a value is not of its variable's type"),
        ("{n: 5, idxs: [0, 0], perPatchLoss: [1, 1, 1, 1, 1]}", {"max_n": 3}, "it lies outside the limits max_n=3"),
    ],
)
def test_an_input_that_is_none_any_more_is_told_and_the_law_searched(
    tmp_path: Path, kept: str, limits: dict[str, Any], why: str
) -> None:
    result = only(run(file_of(tmp_path, entry("maskedLoss", f"inputs: {kept}")), Counting(limits=limits)))
    assert result.status == "expected_failure"
    assert result.note == f"the kept input is no input any more: {why}"


def test_premises_that_no_longer_hold_are_told(tmp_path: Path) -> None:
    law = "maskedLoss_eq_zero_of_all_zero"
    path = file_of(tmp_path, entry(law, KEPT))
    wrong = SimpleNamespace(name="b", masked_loss=lambda idxs, losses: len(idxs))
    assert only(run(path, wrong, law)).note.endswith("the premises do not hold for it")


def test_a_law_that_holds_is_an_unexpected_pass_and_fails_the_run(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLoss", KEPT))
    report = run(path, SimpleNamespace(name="b", masked_loss=correct.masked_loss))
    assert only(report).status == "unexpected_pass"
    assert report.exit_status() == 1
    told = "…/known.yaml:2: `maskedLoss` on `b` holds, which was expected to fail; delete the entry"
    assert report.complaints == (told,)


@pytest.mark.parametrize(
    ("law", "inputs", "calls"),
    [
        ("maskedLoss.rejects_out_of_range", "{n: 1, idxs: [-1], perPatchLoss: [0]}", 1),
        # A total that is wrong is asked for with small numbers as well.
        ("maskedLoss.no_silent_overflow", "{n: 1, idxs: [0, 0], perPatchLoss: [9223372036854775807]}", 2),
    ],
)
def test_a_call_beyond_the_domain_is_replayed_as_it_was_kept(tmp_path: Path, law: str, inputs: str, calls: int) -> None:
    path = file_of(tmp_path, entry(law, f"inputs: {inputs}"))
    backend = Counting()
    result = only(run(path, backend, law))
    assert (result.status, result.note, len(backend.asked)) == ("expected_failure", "", calls)
    inside = file_of(tmp_path, entry(law, "inputs: {n: 1, idxs: [0], perPatchLoss: [0]}"))
    assert "is no input any more: it is not one of the calls beyond" in only(run(inside, Counting(), law)).note


def test_every_failure_that_is_found_fails_again_when_it_is_replayed(tmp_path: Path) -> None:
    """Whatever kind of law: the inputs that a report tells are those that an entry may keep."""

    def complement(mask: list[bool]) -> list[bool]:
        mask[:] = [not b for b in mask]
        return mask

    wrong = SimpleNamespace(
        name="b", complement=complement, masked_loss=Counting().masked_loss, all_mask=lambda n: [1] * n,
        selected=lambda mask, i: 1 // 0, empty_mask=lambda n: [False] * n,
    )  # fmt: skip
    found = [r for r in check(wrong, profile="quick").results if r.failure is not None]
    assert {r.failure.reason for r in found if r.failure} >= {
        "violation", "exception", "malformed", "mutated_input", "aliased", "accepted_out_of_range",
    }  # fmt: skip
    kept = [entry(r.law, f"inputs: {r.failure.inputs}", f"failure: {r.failure.reason}") for r in found if r.failure]
    again = check(wrong, profile="quick", expect=file_of(tmp_path, *kept))
    replayed = [r for r in again.results if r.failure is not None]
    assert [(r.law, r.status, r.cases) for r in replayed] == [(r.law, "expected_failure", 1) for r in found]
    assert {r.note for r in replayed if not r.note.endswith("by their definitions")} == {""}
    assert [r.failure.inputs for r in replayed if r.failure] == [r.failure.inputs for r in found if r.failure]


def test_a_layout_is_kept_with_the_input(tmp_path: Path) -> None:
    pytest.importorskip("numpy")

    def complement(mask: Any) -> Any:
        return ~mask if mask.flags.c_contiguous else mask.copy()

    backend = SimpleNamespace(name="b", complement=complement, carrier="numpy")
    first = only(check(backend, laws=["complement"], profile="quick"))
    assert first.failure is not None
    assert first.failure.layout
    kept = entry("complement", f"inputs: {first.failure.inputs}", f"layout: {first.failure.layout}")
    again = only(run(file_of(tmp_path, kept), backend, "complement"))
    assert (again.status, again.note, again.cases) == ("expected_failure", "", 1)


# Entries that are wrong


def test_an_expired_entry_announces_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLoss", "until: 2020-02-29"))
    report = run(path, Counting())
    assert only(report).status == "failed"
    told = "…/known.yaml:2: `maskedLoss` on `b` was expected to fail until 2020-02-29, which is over"
    assert report.complaints == (told,)


def test_an_entry_for_a_law_that_there_is_not_is_complained_of(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLos"))
    report = run(path, SimpleNamespace(name="b", masked_loss=correct.masked_loss))
    assert report.complaints == ("…/known.yaml:2: there is no law `maskedLos`; did you mean `maskedLoss`?",)
    assert report.exit_status() == 1


def test_an_entry_outside_a_narrowed_run_is_not_complained_of(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLoss_cons"), entry("maskedLoss", backend="other"))
    report = run(path, SimpleNamespace(name="b", masked_loss=correct.masked_loss))
    assert (report.complaints, report.exit_status()) == ((), 0)


def test_an_entry_for_an_operation_that_a_backend_lacks_is_complained_of(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("complement", backend="part"))
    report = check(SimpleNamespace(name="part", masked_loss=correct.masked_loss), profile="quick", expect=path)
    assert report.complaints == (
        "…/known.yaml:2: `complement` on `part` cannot fail: the backend has no `complement`; delete the entry",
    )


def test_a_run_of_everything_complains_of_a_backend_that_was_not_checked(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLoss", backend="nunpy"), entry("maskedLoss", backend="torch"))
    results = check("python", laws=["maskedLoss"], profile="quick").results
    results.append(replace(results[0], backend="numpy"))
    told = complaints(load(path), results, ["maskedLoss"], others=["torch"])
    assert told == ("…/known.yaml:2: no backend `nunpy` was checked; did you mean `numpy`?",)
    assert complaints(load(path), results, ["maskedLoss"], others=None) == ()
    assert [e.backend for e in outside(load(path), results, told)] == ["torch"]


class NoAnswer:
    """Checks on a backend that gives no answer; counts what is asked."""

    def __init__(self, status: str, reason: str) -> None:
        failure = Failure(reason, "", {"n": 1}, None, None, "")
        self.result = Result("b", LAW.id, "definition", "core", status, 0, NOTHING, 0.0, failure)
        self.replays = 0

    def check(self, law: Law) -> Result:
        return self.result

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        self.replays += 1
        return self.result


@pytest.mark.parametrize(("status", "reason"), [("timed_out", "timeout"), ("crashed", "crash")])
def test_a_backend_without_an_answer_is_expected_and_not_asked_beforehand(
    tmp_path: Path, status: str, reason: str
) -> None:
    path = file_of(tmp_path, entry("maskedLoss", "inputs: {n: 1}", f"failure: {reason}"))
    checker = NoAnswer(status, reason)
    result = settling.check(checker, LAW, load(path).of("b", "maskedLoss"))
    assert (result.status, result.failure, checker.replays) == ("expected_failure", checker.result.failure, 0)


@pytest.mark.parametrize("status", ["not_provided", "vacuous", "harness_error"])
def test_what_is_neither_a_pass_nor_a_failure_stays_as_it_is(tmp_path: Path, status: str) -> None:
    known = load(file_of(tmp_path, entry("maskedLoss"))).entries[0]
    result = Result("b", LAW.id, "definition", "core", status, 0, NOTHING, 0.0, None)
    assert settling.settled(result, known) == result


def test_a_run_in_which_every_law_is_expected_to_fail_is_no_success(tmp_path: Path) -> None:
    report = run(file_of(tmp_path, entry("maskedLoss", KEPT)), Counting())
    assert report.exit_status() == 1
    assert report.verdict() == "b: no success: none of 1 core laws holds, 1 fail as expected"


def test_backends_may_part_where_one_is_known_to_be_wrong(tmp_path: Path) -> None:
    path = file_of(tmp_path, entry("maskedLoss", KEPT))
    laws = ["maskedLoss", "maskedLoss_nil"]
    assert check("python", Counting(), laws=laws, profile="quick").exit_status() == 1
    report = check("python", Counting(), laws=laws, profile="quick", expect=path)
    assert [a.agrees for a in report.agreement] == [False]
    assert report.exit_status() == 0
