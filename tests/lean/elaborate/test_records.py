"""Structures and pairs: what is read, what is shown of it, and what is refused with its place."""

from __future__ import annotations

import pytest

from conformance.lean.elaborate.declarations import elaborate_declaration, elaborate_proposition
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.parse import parse_declaration, parse_proposition
from conformance.lean.reference import reference_operations
from conformance.lean.syntax import Definition

DECLARED = (
    "structure View (n : Nat) (Patch : Type) where\n"
    "  patches : Fin n → Patch\n  kept : List (Fin n)\n  weight : Nat := 1",
    "structure Pair where\n  a : Nat ; b : Bool",
    "def View.count {n : Nat} {Patch : Type} (view : View n Patch) (more : Nat := 0) : Nat := view.kept.length + more",
    "def lighter {n : Nat} {Patch : Type} (view : View n Patch) : View n Patch :=\n"
    "  { view with weight := view.weight - 1 }",
    "def whole (n : Nat) : View n Nat where\n  patches := fun i => i.val\n  kept := List.finRange n",
    "def swapped {α β : Type} (p : α × β) : β × α := (p.2, p.1)",
)


def environment() -> Environment:
    known = Environment()
    for text in DECLARED:
        known = known.extended(elaborate_declaration(known, parse_declaration(text), text))
    return known


KNOWN = environment()
REFERENCE = reference_operations({n: d for n, d in KNOWN.definitions.items() if isinstance(d, Definition)})


@pytest.mark.parametrize(
    "text",
    [
        "(whole 3).weight = 1 ∧ (lighter (whole 3)).weight = 0 ∧ (lighter (whole 3)).kept = (whole 3).kept",
        "(whole 3).count = 3 ∧ (whole 3).count 2 = 5 ∧ (whole 3).count (more := 4) = 7 ∧ View.count (whole 2) = 2",
        "({ a := 2, b := true } : Pair).a = 2 ∧ (⟨2, true⟩ : Pair) = { b := true, a := 2 }",
        "({ a := 2, b := true } : Pair) ≠ { a := 2, b := false }",
        "(whole 2).patches 1 = 1 ∧ (whole 2).1 0 = 0",
        "(1, true, 2).2.2 = 2 ∧ (1, 2).fst = 1 ∧ swapped (1, true) = (true, 1)",
        "({ fst := 1, snd := 2 } : Nat × Nat) = (1, 2) ∧ (⟨1, 2, 3⟩ : Nat × Nat × Nat).2.1 = 2",
        "() = () ∧ ∀ p : Bool × Fin 2, p = (p.1, p.2) ∧ ∃ p : Bool × Fin 2, p.1 ∧ p.2 = 1",
        "(fun p : Bool × Fin 2 => p.2) = (fun p => p.2) ∧ (fun p : Bool × Unit => p.1) ≠ fun p => !p.1",
        "[(1, true), (2, false)].map (fun p => p.1) = [1, 2] ∧ (1, true) ∈ [(1, true)]",
    ],
)
def test_a_statement_about_them_holds(text: str) -> None:
    term = elaborate_proposition(KNOWN, parse_proposition(text), text)
    assert compile_term(term, (), REFERENCE)([]) is True


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("theorem t (p : Pair) : p.c = 0", 24, "has no field `c`"),
        ("theorem t (p : Pair) : p.3 = 0", 24, "has no field `3`"),
        ("theorem t (v : View 2 Nat) : v.weigth = 0", 30, "did you mean `weight`"),
        ("theorem t (v : View 2) : v = v", 16, "takes 2 arguments, 1 given"),
        ("theorem t (v : View Nat 2) : v = v", 21, "`Nat` is a type; a term is expected here"),
        ("def f : Pair := { a := 1 }", 17, "missing field `b`"),
        ("def f : Pair := { a := 1, b := 2 }", 32, "a numeral where a `Bool` is expected"),
        ("def f : Pair := { a := 1, b := true, c := 2 }", 38, "has no field `c`"),
        ("def f : Pair := { a := 1, a := 2, b := true }", 27, "given twice"),
        ("def f : Nat := { a := 1, b := true }", 16, "a structure where a `Nat` is expected"),
        ("theorem t : { a := 1 } = { a := 1 }", 13, "write it, as in `({ a := x } : T)`"),
        ("def f (p : Nat × Nat) : Pair := { p with a := 1 }", 33, "`p` has type `Nat × Nat`"),
        ("def f : Pair := ⟨1⟩", 17, "has 2 fields, `a`, `b`; 1 given"),
        ("def f : Nat := ⟨1, 2⟩", 16, "which is no structure"),
        ("theorem t : ⟨1, 2⟩ = ⟨1, 2⟩", 13, "as in `(⟨a, b⟩ : α × β)`"),
        ("def f (p : Nat × Nat) : Nat := p.3", 32, "has no field `3`"),
        ("theorem t (a : Nat) : (a, a) = (a, a, a)", 32, "where `Nat × Nat` is expected"),
        ("def f : Pair := Pair.mk 1 true", 17, "write a structure with its fields"),
        ("structure S where\n  a : Nat\n  a : Nat", 1, "declared twice"),
        ("structure S where\n  a : 1 = 1", 7, "a field needs a type"),
        ("structure S : Prop where\n  a : Nat", 15, "one that is a proposition is written as a `def`"),
        ("structure S where\n  a : Nat := true", 14, "`true` has type `Bool`"),
        ("theorem t : View.count (whole 2) (least := 1) = 3", 35, "has no argument `least`"),
        ("theorem t : View.count (whole 2) (more := 1) (more := 2) = 3", 47, "given twice"),
        ("theorem t (f : Nat → Nat) : f (x := 3) = 0", 31, "stands after its name"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(text: str, column: int, message: str) -> None:
    with pytest.raises(LeanError) as caught:
        elaborate_declaration(KNOWN, parse_declaration(text), text)
    assert message in caught.value.message
    assert caught.value.column in (column, column - 2, column + 2)
