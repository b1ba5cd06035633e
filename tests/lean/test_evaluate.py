"""Statements have the values that Lean gives them."""

from __future__ import annotations

import pytest

from tests.lean.reading import evaluate


@pytest.mark.parametrize(
    "text",
    [
        "3 - 5 = 0",
        "5 / 0 = 0",
        "[3, 1].reverse.sum = 4",
        "∀ k < 4, k ≤ 3",
        "∀ i ∈ [1, 2, 2], 0 < i",
        "((fun i => i + 1) : Fin 3 → Nat) = fun i => 1 + i.val",
        "¬ (2 : Fin 3) = 1",
        "∀ b : Bool, b = true ∨ ¬ b",
        "(fun (i : Fin 3) (k : Nat) => i.val + k) 0 5 = 5",
    ],
)
def test_values_are_lean_s(text: str) -> None:
    assert evaluate(text) is True


def test_a_fold_that_doubles_a_list_ends() -> None:
    with pytest.raises(OverflowError, match="counts to 1,048,576"):
        evaluate("((List.range 100).foldl (fun (xs : List Nat) _ => xs ++ xs) [0]).length = 0")
