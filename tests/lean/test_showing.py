"""What is shown of a statement reads back to it."""

from __future__ import annotations

import pytest

from conformance.lean.nodes import Term
from conformance.lean.quantifiers import strip
from conformance.lean.render import render
from conformance.lean.showing import reads_back, shown
from conformance.lean.substitution import apart
from conformance.lean.syntax import Binder, Premise, Theorem, children
from conformance.lean.variables import free_variables
from tests.lean.propositions import Writer
from tests.lean.test_interpreter import SPEC, elaborated

SEEDS = [range(60), *(pytest.param(range(n, n + 500), marks=pytest.mark.slow) for n in range(0, 2_000, 500))]


def written(theorem: Theorem) -> str:
    """A theorem with all types."""
    context = " ".join(
        f"({c.name} : {render(c.type if isinstance(c, Binder) else c.statement, explicit=True)})"
        for c in theorem.context
    )
    return f"theorem {theorem.name} {context} : {render(theorem.conclusion, explicit=True)}"


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_a_statement_with_all_types_reads_back_to_the_same_tree(seeds: range) -> None:
    for seed in seeds:
        theorem = elaborated(Writer(seed).theorem())
        assert elaborated(written(theorem)) == theorem


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_what_is_shown_of_a_law_reads_back_to_the_same_tree(seeds: range) -> None:
    short = 0
    for seed in seeds:
        theorem = elaborated(Writer(seed).theorem())
        context, claim = strip(theorem.context, theorem.conclusion)
        binders = [c for c in context if isinstance(c, Binder)]
        names = frozenset(b.name for b in binders)
        parts: list[Term] = [claim, *(c.statement for c in context if isinstance(c, Premise)), *children(claim)]
        for part in parts:
            if free_variables(part) <= names:
                text = shown(part, binders, SPEC.environment)
                assert reads_back(text, apart(part, names), binders, SPEC.environment), text
                short += text != render(part, explicit=True)
    assert short > len(seeds)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("(0 : Fin 3) = 1", "(0 : Fin 3) = 1"),
        ("∀ i ∈ xs, m i = true", "∀ i ∈ xs, m i = true"),
        ("∀ k < n, k ≤ n", "∀ k < n, k ≤ n"),
        ("([] : List (Fin n)) = ([] : List (Fin n))", "([] : List (Fin n)) = []"),
        ("xs = ([] : List (Fin n))", "xs = []"),
        ("∀ i : Fin n, (fun j : Fin n => j = i) i", "∀ (i : Fin n), let j := i; j = i"),
        ("True ∧ ∀ i : Fin 3, i + 1 ≠ i", "True ∧ (∀ (i : Fin 3), i + 1 ≠ i)"),
        ("maskedLoss xs (fun _ => 1) = xs.length", "maskedLoss xs (fun x => 1) = xs.length"),
        ("∀ (selected : Fin n), _root_.selected m selected", "∀ selected, _root_.selected m selected"),
        ("(-(-1) : ℝ) - -(2 * -3) = -(2 : ℝ) ^ 2", "-(-(1 : ℝ)) - -(2 * -3) = -2 ^ 2"),
        (
            "(∑ i : Fin n, i.val * 2) + 1 = ∑ b : Bool, if b then 1 else n",
            "(∑ i : Fin n, i.val * 2) + 1 = ∑ b, (if b = true then 1 else n)",
        ),
        ("let k := n + 1; k = (k, ()).1", "let k := n + 1; k = (k, ()).fst"),
        ("¬ (∀ b : Bool, b) ∧ n = 0", "¬ (∀ b, b = true) ∧ n = 0"),
    ],
)
def test_types_are_written_only_where_they_are_needed(written: str, text: str) -> None:
    theorem = elaborated(f"theorem t (n : Nat) (m : Mask n) (xs : List (Fin n)) : {written}")
    binders = [c for c in theorem.context if isinstance(c, Binder)]
    assert shown(theorem.conclusion, binders, SPEC.environment) == text
