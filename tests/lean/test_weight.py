"""Which statements may take very many steps, or make very large values."""

from __future__ import annotations

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.parse import parse_declaration
from conformance.lean.syntax import Builtin, Definition
from conformance.lean.weight import Weights
from tests.cases.support import domain_of

DEFINITIONS = (
    "def sq (n : Nat) : Nat := n * n",
    "def power (a b : Nat) : Nat := a ^ b",
    "def pairs (xs : List Nat) : Bool := xs.all (fun i => xs.all (fun j => i + j == j + i))",
    "def total (xs : List Nat) : Nat := xs.foldl (fun a x => a + x) 0",
    "def doubled (xs : List Nat) : List Nat := xs.foldl (fun a x => a ++ a) [1]",
    "def largest (xs : List Nat) : Nat := xs.foldr (fun x a => max x a) 0",
    *("def f0 (n : Nat) : Nat := n", *(f"def f{k} (n : Nat) : Nat := f{k - 1} (f{k - 1} n)" for k in range(1, 40))),
)


def weighed(statement: str) -> bool:
    environment = shipped().environment
    for text in DEFINITIONS:
        environment = environment.extended(elaborate_declaration(environment, parse_declaration(text), text))
    text = f"def p (k : Nat) (x y : Nat) (xs ys : List Nat) (f : Fin 8 → Nat) : Prop := {statement}"
    declared = elaborate_declaration(environment, parse_declaration(text), text)
    assert isinstance(declared, Definition)
    known = {n: d for n, d in environment.definitions.items() if isinstance(d, Definition)}
    return Weights(known).is_heavy(declared.body, declared.binders, {"k"})


@pytest.mark.parametrize(
    "statement",
    [
        "x + y = y + x",
        "x * y = y * x ∧ sq x = x * x",
        "x ^ 3 = x * x * x",
        "total (xs ++ ys) = total xs + total ys",
        "largest xs ≤ total xs",
        "∀ i < k, ∀ j < k, i + j < k + k",
        "(List.range k).length = k",
        "∀ i ∈ xs, ∀ j ∈ ys, i + j = j + i",
        "(xs.map (fun x => x + 1)).sum = xs.sum + xs.length",
        "f4 x = x",
        "∀ i : Fin 8, f i ≤ ((List.finRange 8).map f).sum",
        "pairs xs = true",
        "∑ i : Fin 8, f i ≤ (x, f 0).1",
        "∃ i < k, (if i < 3 then i else k) = i",
        "(∑ i : Fin 8, ((f i - f 0 : ℝ)) ^ 2) ≤ x",
        "∀ i ∈ ([] : List Nat), i + i = i",
    ],
)
def test_what_grows_no_further_than_its_inputs_is_not_heavy(statement: str) -> None:
    assert not weighed(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "power x k = x ^ k",
        "power (power x k) k = x ^ (k * k)",
        "∀ a < 1000000, ∀ b < 1000000, a + b = b + a",
        "∀ a < k * k * k, ∀ b < a * a, b < a * a",
        "∀ a < f 0, a < f 0",
        "(List.range x).length = x",
        "pairs (List.range 1000000) = true",
        "(List.range (k * k)).length = k * k",
        "doubled xs = xs",
        "(List.range k).foldl (fun a x => a * 3) 1 = 0",
        "(List.range k).foldl (fun a x => sq a) 2 = 0",
        f"{'sq (' * 27}x{')' * 27} = 0",
        "f39 x = x",
        "((List.range 1000).map (fun i => List.replicate 1000 i)).length = 1000",
        "∀ a b c d e : Fin 100, a = a",
        "∃ p : Fin 1000 × Fin 1000, p.1 ≠ p.2",
        "(∑ i : Fin 1000, ∑ j : Fin 1000, i.val * j.val) = 0",
        "(if x = 0 then (List.range x).length else k) = k",
    ],
)
def test_what_may_grow_beyond_them_is_heavy(statement: str) -> None:
    assert weighed(statement)


@pytest.mark.slow
def test_no_shipped_law_is_heavy() -> None:
    assert [law.id for law in laws_of(shipped()) if domain_of(law).is_heavy] == []


def test_what_was_read_before_changes_nothing() -> None:
    """A definition is read once for all terms that call it, at whatever sizes these are told."""
    environment = shipped().environment.extended(
        elaborate_declaration(shipped().environment, parse_declaration(DEFINITIONS[1]), DEFINITIONS[1])
    )
    known = {n: d for n, d in environment.definitions.items() if isinstance(d, Definition)}
    weights, found = Weights(known), []
    for bound in ("x < 8", "0 ≤ x", "x < 8"):
        text = f"def p (x : Nat) : Prop := {bound} → power 2 x = power 2 x"
        declared = elaborate_declaration(environment, parse_declaration(text), text)
        assert isinstance(declared, Definition)
        premise, equation = declared.body.arguments if isinstance(declared.body, Builtin) else (None, None)
        assert premise is not None
        found.append(weights.is_heavy(equation, declared.binders, premises=[premise]))
    assert found == [False, True, False]
