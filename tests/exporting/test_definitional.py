"""Proofs by definition: what they close, what they leave, and that they close nothing false."""

from __future__ import annotations

import pytest

from conformance.exporting.definitional import proof_of
from conformance.laws.specfile import load
from conformance.lean.commands import declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.syntax import Definition, Theorem

GIVEN = """
structure Point where
  x : Nat
  y : Nat
abbrev Row (n : Nat) := Fin n → Nat
def swap (p : Point) : Point := { x := p.y, y := p.x }
def shift {n : Nat} (row : Row n) : Row n := fun i => row i + 0
def IsZero (a : Nat) : Prop := a = 0
def AllZero {n : Nat} (row : Row n) : Prop := ∀ i, row i = 0
def total (xs : List Nat) : Nat := (xs.map (fun x => x)).sum
def totalOf (xs : Array Nat) : Nat := (xs.map (fun x => x)).sum
opaque drawn (n : Nat) : Nat
"""


def proof(statement: str) -> str:
    environment = Environment()
    for command in declarations_of(GIVEN):
        environment = environment.extended(elaborate_declaration(environment, command.declaration, GIVEN))
    (command,) = declarations_of(f"theorem t {statement}")
    theorem = elaborate_declaration(environment, command.declaration, f"theorem t {statement}")
    assert isinstance(theorem, Theorem)
    known = {name: d for name, d in environment.definitions.items() if isinstance(d, Definition)}
    return proof_of(theorem, known)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("(p : Point) : swap (swap p) = p", "rfl"),
        ("(p : Point) : (swap p).x = p.y", "rfl"),
        ("{n : Nat} (row : Row n) : shift row = row", "rfl"),
        ("{n : Nat} (row : Row n) : shift (shift row) = fun i => row i", "rfl"),
        (": IsZero 0", "rfl"),
        ("(a b : Nat) (h : a = b) : IsZero (a - b) ↔ a - b = 0", "Iff.rfl"),
        ("{n : Nat} : AllZero (fun _ : Fin n => 0)", "fun _ => rfl"),
        ("{n : Nat} (row : Row n) : AllZero row → IsZero 0", "fun _ => rfl"),
        ("(a : Nat) : a + 0 = a ∧ IsZero (2 * 3 - 6)", "⟨rfl, rfl⟩"),
        (": total [] = 0", "rfl"),
        ("(x : Nat) (xs : List Nat) : total (x :: xs) = x + total xs", "rfl"),
        ("(x : Nat) (xs ys : List Nat) : total ([x] ++ ys) = x + total ys", "rfl"),
        (": 0 < total [2, 3]", "by decide"),
        ("(a : Nat) : drawn (a + 0) = drawn a", "rfl"),
    ],
)
def test_what_unfolding_shows_is_proved(statement: str, found: str) -> None:
    assert proof(statement) == found


@pytest.mark.parametrize(
    "statement",
    [
        "(a : Nat) : 0 + a = a",
        "(a b : Nat) : a + b = b + a",
        "(a : Nat) : a - a = 0",
        "(a : Nat) : 0 * a = 0",
        "(xs ys : List Nat) : total (xs ++ ys) = total xs + total ys",
        "(xs : List Nat) : total xs.reverse = total xs",
        "{n : Nat} (row : Row n) (h : AllZero row) : AllZero (shift row)",
        ": totalOf #[] = 0",
        "(a : Int) : a + 0 = a",
        "(a : Nat) : a < a + 1",
        "(a : Nat) (h : IsZero a) : a = 0",
    ],
)
def test_what_takes_more_than_unfolding_is_left(statement: str) -> None:
    assert proof(statement) == ""


@pytest.mark.parametrize(
    "statement",
    [
        "(p : Point) : swap p = p",
        "(p : Point) : swap p = { x := p.y, y := p.y }",
        "{n : Nat} (row : Row n) : shift row = fun i => row i + 1",
        ": IsZero 1",
        ": total [1, 2] < 3",
        "(x y : Nat) : total [x, y] = total [y, x] + 1",
        "(a b : Nat) : drawn a = drawn b",
        "{n : Nat} : AllZero (fun i : Fin n => i.val)",
    ],
)
def test_what_is_false_is_not_proved(statement: str) -> None:
    assert proof(statement) == ""


def test_what_grows_without_bound_is_given_up() -> None:
    text = "def f0 (a : Nat) : Nat := a + a\n" + "".join(
        f"def f{k} (a : Nat) : Nat := f{k - 1} (f{k - 1} a)\n" for k in range(1, 8)
    )
    environment = Environment()
    for command in declarations_of(text):
        environment = environment.extended(elaborate_declaration(environment, command.declaration, text))
    statement = "theorem t (a : Nat) : f7 a = 0"
    theorem = elaborate_declaration(environment, declarations_of(statement)[0].declaration, statement)
    assert isinstance(theorem, Theorem)
    known = {name: d for name, d in environment.definitions.items() if isinstance(d, Definition)}
    assert proof_of(theorem, known) == ""


def test_the_theorems_that_upstream_s_files_prove_by_definition() -> None:
    spec = load(("masking", "mae", "jepa", "vicreg", "predictive_view"))
    found = [
        d.id for d in spec.declarations if isinstance(d.declared, Theorem) and proof_of(d.declared, spec.definitions)
    ]
    assert len(found) == 23
    assert {"allMask_selected", "maskedLoss_cons", "mae_is_predictive_view_objective"} <= {*found}
    assert not {"maskedLoss_append", "emptyMask_not_selected", "sqDist_self"} & {*found}
