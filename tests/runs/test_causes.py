"""One cause, one report: laws that fail through an operation whose own definition fails are told under it."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.records.report import Report
from conformance.records.result import CallRecord, Evidence, Failure, Result
from conformance.runs.causes import with_causes
from conformance.terminal.console import console
from conformance.terminal.report import show_report


def backend(**changed: Any) -> SimpleNamespace:
    names = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
    return SimpleNamespace(**{n: getattr(correct, n) for n in names} | {"name": "b"} | changed)


def causes(report: Report) -> dict[str, str]:
    return {r.law: r.cause for r in report.results if r.failure is not None}


def shown(report: Report) -> str:
    out = io.StringIO()
    show_report(report, console(out))
    return out.getvalue()


def test_theorems_fail_through_the_operation_whose_definition_fails() -> None:
    report = check(backend(masked_loss=lambda idxs, losses: sum(losses[i] for i in set(idxs))), profile="quick")
    assert {law: cause for law, cause in causes(report).items() if cause} == {
        "maskedLoss_cons": "maskedLoss", "maskedLoss_append": "maskedLoss",
        "encodedTargetPredictiveViewContract_loss_eq_maskedLoss": "maskedLoss",
        "maskedLoss.no_silent_overflow": "maskedLoss",
    }  # fmt: skip
    assert report.verdict() == "b: does not conform: 4 of 27 core laws failed, of 1 cause"
    text = shown(report)
    assert text.count("FAIL  maskedLoss  on b") == 1
    assert "\n  also fails through it: maskedLoss_cons, maskedLoss_append, encodedTarget" in text
    assert "FAIL  maskedLoss_cons" not in text


def test_two_faulty_operations_are_two_causes() -> None:
    wrong = backend(masked_loss=lambda idxs, losses: 1, complement=lambda mask: list(mask))
    report = check(wrong, profile="quick")
    told = causes(report)
    assert told["complement_selected_iff"] == "complement"
    assert told["maskedLoss_nil"] == "maskedLoss"
    assert report.verdict().endswith(", of 2 causes")


def test_an_operation_that_raises_or_returns_another_form_is_one_cause() -> None:
    report = check(backend(all_mask=lambda n: 1 // 0, empty_mask=lambda n: [0] * n), profile="quick")
    assert {law: cause for law, cause in causes(report).items() if cause} == {
        "allMask_selected": "allMask", "allMask.well_formed": "allMask",
        "emptyMask_not_selected": "emptyMask", "emptyMask.well_formed": "emptyMask",
    }  # fmt: skip


def test_what_fails_by_itself_is_a_cause_of_its_own() -> None:
    def complement(mask: list[bool]) -> list[bool]:
        mask[:] = [True for _ in mask]
        return mask

    told = causes(check(backend(complement=complement), profile="quick"))
    assert told["complement"] == told["complement.preserves_inputs"] == told["complement.shares_no_memory"] == ""
    assert told["complement_selected_iff"] == "complement"


def test_without_the_definition_s_law_in_the_run_there_is_no_cause() -> None:
    wrong = backend(masked_loss=lambda idxs, losses: 1)
    assert causes(check(wrong, laws=["maskedLoss_nil"], profile="quick")) == {"maskedLoss_nil": ""}


def test_a_false_theorem_fails_by_itself_on_a_faulty_backend_too(tmp_path: Path) -> None:
    from conformance.laws.specfile import shipped_folder

    path = tmp_path / "false.yaml"
    path.write_text("module: W\ntheorems:\n  t: {lean: 'theorem t (m : Mask 2) : complement m = m'}\n")
    wrong = backend(complement=lambda mask: [True for _ in mask])
    report = check(wrong, laws=["complement", "t"], spec=[shipped_folder(), path], profile="quick")
    assert causes(report) == {"complement": "", "t": ""}


def test_consequences_of_a_known_failure_are_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text("expect:\n  - {backend: b, law: maskedLoss, reason: Known.}\n")
    wrong = backend(masked_loss=lambda idxs, losses: sum(losses[i] for i in set(idxs)))
    text = shown(check(wrong, laws=["maskedLoss*_*s", "maskedLoss"], profile="quick", expect=path))
    assert "\nFAIL  maskedLoss_cons  on b: through maskedLoss, a known failure\n" in text
    assert "\nKnown failures:\n  maskedLoss on b: Known.\n    …/known.yaml:2\n" in text


def result(law: str, kind: str, reason: str, *wrong: str, level: str = "core", at_fault: str = "") -> Result:
    """A result that failed, in which calls of some operations went wrong."""
    calls = tuple(CallRecord("", 0, 1, True, name) for name in wrong)
    failure = Failure(reason, "", {}, None, None, "", calls=calls, operation=at_fault or (wrong[0] if wrong else ""))
    status = {"timeout": "timed_out", "crash": "crashed"}.get(reason, "failed")
    return Result("b", law, kind, level, status, 1, Evidence(None, None, None, {}), 0.0, failure)


@pytest.mark.parametrize(
    ("later", "cause"),
    [
        (result("t", "theorem", "violation", "f"), "F"),
        (result("t", "theorem", "violation", "f", "g"), ""),
        (result("t", "theorem", "violation"), ""),
        (result("t", "theorem", "exception", "f", at_fault="g"), ""),
        (result("t", "theorem", "nondeterministic", "f"), ""),
        (result("F.o", "obligation", "malformed", "f"), "F"),
        (result("F.o", "obligation", "violation", at_fault="f", level="hardened"), ""),
        (result("F.o", "obligation", "timeout", at_fault="f", level="hardened"), "F"),
        (result("t", "theorem", "crash", at_fault="f"), "F"),
        (result("t", "theorem", "crash", at_fault="g"), ""),
        (result("t", "theorem", "timeout"), ""),
    ],
)
def test_the_cause_follows_from_the_calls_that_went_wrong(later: Result, cause: str) -> None:
    definition = result("F", "definition", "violation", "f")
    assert [r.cause for r in with_causes([definition, later])] == ["", cause]
