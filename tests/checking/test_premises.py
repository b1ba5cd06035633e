"""A law is about the backend's operations, in its premises too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.api import local_sessions
from conformance.backends import python as correct
from conformance.cases.profiles import PROFILES
from conformance.records.result import Result
from conformance.subjects.loading import load_backend
from tests.cases.support import law_of, spec_of

OPERATIONS = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
MASK_AT = "{n : Nat} (m : Mask n) (i : Fin n)"


def backend(**functions: Callable[..., Any]) -> SimpleNamespace:
    """The built-in Python backend, with some operations exchanged."""
    return SimpleNamespace(**{name: getattr(correct, name) for name in OPERATIONS} | functions)


def result(tmp_path: Path, statement: str, subject: object, definitions: str = "") -> Result:
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"module: M\n{definitions}theorems:\n  t:\n    lean: |\n      theorem t {statement}\n", encoding="utf-8"
    )
    (found,) = check(subject, spec=path, laws=["t"], profile="quick").results
    return found


ALWAYS, NEVER, REVERSED = lambda m, i: True, lambda m, i: False, lambda m, i: not m[i]


@pytest.mark.parametrize("wrong", [ALWAYS, NEVER, REVERSED])
def test_what_is_assumed_holds(tmp_path: Path, wrong: Callable[..., bool]) -> None:
    found = result(tmp_path, f"{MASK_AT} (h : selected m i) : selected m i", backend(selected=wrong))
    assert found.status == ("vacuous" if wrong is NEVER else "passed")
    assert found.note == ("the backend met the premises on no input" if wrong is NEVER else "")


@pytest.mark.parametrize("statement", [
    f"{MASK_AT} (h : selected m i) : m i = true",
    f"{MASK_AT} : selected m i → m i = true",
    f"{MASK_AT} : ¬ selected m i ∨ m i = true",
    "{n : Nat} (m : Mask n) : ∀ i : Fin n, selected m i → m i = true",
    "{n : Nat} (m : Mask n) : True ∧ ∀ i : Fin n, selected m i → m i = true",
])  # fmt: skip
def test_inputs_that_meet_a_premise_by_the_backend_alone_are_found(tmp_path: Path, statement: str) -> None:
    found = result(tmp_path, statement, backend(selected=ALWAYS))
    assert found.status == "failed"
    assert found.failure is not None
    assert found.failure.inputs["m"] == [False]
    assert result(tmp_path, statement, backend()).status == "passed"


def test_inputs_are_counted_whose_premises_the_backend_says_are_met(tmp_path: Path) -> None:
    statement = f"{MASK_AT} (h : selected m i) (g : n = 2) : 0 < maskedLoss [i] (fun _ => 1)"
    assert result(tmp_path, statement, backend()).evidence.exhaustive["cases"] == 4  # type: ignore[index]
    assert result(tmp_path, statement, backend(selected=ALWAYS)).evidence.exhaustive["cases"] == 8  # type: ignore[index]


def test_a_premise_that_says_nothing_by_the_backend_is_no_evidence(tmp_path: Path) -> None:
    statement = "{n : Nat} (m : Mask n) (h : ∀ i : Fin n, selected m i → selected (complement m) i) : m = m"
    found = result(tmp_path, statement, backend(selected=NEVER))
    assert (found.status, found.cases > 0) == ("vacuous", True)
    assert "trivial way" in found.note


def _raises(m: list[bool], i: int) -> bool:
    raise ValueError("no")


@pytest.mark.parametrize(("wrong", "reason"), [(_raises, "exception"), (lambda m, i: 3, "malformed")])
def test_a_premise_that_gives_no_answer_fails(tmp_path: Path, wrong: Callable[..., Any], reason: str) -> None:
    found = result(tmp_path, f"{MASK_AT} (h : selected m i) : m i = true", backend(selected=wrong))
    assert found.status == "failed"
    assert found.failure is not None
    assert (found.failure.reason, found.failure.operation) == (reason, "selected")


LISTED = "{n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (i : Fin n)"


@pytest.mark.parametrize("statement", [
    f"{LISTED} (h : 0 < maskedLoss xs f) (g : i ∈ xs) : 0 < xs.length",
    f"{LISTED} (h : 0 < maskedLoss xs f ∧ i ∈ xs) : 0 < xs.length",
    f"{LISTED} (h : ¬(0 < maskedLoss xs f → ¬ i ∈ xs)) : 0 < xs.length",
    f"{LISTED} (h : (decide (0 < maskedLoss xs f) && decide (i ∈ xs)) = true) : 0 < xs.length",
    f"{LISTED} : 0 < maskedLoss xs f → i ∈ xs → 0 < xs.length",
    f"{LISTED} : 0 < maskedLoss xs f ∧ i ∈ xs → 0 < xs.length",
    f"{LISTED} : True ∧ (0 < maskedLoss xs f ∧ i ∈ xs → 0 < xs.length)",
    f"{LISTED} : ¬(0 < maskedLoss xs f) ∨ ¬ i ∈ xs ∨ 0 < xs.length",
    "{n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) : True ∧ ∀ i : Fin n, 0 < maskedLoss xs f → i ∈ xs → xs ≠ []",
])  # fmt: skip
def test_what_other_premises_rule_out_is_not_asked_of_an_operation(tmp_path: Path, statement: str) -> None:
    asked: list[int] = []

    def total(idxs: list[int], losses: list[int]) -> int:
        asked.append(len(idxs))
        if not idxs:
            raise ValueError("nothing to add")
        return correct.masked_loss(idxs, losses)

    assert result(tmp_path, statement, backend(masked_loss=total)).status == "passed"
    assert 0 not in asked


@pytest.mark.parametrize(
    "premises", ["(h : selected m i) (g : complement m = m)", "(h : selected m i ∧ complement m = m)"]
)
def test_premises_that_ask_are_asked_in_order_up_to_the_first_that_does_not_hold(tmp_path: Path, premises: str) -> None:
    def raises(mask: list[bool]) -> list[bool]:
        if not all(mask):
            raise ValueError("no")
        return mask

    never = result(tmp_path, f"{MASK_AT} {premises} : m i = true", backend(selected=NEVER, complement=raises))
    always = result(tmp_path, f"{MASK_AT} {premises} : m i = true", backend(selected=ALWAYS, complement=raises))
    assert (never.status, always.status) == ("vacuous", "failed")
    assert always.failure is not None
    assert (always.failure.reason, always.failure.operation) == ("exception", "complement")


@pytest.mark.parametrize("premise", [
    "∀ j ∈ xs, selected m j", "xs.all (fun j => decide (selected m j)) = true", "¬ xs.any (fun j => !m j) = true",
])  # fmt: skip
def test_a_premise_that_says_nothing_of_an_empty_list_is_told_however_it_is_written(
    tmp_path: Path, premise: str
) -> None:
    statement = (
        f"{{n : Nat}} (m : Mask n) (xs : List (Fin n)) (h : {premise}) (e : xs = []) : maskedLoss xs (fun _ => 1) = 0"
    )
    found = result(tmp_path, statement, backend())
    assert (found.status, found.cases > 0) == ("vacuous", True)
    assert "trivial way" in found.note


def test_premises_are_shown_as_they_are_written(tmp_path: Path) -> None:
    statement = f"{MASK_AT} (h : selected m i ∧ i.val < 9) : complement m i = false"
    found = result(tmp_path, statement, backend(complement=lambda mask: mask))
    assert found.failure is not None
    assert found.failure.message.endswith(", where `selected m i ∧ i.val < 9` holds")


def test_an_operation_of_a_premise_alone_that_is_lacking_is_as_its_definition_says(tmp_path: Path) -> None:
    subject = backend()
    del subject.selected
    found = result(tmp_path, f"{MASK_AT} (h : selected m i) : complement (complement m) = m", subject)
    assert (found.status, found.note) == ("passed", "with `selected` by its definition")


def test_calls_of_a_premise_stay_inside_the_limits(tmp_path: Path) -> None:
    asked: list[int] = []

    def total(idxs: list[int], losses: list[int]) -> int:
        asked.append(sum(losses[i] for i in idxs))
        return asked[-1]

    subject = backend(masked_loss=total)
    subject.limits = {"max_nat": 5}
    statement = "{n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (h : maskedLoss xs f < 9) : xs.length = xs.length"
    found = result(tmp_path, statement, subject)
    assert (found.status, max(asked)) == ("passed", 5)


def test_a_failure_tells_the_calls_of_premises_and_the_snippet_makes_them(tmp_path: Path) -> None:
    module = tmp_path / "always.py"
    module.write_text(
        "from conformance.backends.python import *\ndef selected(mask, i):\n    return True\n", encoding="utf-8"
    )
    found = result(tmp_path, f"{MASK_AT} (h : selected m i) : complement m i = false", str(module))
    assert found.failure is not None
    assert [(c.term, c.returned, c.differs) for c in found.failure.calls] == [
        ("selected m i", True, True), ("complement m", [True], False),
    ]  # fmt: skip
    assert found.failure.message.endswith(", where `selected m i` holds")
    assert found.failure.operation == "selected"
    with pytest.raises(AssertionError, match="True"):
        exec(found.failure.reproduce, {})
    before, _, after = found.failure.reproduce.rpartition("# selected m i = false")
    exec(before, {})
    assert "got_1 == False" in after


def test_a_smaller_input_meets_the_premises_by_the_backend(tmp_path: Path) -> None:
    wide = backend(selected=lambda m, i: m[i] or len(m) >= 40)
    found = result(tmp_path, f"{MASK_AT} (h : selected m i) : m i = true", wide)
    assert found.failure is not None
    assert found.failure.inputs == {"n": 40, "m": [False] * 40, "i": 0}


def test_a_kept_input_whose_premises_the_backend_does_not_meet_is_none(tmp_path: Path) -> None:
    statement = f"theorem t {MASK_AT} (h : selected m i) : m i = true"
    spec = spec_of(statement)
    law = law_of(statement)
    inputs = {"n": 1, "m": [False], "i": 0}
    told = {}
    for name, wrong in (("always", ALWAYS), ("never", NEVER)):
        loaded = load_backend(backend(selected=wrong), spec.definitions)
        (session,) = local_sessions([loaded], spec, PROFILES["quick"], 0)
        kept = session.replay(law, inputs)
        told[name] = kept.status, kept.note
    assert told == {
        "always": ("failed", ""), "never": ("vacuous", "the backend says that the premises do not hold for it"),
    }  # fmt: skip


GENERATOR = """\
definitions:
  maskOf: {lean: "def maskOf (n k s : Nat) : Mask n := fun i => i.val < n - k"}
  keptIds: {lean: "def keptIds (n k s : Nat) : List (Fin n) := (List.finRange n).filter (fun i => !(maskOf n k s i))"}
"""
"""A generator of which the spec's body is one of many that would do: `k` positions are kept."""


@pytest.mark.parametrize("statement", [
    "(n k s : Nat) : ∀ i ∈ keptIds n k s, maskOf n k s i = false",
    "(n k s : Nat) : (keptIds n k s).all (fun i => !(maskOf n k s i)) = true",
])  # fmt: skip
def test_a_generator_that_keeps_other_positions_is_right(tmp_path: Path, statement: str) -> None:
    def kept(n: int, k: int, s: int) -> list[int]:
        return [(s + j) % n for j in range(min(n, k))]

    right = backend(kept_ids=kept, mask_of=lambda n, k, s: [j not in kept(n, k, s) for j in range(n)])
    wrong = backend(kept_ids=kept, mask_of=lambda n, k, s: [j < n - k for j in range(n)])
    assert result(tmp_path, statement, right, GENERATOR).status == "passed"
    assert result(tmp_path, statement, wrong, GENERATOR).status == "failed"
