"""Statements of every form get the verdict that they deserve, in little time: true, false, or never met."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.errors import SpecError
from conformance.laws.specfile import load
from conformance.records.result import Result
from conformance.values.membership import has_types
from tests.cases.support import law_of

TRUE = [
    "theorem t {n : Nat} (i j : Fin n) (m : Mask n) (h : i < j) : j.val < n ∧ complement (complement m) = m",
    "theorem t {n : Nat} (m : Mask n) (h : 100 < n) : complement (complement m) = m",
    "theorem t {n k : Nat} (m : Mask n) (h : n = k + 3) : complement (complement m) = m",
    "theorem t {n : Nat} (m : Mask n) (i : Fin n) (h : ¬ selected m i) : selected (complement m) i",
    "theorem t {n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (h : ∀ i ∈ xs, ∀ j ∈ xs, i = j) : "
    "maskedLoss xs.eraseDups f ≤ maskedLoss xs f",
    "theorem t {n : Nat} (f g : Fin n → Nat) (xs : List (Fin n)) (h : ∀ i j : Fin n, f i ≤ g j) : "
    "maskedLoss xs f ≤ maskedLoss xs g",
    "theorem t {n k : Nat} (F : Fin k → Mask n) (i : Fin k) : complement (complement (F i)) = F i",
    "theorem t {n : Nat} (Ms : Fin n → Mask n) (i : Fin n) : complement (complement (Ms i)) = Ms i",
    "theorem t (F : Fin 0 → Mask 64) (m : Mask 2) : complement (complement m) = m",
    "theorem t {n : Nat} (m : Mask (n * n * n)) : complement (complement m) = m",
    "theorem t {n : Nat} (m : Mask (n + 1)) : complement (complement m) = m",
    "theorem t (m : Mask 3) : selected m 0 ∨ selected (complement m) 0",
    "theorem t (k : Nat) (m : Mask 1) : (List.range k).length = k ∧ complement (complement m) = m",
    "theorem t (a b : Nat) (m : Mask 1) : complement (complement m) = m ∧ (a ≤ b ∨ ∀ j < a, j ≤ a)",
    "theorem t (f : Nat → Nat) (k : Nat) (m : Mask 2) (h : f k = 0) : complement (complement m) = m ∧ f k < 1",
    "theorem t {n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (h : ∀ i ∈ xs, 0 < f i) (g : ¬ xs = []) : "
    "0 < maskedLoss xs f",
]
FALSE = [
    "theorem t {n : Nat} (m : Mask n) (h : 100 < n) : complement m = m",
    "theorem t {n : Nat} (i j : Fin n) (h : i < j) (m : Mask n) : selected m i → selected m j",
    "theorem t {n k : Nat} (F : Fin k → Mask n) (i : Fin k) : complement (F i) = F i",
    "theorem t {n : Nat} (xs ys : List (Fin n)) (f : Fin n → Nat) (h : xs.length = ys.length) : "
    "maskedLoss xs f = maskedLoss ys f",
    "theorem t {n : Nat} (f g : Fin n → Nat) (xs : List (Fin n)) (h : ∀ i : Fin n, f i ≤ g i) : "
    "maskedLoss xs g ≤ maskedLoss xs f",
]
NEVER_MET = [
    "theorem t {n : Nat} (i : Fin n) (m : Mask n) (h : n = 0) : complement m = m",
    "theorem t {n : Nat} (m : Mask n) (h : n < n) : complement m = m",
    "theorem t {n : Nat} (m : Mask n) (h : ∀ i : Fin n, selected m i ∧ ¬ selected m i) (g : 0 < n) : complement m = m",
    "theorem t (m : Mask 1000000000) : complement m = m",
]


def verdict(tmp_path: Path, statement: str) -> Result:
    path = tmp_path / "spec.yaml"
    path.write_text(f"module: M\ntheorems:\n  t:\n    lean: |\n      {statement}\n", encoding="utf-8")
    (result,) = check("python", spec=path, profile="quick").results
    return result


@pytest.mark.parametrize("statement", TRUE)
def test_a_true_statement_passes(tmp_path: Path, statement: str) -> None:
    result = verdict(tmp_path, statement)
    assert (result.status, result.note) == ("passed", "")
    assert result.cases > 1


@pytest.mark.parametrize("statement", FALSE)
def test_a_false_statement_is_refuted_on_an_input_of_its_types(tmp_path: Path, statement: str) -> None:
    result = verdict(tmp_path, statement)
    assert result.status == "false_statement"
    assert result.failure is not None
    frame = [_tuples(v) for v in result.failure.inputs.values()]
    assert has_types(law_of(statement).binders, frame)


@pytest.mark.parametrize("statement", NEVER_MET)
def test_a_statement_that_is_never_met_is_vacuous(tmp_path: Path, statement: str) -> None:
    assert verdict(tmp_path, statement).status == "vacuous"


def test_a_statement_without_variables_has_one_case(tmp_path: Path) -> None:
    assert verdict(tmp_path, "theorem t : complement (allMask 2) = emptyMask 2").cases == 1


@pytest.mark.parametrize(
    "example",
    [
        "(List.range 99999999999).length = 99999999999",
        "∀ i : Fin 9999999999, i = i",
        "complement (allMask 9999999999) = emptyMask 9999999999",
        "∀ i < 9999999999, i = i",
    ],
)
def test_an_example_that_counts_too_far_is_told(tmp_path: Path, example: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ntheorems:\n  t:\n    lean: 'theorem t (m : Mask 1) : complement (complement m) = m'\n"
        f"    examples: ['{example}']\n",
        encoding="utf-8",
    )
    with pytest.raises(SpecError, match=r"spec.yaml:5: the example of `t` cannot be evaluated: it counts to"):
        load([path])


DOUBLING = "".join(
    f"  f{k}: {{lean: 'def f{k} (x : Nat) : Nat := f{k - 1} (f{k - 1} x)'}}\n" for k in range(1, 40)
)  # fmt: skip


@pytest.mark.parametrize(
    "example",
    [
        "∀ i < 900000, ∀ j < 900000, f0 i = i",
        "((List.range 900000).map (fun i => List.range 900000)).length = 900000",
        "f39 3 = 3",
    ],
)
def test_an_example_that_would_not_end_is_told(tmp_path: Path, example: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ndefinitions:\n  f0: {lean: 'def f0 (x : Nat) : Nat := x'}\n" + DOUBLING +
        f"theorems:\n  t: {{lean: 'theorem t : f0 0 = 0', examples: ['{example}']}}\n",
        encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(SpecError, match=r"cannot be evaluated: it takes more than 1,000,000 steps"):
        load([path])


SQUARED = "sq (" * 27 + "1000000000" + ")" * 27


@pytest.mark.parametrize(
    ("example", "why"),
    [
        (f"{SQUARED} = 0", "it makes a number of "),
        ("10 ^ 10 ^ 10 = 0", "it makes a power of more than 30,000,000,000 bits"),
        ("10 ^ 10 ^ 1000 = 0", "it makes a power of more than "),
        ("(List.range 100000).foldl (fun a x => a * 3) 1 = 0", "it makes a number of "),
        ("(List.range 100000).foldr (fun x a => a + a) 1 = 0", "it makes a number of "),
        ("(List.range 100000).foldl (fun a x => [a, a].sum) 1 = 0", "it makes a number of "),
        ("(List.range 40).foldl (fun a x => a ++ a) [1] = [1]", "it takes more than 1,000,000 steps"),
        ("(List.range (10 ^ 4000)).length = 0", r"it counts to 100…000 \(4,001 digits\)"),
    ],
)
def test_numbers_that_grow_without_end_are_told(tmp_path: Path, example: str, why: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ndefinitions:\n  sq: {lean: 'def sq (n : Nat) : Nat := n * n'}\n"
        f"theorems:\n  t: {{lean: 'theorem t : sq 0 = 0', examples: ['{example}']}}\n",
        encoding="utf-8",
    )
    with pytest.raises(SpecError, match=f"the example of `t` cannot be evaluated: {why}"):
        load([path])


def test_sizes_too_long_to_be_written_are_read_and_shown(tmp_path: Path) -> None:
    factors = " * ".join(["9" * 1_000] * 6)
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"module: M\ntheorems:\n  t: {{lean: 'theorem t (i : Fin ({factors})) : i = i ∧ f i = 0'}}\n", encoding="utf-8"
    )
    with pytest.raises(SpecError, match="unknown name `f`"):
        load([path])


def test_abbreviations_that_double_are_refused_where_they_get_too_large(tmp_path: Path) -> None:
    lines = [f"  T{k}: {{lean: 'abbrev T{k} := T{k - 1} → T{k - 1}'}}\n" for k in range(1, 31)]
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ndefinitions:\n  T0: {lean: 'abbrev T0 := Nat → Nat'}\n" + "".join(lines), encoding="utf-8"
    )
    with pytest.raises(SpecError, match=r"spec.yaml:11:28: `T8` stands for a type of more than 1,000 parts"):
        load([path])


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def one_law(tmp_path: Path, statement: str, backend: object) -> Result:
    path = tmp_path / "spec.yaml"
    path.write_text(f"module: M\ntheorems:\n  t:\n    lean: 'theorem t {statement}'\n", encoding="utf-8")
    (result,) = check(backend, spec=[path], profile="quick", laws=["t"]).results
    return result


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("(m : Mask 1) : (List.range 99999999).length = 0 ∧ complement m = m", "it counts to 99,999,999"),
        ("(m : Mask 1) : 0 < 10 ^ 10 ^ 10 ∧ complement m = m", "it makes a power of more than 30,000,000,000 bits"),
        ("(n : Nat) (m : Mask n) : 7 ^ 9999 = 0 ∨ complement m = m", "it makes a power of more than 19,998 bits"),
    ],
)
def test_a_law_that_cannot_be_evaluated_is_the_spec_s_to_mend(tmp_path: Path, statement: str, why: str) -> None:
    result = one_law(tmp_path, statement, "python")
    assert result.status == "false_statement"
    assert result.failure is not None
    assert f"the statement cannot be evaluated by the spec's own definitions: {why}" in result.failure.message


def test_inputs_on_which_a_law_takes_too_much_are_not_counted(tmp_path: Path) -> None:
    result = one_law(tmp_path, "(n : Nat) (m : Mask 1) : 0 < 10 ^ 10 ^ n ∧ complement (complement m) = m", "python")
    assert result.status == "passed"
    assert 8 <= result.cases < 20  # n up to 3, with both masks
    assert result.evidence.exhaustive is not None
    assert result.evidence.exhaustive.cases == 8


def test_premises_that_take_too_much_are_not_met(tmp_path: Path) -> None:
    statement = "(n : Nat) (m : Mask 1) (h : 10 ^ 10 ^ n < 20) : complement (complement m) = m"
    result = one_law(tmp_path, statement, "python")
    assert (result.status, result.evidence.exhaustive is not None and result.evidence.exhaustive.cases) == ("passed", 2)


def test_sizes_that_take_too_much_make_no_inputs(tmp_path: Path) -> None:
    result = one_law(tmp_path, "(n : Nat) (m : Mask (10 ^ 10 ^ 10)) : complement (complement m) = m", "python")
    assert result.status in ("vacuous", "false_statement")


def test_what_a_backend_gives_may_be_too_much_for_the_statement(tmp_path: Path) -> None:
    statement = "(f : Fin 1 → Nat) : (List.range (min 5 (maskedLoss [0] f))).length = min 5 (maskedLoss [0] f)"
    assert one_law(tmp_path, statement, "python").status == "passed"
    statement = "(i : Fin 2) : (List.range (maskedLoss [i] (fun _ => 3))).length = 3"
    assert one_law(tmp_path, statement, "python").status == "passed"
    result = one_law(tmp_path, statement, SimpleNamespace(masked_loss=lambda idxs, losses: 10**12))
    assert result.status == "failed"
    assert result.failure is not None
    assert result.failure.message.startswith(
        "with what came back the statement cannot be evaluated: it counts to 1,000,000,000,000, and at most 1,000,000"
    )
