"""Premises that are read as instructions: what is drawn meets them, all of it, and not by chance."""

from __future__ import annotations

import pytest

from conformance.cases.sample import draw
from tests.cases.support import domain_of, law_of

READ = [
    "(h : ∀ i ∈ xs, f i = 0)",
    "(h : ∀ i ∈ xs, f i = 1234)",
    "(h : ∀ i ∈ xs, 4321 < f i)",
    "(h : ∀ i ∈ xs, f i < 2)",
    "(h : ∀ i ∈ xs, 7 ≤ f i ∧ f i ≤ 9)",
    "(h : ∀ i : Fin n, selected m i)",
    "(h : ∀ i ∈ xs, ¬ selected m i)",
    "(h : ∀ i ∈ xs, selected (complement m) i)",
    "(h : ∀ i : Fin n, f i = g i)",
    "(h : ∀ i : Fin n, f i ≤ g i)",
    "(h : ∀ i : Fin n, m i ≤ l i)",
    "(h : ∀ i ∈ xs, ¬ l i < m i)",
    "(h : 100 < k) (e : j < k)",
    "(h : k ∈ ks)",
    "(h : ∀ i ∈ xs, f i ∈ ks)",
    "(h : xs.Nodup)",
    "(h : ks.Nodup) (e : k ∈ ks)",
    "(h : ks.Perm js)",
    "(h : ks.reverse = js)",
    "(h : ks = js ++ is)",
    "(h : ks ++ [3] = js)",
    "(h : ks.isEmpty = true) (e : js = [1])",
    "(h : ks.contains k = true)",
    "(h : a + 3 = k)",
    "(h : k + a = 2 * j)",
    "(h : a + 1 < k) (e : j = a + k)",
    "(h : ∀ i ∈ xs, f i + g i = k + 12)",
    "(h : ks.sum = k) (e : ks ≠ [])",
    "(h : k :: ks = js)",
    "(h : ∀ i ∈ xs, f i ≠ g i)",
    "(h : ks ≠ js) (e : k ≠ j)",
]


@pytest.mark.parametrize("premises", READ)
def test_every_input_that_is_drawn_meets_them(premises: str) -> None:
    binders = "{n : Nat} (xs : List (Fin n)) (f g : Fin n → Nat) (m l : Mask n) (a j k : Nat) (is js ks : List Nat)"
    domain = domain_of(law_of(f"theorem t {binders} {premises} : True"))
    drawn = [frame for frame in draw(domain, 40, 0) if frame is not None]
    assert len(drawn) >= 30
    assert all(domain.premises_met(frame) for frame in drawn)
    assert any(domain.nontrivial(frame) for frame in drawn)


@pytest.mark.parametrize(
    "premises",
    [
        "(h : xs.length = 5)",
        "(h : 7 < xs.length)",
        "(h : xs.length = ks.length)",
        "(h : ks.length = n)",
        "(h : maskedLoss xs f = 12)",
        "(h : 4000 ≤ (xs.map f).sum)",
        "(h : maskedLoss xs f = maskedLoss xs g)",
        "(h : maskedLoss xs f = 0)",
    ],
)
def test_lengths_and_totals_are_made_so_wherever_there_is_a_position(premises: str) -> None:
    binders = "{n : Nat} (xs : List (Fin n)) (ks : List Nat) (f g : Fin n → Nat)"
    domain = domain_of(law_of(f"theorem t {binders} {premises} : True"))
    drawn = [frame for frame in draw(domain, 40, 0) if frame is not None and frame[0] and frame[1]]
    assert len(drawn) >= 30
    assert sum(domain.premises_met(frame) for frame in drawn) >= 0.9 * len(drawn)


def test_what_is_demanded_of_each_item_of_a_list_is_done_to_the_table_as_it_is_done_to_one() -> None:
    binders = "{n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (k : Nat)"
    domain = domain_of(law_of(f"theorem t {binders} (h : ∀ i ∈ xs, f i = k + 1) : True"))
    assert domain.construct((4, (3, 1, 3), (7, 8, 9, 6), 4)) == [4, (3, 1, 3), (7, 5, 9, 5), 4]
    # What holds already stays the very table: inputs share it.
    table = (7, 5, 9, 5)
    kept = domain.construct((4, (3, 1, 3), table, 4))
    assert kept is not None
    assert kept[2] is table


@pytest.mark.parametrize(
    "statement",
    [
        "theorem t {n : Nat} (i j : Fin n) (h : i ≠ j) : True",
        "theorem t {n : Nat} (p q : Fin n × Nat) (h : p ≠ q) : True",
        "theorem t {P : Type} (p q : P) (h : ¬ p = q) : True",
        "theorem t {n : Nat} (i : Fin n) (k : Nat) (h : i.val + 1 = k) : True",
        "theorem t (a b : Int) (h : a - b = 3) : True",
        "theorem t (a b : ℝ) (h : a + b = 3) : True",
        "theorem t (p q : Nat × Bool) (h : p.1 = 3) (e : p.2 = true) : True",
    ],
)
def test_values_of_other_types_are_solved_for_as_well(statement: str) -> None:
    domain = domain_of(law_of(statement))
    drawn = [frame for frame in draw(domain, 40, 0) if frame is not None]
    wide_enough = [frame for frame in drawn if domain.names[0] not in domain.sizes or frame[0] > 1]
    assert len(wide_enough) >= 15
    assert all(domain.premises_met(frame) for frame in wide_enough)
