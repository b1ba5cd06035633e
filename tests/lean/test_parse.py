"""What parses, and how it is grouped."""

from __future__ import annotations

import pytest

from conformance.lean.errors import LeanError
from conformance.lean.parse import parse_proposition
from tests.lean.reading import proposition, theorem


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("¬ 1 = 2 ∧ 3 = 3", "(¬ (1 = 2)) ∧ (3 = 3)"),
        ("1 = 1 → 2 = 2 → 3 = 3", "1 = 1 → (2 = 2 → 3 = 3)"),
        ("1 + 2 * 3 - 4 = 3", "((1 + (2 * 3)) - 4) = 3"),
        ("1 :: [2] ++ [3] = [1, 2, 3]", "((1 :: [2]) ++ [3]) = [1, 2, 3]"),
        ("1 = 1 ∨ 2 = 2 ∧ 3 = 3 ↔ True", "((1 = 1) ∨ ((2 = 2) ∧ (3 = 3))) ↔ True"),
        ("!true && false = false", "((!true) && (false = false))"),
        ("1 = 1 -> 2 <= 3 /\\ 1 = 1 <-> True", "1 = 1 → 2 ≤ 3 ∧ 1 = 1 ↔ True"),
        ("[1, 2].map (fun x => x + 1) = [2, 3]", "List.map (fun (x : Nat) => (x + 1)) [1, 2] = [2, 3]"),
    ],
)
def test_operators_group_as_in_lean(text: str, same: str) -> None:
    assert proposition(text) == proposition(same)


def test_a_proof_and_attributes_are_not_read() -> None:
    plain = theorem("theorem t (a : Nat) : a + 0 = a")
    assert theorem("@[simp] lemma t (a : ℕ) : a + 0 = a := by\n  simp [nonsense :=]") == plain


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    for text in ("(" * 5000 + "1" + ")" * 5000 + " = 1", "¬ " * 5000 + "True", "1" + " + 1" * 2000 + " = 1"):
        with pytest.raises(LeanError, match="nested"):
            parse_proposition(text)
