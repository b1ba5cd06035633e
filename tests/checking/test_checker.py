"""Faulty backends are caught by the right law, for the right reason, on a smallest input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.cases.profiles import PROFILES
from conformance.checking.checker import Checker
from conformance.laws.specfile import shipped
from conformance.records.report import Report
from conformance.records.vocabulary import STAGES
from conformance.subjects.loading import load_backend
from tests.asked import is_asked
from tests.cases.support import shipped_law


def backend(**changed: Any) -> SimpleNamespace:
    """The Python backend with some operations exchanged."""
    names = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
    return SimpleNamespace(**{n: getattr(correct, n) for n in names} | {"name": "faulty"} | changed)


def failures(report: Report) -> dict[str, str]:
    return {r.law: r.failure.reason for r in report.results if r.failure is not None}


@pytest.mark.parametrize(("profile", "inputs"), [("quick", 30), pytest.param("default", 100, marks=pytest.mark.slow)])
def test_every_law_holds_on_the_built_ins_on_many_inputs(profile: str, inputs: int) -> None:
    pytest.importorskip("torch")
    report = check("python", "numpy", "torch", profile=profile, spec=["masking"])
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert min(r.cases for r in report.results if is_asked(r)) >= inputs
    assert all(a.agrees for a in report.agreement)
    assert len(report.agreement) == 15
    assert report.exit_status() == 0


def test_repeats_lost() -> None:
    report = check(backend(masked_loss=lambda idxs, loss: sum(loss[i] for i in set(idxs))))
    caught = failures(report)
    assert caught["maskedLoss"] == caught["maskedLoss_cons"] == caught["maskedLoss_append"] == "violation"
    assert "maskedLoss_reverse" not in caught
    failure = next(r.failure for r in report.results if r.law == "maskedLoss_cons")
    assert failure is not None
    assert failure.inputs == {"n": 1, "i": 0, "idxs": [0], "perPatchLoss": [1]}
    assert (failure.expected, failure.actual) == (2, 1)
    assert report.exit_status() == 1


def test_off_by_one_at_the_end_is_shrunk_to_the_smallest_list() -> None:
    report = check(backend(masked_loss=lambda idxs, loss: sum(loss[i] for i in idxs[:-1])), laws=["maskedLoss"])
    (result,) = report.results
    assert result.failure is not None
    assert result.failure.inputs == {"n": 1, "idxs": [0], "perPatchLoss": [1]}


def test_a_mask_changed_in_place() -> None:
    def complement(mask: list[bool]) -> list[bool]:
        mask[:] = [not b for b in mask]
        return mask

    assert failures(check(backend(complement=complement))) == {
        "complement.preserves_inputs": "mutated_input",
        "complement.shares_no_memory": "aliased",
    }


def test_integers_for_booleans_are_malformed() -> None:
    caught = failures(check(backend(all_mask=lambda n: [1] * n)))
    assert caught["allMask"] == caught["allMask.well_formed"] == caught["allMask_selected"] == "malformed"


def test_an_exception_is_a_failure_with_its_message() -> None:
    def empty_mask(n: int) -> list[bool]:
        if n > 2:
            raise ValueError("too many")
        return [False] * n

    report = check(backend(empty_mask=empty_mask), laws=["emptyMask"])
    failure = report.results[0].failure
    assert failure is not None
    assert (failure.reason, failure.message, failure.inputs) == ("exception", "ValueError: too many", {"n": 3})


def test_a_call_counter_is_not_deterministic() -> None:
    calls: list[int] = []

    def masked_loss(idxs: list[int], loss: list[int]) -> int:
        calls.append(1)
        return sum(loss[i] for i in idxs) + len(calls) % 2

    assert "maskedLoss.deterministic" in failures(check(backend(masked_loss=masked_loss)))


def test_what_a_backend_lacks_is_not_provided_and_no_failure() -> None:
    report = check(SimpleNamespace(name="part", masked_loss=correct.masked_loss))
    assert report.conforms("part")
    assert {r.status for r in report.results if is_asked(r)} == {"passed", "not_provided"}


def test_nothing_checked_is_no_success() -> None:
    report = check(SimpleNamespace(name="empty"))
    assert report.exit_status() == 1
    assert "nothing was checked" in report.verdict()


def test_distinct_indices_are_honoured_and_not_filtered_into_nothing() -> None:
    def masked_loss(idxs: list[int], loss: list[int]) -> int:
        assert len(set(idxs)) == len(idxs)
        return sum(loss[i] for i in set(idxs))

    part = SimpleNamespace(name="distinct", masked_loss=masked_loss, limits={"distinct_indices": True})
    report = check(part)
    assert report.conforms("distinct")
    assert next(r for r in report.results if r.law == "maskedLoss_append").cases >= 100


def test_the_same_seed_gives_the_same_report() -> None:
    def told(report: Report) -> list[tuple[object, ...]]:
        return [(r.law, r.status, r.cases, r.failure) for r in report.results]

    faulty = backend(masked_loss=lambda idxs, loss: len(idxs))
    first, second = (check(faulty, profile="quick", seed=7) for _ in range(2))
    assert told(first) == told(second)


@pytest.mark.parametrize(
    "statement",
    [
        "theorem t {n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) : maskedLoss (xs ++ xs) f = maskedLoss xs f",
        "theorem t {n : Nat} (i : Fin n) (xs : List (Fin n)) (f : Fin n → Nat) : "
        "maskedLoss (i :: xs) f = maskedLoss xs f",
        "theorem t {n : Nat} (m : Mask n) : complement m = m",
        "theorem t {n : Nat} (m : Mask n) (i : Fin n) (h : selected m i) : selected (complement m) i",
        "theorem t {n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (h : ∀ i ∈ xs, f i = 1) : maskedLoss xs f = 1",
    ],
)
def test_a_false_theorem_is_refuted_on_a_correct_backend(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "false.yaml"
    path.write_text(f"module: Wrong\ntheorems:\n  t:\n    lean: |\n      {statement}\n", encoding="utf-8")
    (result,) = check("python", spec=path).results
    assert result.status == "false_statement"


def test_a_premise_that_nothing_meets_is_vacuous_and_no_success(tmp_path: Path) -> None:
    path = tmp_path / "vacuous.yaml"
    path.write_text("module: V\ntheorems:\n  t: {lean: 'theorem t (m : Mask 2) (h : False) : complement m = m'}\n")
    report = check("python", spec=path)
    assert report.results[0].status == "vacuous"
    assert report.exit_status() == 1


def test_limits_that_leave_a_law_nothing_to_say_are_no_failure() -> None:
    part = SimpleNamespace(**vars(backend()) | {"name": "none", "limits": {"max_n": 0}})
    report = check(part, profile="quick")
    assert report.conforms("none")
    zero = next(r for r in report.results if r.law == "maskedLoss_eq_zero_of_all_zero")
    assert (zero.status, zero.limited) == ("vacuous", True)
    assert "max_n=0" in zero.note


def test_a_law_fails_in_a_stage_by_itself_where_that_stage_has_the_input() -> None:
    def checker(complement: Callable[[list[bool]], list[bool]]) -> Checker:
        spec = shipped()
        return Checker(load_backend(backend(complement=complement), spec.definitions), spec, PROFILES["quick"], 0)

    def fails_where(is_wrong: Callable[[int], bool]) -> list[str]:
        of = checker(lambda mask: list(mask) if is_wrong(len(mask)) else [not bit for bit in mask])
        return [stage for stage in STAGES if of.fails_in(shipped_law("complement"), stage)]

    assert fails_where(lambda n: n > 0) == ["exhaustive", "sampled", "wide"]
    assert fails_where(lambda n: n > 100) == ["wide"]
    assert fails_where(lambda n: False) == []
