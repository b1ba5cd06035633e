"""What a declaration binds without saying so, and arguments that are not written."""

from __future__ import annotations

import pytest

from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.parse import parse_declaration
from conformance.lean.render import render
from conformance.lean.syntax import Abbreviation, Binder, Definition, Structure, Theorem

WRITTEN = [
    ("theorem t (xs : List (Fin n)) : xs = xs", "{n : Nat} (xs : List (Fin n))"),
    ("theorem t {n} (xs : List (Fin n)) : xs = xs", "{n : Nat} (xs : List (Fin n))"),
    ("theorem t (f : α → β₁) (x : α) : f x = f x", "{α : Type} {β₁ : Type} (f : α → β₁) (x : α)"),
    ("theorem t (a : Fin k2) (b : Fin n) : a.val = b", "{k2 : Nat} {n : Nat} (a : Fin k2) (b : Fin n)"),
    ("theorem t {α : Type _} {β : Type*} {γ : Type 1} {δ : Type u} (a : α) (b : β) : a = a ∧ b = b",
     "{α : Type} {β : Type} {γ : Type} {δ : Type} (a : α) (b : β)"),
    ("@[simp] protected theorem t : 1 = 1 := by simp", ""),
    ("/-- Said of it. -/ private noncomputable def d (i : Fin n) : Nat := i.val", "{n : Nat} (i : Fin n)"),
]  # fmt: skip


def binders(text: str) -> str:
    declared = elaborate_declaration(Environment(), parse_declaration(text), text)
    assert not isinstance(declared, Abbreviation | Structure)
    assert isinstance(declared, Definition | Theorem)
    context = declared.context if isinstance(declared, Theorem) else declared.binders
    shown = []
    for binder in context:
        assert isinstance(binder, Binder)
        written = f"{binder.name} : {render(binder.type)}"
        shown.append(f"{{{written}}}" if binder.implicit else f"({written})")
    return " ".join(shown)


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_names_of_one_letter_that_nothing_has_are_bound_as_in_lean(text: str, expected: str) -> None:
    assert binders(text) == expected


@pytest.mark.parametrize("text", ["theorem t (i : Fin size) : i = i", "def d : Nat := k", "theorem t : k = k"])
def test_other_names_and_those_of_a_body_are_not(text: str) -> None:
    with pytest.raises(LeanError, match="unknown name"):
        binders(text)
