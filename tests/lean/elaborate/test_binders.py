"""Bound names in the tree."""

from __future__ import annotations

from tests.lean.reading import theorem


def test_bare_names_and_typed_ones_are_quantified_together() -> None:
    mixed = theorem("theorem t : ∀ n (m : Mask n) (i : Fin n), selected m i ↔ m i = true")
    assert mixed == theorem("theorem t : ∀ (n : Nat) (m : Mask n) (i : Fin n), selected m i ↔ m i = true")


def test_a_bound_variable_that_shadows_another_has_a_name_of_its_own() -> None:
    shadowed = theorem("theorem t (n : Nat) (i : Fin n) : True ∧ ∀ n < 3, ∀ n : Fin n, n.val < 3")
    assert shadowed == theorem("theorem t (n : Nat) (i : Fin n) : True ∧ ∀ n_1 < 3, ∀ n_2 : Fin n_1, n_2.val < 3")
