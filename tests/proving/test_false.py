"""What is false is never proved, least of all where a formula of the solver's is near to the statement and not it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("z3")

from tests.proving.spec import proofs

FALSE = {
    "subtraction that stops at 0": "t (a b : Nat) : a - b + b = a",
    "an empty Fin": "t (n : Nat) : ∃ i : Fin n, i.val = 0",
    "an empty type": "t {α : Type} (f : α → Nat) : ∃ a : α, f a = 0 ∨ 0 < f a",
    "a sum over nothing": "t {n : Nat} (c : ℝ) (h : 0 < c) : 0 < ∑ i : Fin n, c",
    "division by 0": "t (a b : ℝ) : a / b * b = a",
    "division of naturals by 0": "t (a b : Nat) : a / b * b + a % b < a + b",
    "division that rounds": "t (a b : Nat) (h : 0 < b) : a / b * b = a",
    "a literal that wraps": "t (n : Nat) : (2 : Fin (n + 1)).val = 2",
    "addition that wraps": "t {n : Nat} (i j : Fin (n + 1)) : (i + j).val = i.val + j.val",
    "the largest of Fin": "t {n : Nat} (i : Fin n) : i.val + 1 < n",
    "a place out of range": "t (xs : List Nat) (k : Nat) : xs.getD k 1 = xs.getD k 2",
    "no first item": "t (xs : List Nat) : xs.head? ≠ none",
    "duplicates that count once": "t (xs : List Nat) (a : Nat) : xs.count a ≤ 1",
    "duplicates that are erased": "t (xs : List Nat) : xs.eraseDups.length = xs.length",
    "order that matters": "t (xs ys : List Nat) : xs ++ ys = ys ++ xs",
    "a list of no items": "t (xs : List Nat) : 0 < xs.length",
    "integers below 0": "t (xs : List Int) : 0 ≤ xs.sum",
    "integers by induction": "t (a : Int) : 0 ≤ a",
    "functions that differ somewhere": "t {n : Nat} (f g : Fin n → Nat) (h : ∑ i, f i = ∑ i, g i) : f = g",
    "a table at one place": "t {n : Nat} (f g : Fin (n + 1) → Nat) (h : f 0 = g 0) : f = g",
    "all and some": "t {n : Nat} (m : Fin n → Bool) (h : ∀ i, m i = true) : ∃ i, m i = true",
    "zip of unequal lists": "t (xs ys : List Nat) : (xs.zip ys).length = xs.length",
    "a fold from the other end": "t (xs : List Int) : xs.foldl (fun a b => b - a) 1 = xs.foldr (fun a b => a - b) 1",
    "fractions that are no integers": "t (q : Rat) : q.floor = q.ceil",
    "a mean of nothing": "t {n : Nat} (c : ℝ) : (∑ i : Fin n, c) / n = c",
    "an item of a list of naturals": "t (xs : List Nat) (h : 0 < xs.sum) : 0 < xs.headD 1",
    "a variable called like a function": "t (append : List Nat → List Nat → List Nat) (xs : List Nat) "
    "(h : xs ++ [] = xs) : append [] xs = xs",
    "a variable called like a sum": "t {n : Nat} (over : Fin n → ℝ) (h : [1].length = 1) (h2 : [1].sum = 1) "
    "(h3 : ∑ i, over i = ∑ i, over i) (k : Fin n) (hk : k.val = 0) (g : over k = 5) : False",
    "functions into a type that may be empty": "t {α : Type} (f : Nat → α) (g : α → Int) : g (f 0) = 0",
}  # fmt: skip


@pytest.mark.parametrize("case", FALSE)
def test_a_false_statement_is_not_proved(tmp_path: Path, case: str) -> None:
    (proof,) = proofs(tmp_path, FALSE[case]).values()
    assert not proof.is_proved, proof


def test_the_sum_of_integers_is_not_that_of_naturals(tmp_path: Path) -> None:
    found = proofs(tmp_path, "t (xs : List Nat) (zs : List Int) (h : 0 ≤ xs.sum) : 0 ≤ zs.sum")
    assert not found["t"].is_proved


def test_a_false_theorem_is_no_lemma_for_those_after_it(tmp_path: Path) -> None:
    found = proofs(tmp_path, "first (a b : Nat) : a - b + b = a", "second (a : Nat) : 0 - a + a = 0")
    assert not found["first"].is_proved
    assert not found["second"].is_proved
