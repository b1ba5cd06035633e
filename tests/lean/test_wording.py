"""What Lean reads and the language does not is refused with its place, and with what to write instead."""

from __future__ import annotations

import pytest

from conformance.lean.errors import LeanError
from tests.lean.reading import theorem


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("theorem t (x : Nat) : match x with | 0 => True | _ => False", 23, "use `if … then … else`"),
        ("theorem t : ∃! x : Fin 3, x = 1", 13, "use `∃ x, p x ∧ ∀ y, p y → y = x`"),
        ("theorem t (x : ℝ) : |x| = x", 21, "use `max x (-x)`"),
        ("theorem t (x : ℝ) : x = 1.5", 25, "write a fraction, as in `3 / 2`"),
        ("theorem t : (fun (a, b) => a) (1, 2) = 1", 18, "write `.1` and `.2`"),
        ("theorem t : ∑ i : Nat, i = 3", 13, "`Nat`, which is not finite"),
        ("theorem t : ∑ i ∈ [1], i = 3", 13, "over the items of a list it is `(xs.map f).sum`"),
        ("theorem t : ∃ x : Nat, x > 3", 15, "bound it, as in `∃ x ∈ xs, …`"),
        ("theorem t (s : String) : s = s", 16, "number what there is, as in `Fin n`"),
        ("theorem t (xs : Finset Nat) : xs = xs", 17, "use `List`, or a function to `Bool`"),
        ("theorem t (f : Nat → Vector Nat) : f = f", 22, "use `Fin n → α`"),
        ("theorem t (n : Nat) [NeZero n] : n = n", 21, "as in `(h : 0 < n)`"),
        ("theorem t {α : Type} (x : α) : (x == x) = true", 32, "add `[BEq α]`"),
        ("theorem t {α : Type} (x : α) : decide (x = x) = true", 32, "add `[DecidableEq α]`"),
        ("theorem t {α : Type} (x : α) : x + x = x", 32, "not on `α`"),
        ("theorem t {α β : Type} (x : α) (y : β) : x = y", 46, "`y` has type `β`, where `α` is expected"),
        ("theorem t (x : Nat) : -x = 0", 23, "numbers below 0 are known on `Int`"),
        ("theorem t (x : ℝ) : x % 2 = 0", 21, "remainders are known on"),
        ("theorem t (a : Nat) : (if a then 1 else 2) = 1", 27, "where `Prop` is expected"),
        ("theorem t (a : Nat) : (if a = 0 then 1) = 1", 39, "expected `else`"),
        ("theorem t : let x := 1 x = 1", 29, "`;` or a new line was expected"),
    ],
)
def test_a_reason_comes_with_what_to_write_instead(text: str, column: int, message: str) -> None:
    with pytest.raises(LeanError) as caught:
        theorem(text)
    assert message in caught.value.message
    assert caught.value.column == column


def test_a_letter_that_a_type_mentions_is_bound_by_that() -> None:
    assert theorem("theorem t (i : Fin n) : i = i") == theorem("theorem t {n : Nat} (i : Fin n) : i = i")
    assert theorem("theorem t {n} (i : Fin n) : i = i") == theorem("theorem t {n : Nat} (i : Fin n) : i = i")
    assert theorem("theorem t (x : α) : x = x") == theorem("theorem t {α : Type} (x : α) : x = x")
    assert theorem("theorem t {α : Type _} (x : α) : x = x") == theorem("theorem t {α : Type u} (x : α) : x = x")
