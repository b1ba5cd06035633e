"""What a law calls and a backend does not have: helpers, and operations of which the definition says what they give."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.errors import SpecError, UsageError
from conformance.laws.specfile import load
from conformance.records.report import Report

SPEC = """\
module: Lab.Keep
definitions:
  hiddenCount:
    helper: true
    lean: "def hiddenCount {n : Nat} (m : Mask n) : Nat := (List.finRange n).countP (fun i => !m i)"
  opposite:
    helper: true
    lean: "def opposite {n : Nat} (m : Mask n) : Mask n := complement m"
operations:
  keep:
    lean: "opaque keep (n k : Nat) (seed : Seed) (h : k ≤ n) : Mask n"
laws:
  keep_count:
    stated: the lab
    lean: "theorem keep_count (n k : Nat) (seed : Seed) (h : k ≤ n) : hiddenCount (keep n k seed h) = n - k"
  opposite_hidden:
    stated: the lab
    lean: "theorem opposite_hidden {n : Nat} (m : Mask n) : hiddenCount m + hiddenCount (opposite m) = n"
  hidden_few:
    stated: the lab
    lean: "theorem hidden_few {n : Nat} (m : Mask n) : hiddenCount m ≤ n"
  keep_loss:
    stated: the lab
    lean: |
      theorem keep_loss (n : Nat) (seed : Seed) (f : Fin n → Nat) :
        maskedLoss [] f = 0 ∧ hiddenCount (keep n n seed (by omega)) = 0
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "keep.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def kept(n: int, k: int, seed: int) -> list[bool]:
    return [(i + seed) % n < k for i in range(n)]


def report_of(spec: Path, **functions: object) -> Report:
    return check(SimpleNamespace(**functions), spec=[spec], profile="quick", laws=["*_*"])


def notes(report: Report) -> dict[str, tuple[str, str]]:
    return {r.law: (r.status, r.note) for r in report.results if r.kind == "theorem"}


def test_a_helper_is_evaluated_by_the_language(spec: Path) -> None:
    report = report_of(spec, keep=kept)
    assert notes(report)["keep_count"] == ("passed", "with `hiddenCount` by its definition")
    assert report["keep_count"].cases > 100


def test_a_helper_is_no_operation_and_has_no_laws(spec: Path) -> None:
    loaded = load([spec])
    assert "hiddenCount" in loaded.definitions
    assert "hiddenCount" not in loaded.operations
    report = check(SimpleNamespace(keep=kept, hidden_count=lambda m: 0), spec=[spec], profile="quick")
    assert not [law.id for law in report.laws if law.id.startswith(("hiddenCount", "opposite."))]
    assert report["keep_count"].status == "passed"
    with pytest.raises(UsageError, match="`hiddenCount` is a helper"):
        check("python", spec=[spec], laws=["hiddenCount"])


def test_what_a_helper_calls_is_asked_of_the_backend(spec: Path) -> None:
    """`opposite m` stands for `complement m`, and a wrong one is told of as such."""
    wrong = report_of(spec, complement=lambda m: [not b for b in m[:-1]] + m[-1:])["opposite_hidden"]
    assert wrong.status == "failed"
    assert wrong.failure is not None
    assert wrong.failure.operation == "complement"
    assert wrong.failure.expected_text == "n = 1"
    assert wrong.failure.actual_text.startswith("hiddenCount m + hiddenCount (opposite m) = ")
    assert [call.term for call in wrong.failure.calls] == ["opposite m"]
    right = report_of(spec, complement=lambda m: [not b for b in m])
    assert notes(right)["opposite_hidden"][0] == "passed"


def test_a_law_of_helpers_alone_says_nothing_of_a_backend(spec: Path) -> None:
    assert notes(report_of(spec, keep=kept))["hidden_few"] == (
        "not_provided", "the law calls no operation of a backend",
    )  # fmt: skip


def test_a_law_that_calls_nothing_says_nothing_of_a_backend(tmp_path: Path) -> None:
    spec = tmp_path / "none.yaml"
    spec.write_text("module: None\ntheorems:\n  t: {lean: 'theorem t (n : Nat) : n + 0 = n'}\n", encoding="utf-8")
    report = check(SimpleNamespace(selected=lambda mask, i: mask[i]), spec=spec, profile="quick")
    assert (report["t"].status, report["t"].note) == ("not_provided", "the law calls no operation of a backend")
    assert report.exit_status() == 1


def test_what_a_backend_lacks_is_evaluated_where_a_law_calls_what_it_has(spec: Path) -> None:
    report = report_of(spec, keep=kept)
    assert notes(report)["keep_loss"] == ("passed", "with `maskedLoss`, `hiddenCount` by their definitions")
    one_more = report_of(spec, keep=lambda n, k, seed: kept(n, max(k - (n > 3), 0), seed))["keep_loss"]
    assert one_more.failure is not None
    assert one_more.failure.operation == "keep"


def test_the_law_of_what_is_lacking_and_its_obligations_are_not_provided() -> None:
    report = check(SimpleNamespace(complement=lambda m: [not b for b in m]), module="masking", profile="quick")
    assert report["complement_selected_iff"].status == "passed"
    result = report["complement_selected_iff"]
    assert (result.note, result.by_definition) == ("with `selected` by its definition", ("selected",))
    assert "In 1 result what a backend lacks was taken from its definition: selected." in str(report)
    lacking = {r.law for r in report.results if r.status == "not_provided"}
    assert {"selected", "selected.well_formed", "allMask_selected", "maskedLoss_append"} <= lacking


def test_what_has_no_body_is_asked_of_a_backend_alone(spec: Path) -> None:
    report = report_of(spec, masked_loss=lambda xs, f: sum(f[i] for i in xs))
    assert notes(report)["keep_loss"] == ("not_provided", "the backend has no `keep`")


def test_no_definition_may_say_what_a_helper_without_a_value_comes_to(tmp_path: Path) -> None:
    text = """\
module: M
definitions:
  a: {helper: true, lean: "def a (n : Nat) : Nat := n + 1"}
operations:
  f: {lean: "opaque f (n : Nat) : Nat"}
theorems:
  t: {lean: "theorem t (n : Nat) : f n = a n"}
"""
    path = tmp_path / "m.yaml"
    path.write_text(text.replace("operations", "definitions", 0), encoding="utf-8")
    assert [d.id for d in load([path]).declarations if d.is_helper] == ["a"]
    for wrong in ("theorems:\n  t: {helper: true, ", "operations:\n  f: {helper: true, "):
        section = wrong.partition(" {")[0]
        path.write_text(text.replace(section + " {", wrong), encoding="utf-8")
        with pytest.raises(SpecError, match="helper"):
            load([path])
