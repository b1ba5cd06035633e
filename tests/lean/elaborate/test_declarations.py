"""Declarations that are refused: an error names the place and the cause."""

from __future__ import annotations

import pytest

from conformance.lean.errors import LeanError
from tests.lean.reading import theorem


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("theorem t {n : Nat} (m : Mask n) : complementt m = m", 36, "did you mean `complement`"),
        ("theorem t {n : Nat} (i : Fin n) : maskedLoss i = 0", 46, "`i` has type `Fin n`"),
        ("theorem t (a : Nat) : a = a = a", 29, "does not chain"),
        ("theorem t (a : Nat : a = a", 20, "expected `)`"),
        ("theorem t (i : Fin many) : i = i", 20, "unknown name `many`"),
        ("theorem t {n k : Nat} (m : Mask n) : (m : Mask k) = m", 39, "`Mask k` is expected"),
        ("theorem t {n : Nat} (m : Mask n) : selected m 3", 47, "`n` must be seen not to be 0"),
        ("theorem t (g : Nat → Nat) : g(1) = 1", 30, "a space before it, as in `f (a)`"),
        ("theorem t (i : Fin 3) (xs : List Nat) : i ∈ xs", 41, "`i` has type `Fin 3`, `xs` has type `List Nat`"),
        ("theorem t (i : Fin 3) (a : Nat) : min i a = a", 41, "`a` has type `Nat`"),
        ("theorem t (i : Fin 3) : i ^ 2 = i", 25, "powers are known on `Nat`"),
        (
            "theorem t (xs : List Nat) : xs + xs = xs",
            29,
            "arithmetic is known on `Nat`, `Fin n`, `Int`, `Rat` and `ℝ`, not on `List Nat`",
        ),
        ("theorem t (p : Prop) (x : Bool) : (p && x) = x", 35, "whether `p` holds cannot be decided"),
        ("theorem t (xs : List (Fin 3)) (a : Nat) : xs.filter (fun i => i < a) = xs", 43, "is read first; write"),
        ("theorem t : (fun i => i.val) = fun i => i.val", 23, "the type of `i` is not known"),
        ("theorem t (xs : List Nat) : xs.map · = xs", 36, "in parentheses"),
        ("theorem t (f : Nat → Nat) : (∀ k, f k = 0) → f 0 = 0", 32, "not finite"),
        ("theorem t : maskedLoss [] (fun i => 0) = 0", 13, "cannot be inferred"),
        ("theorem t (n : Nat) [NeZero n] : 1 = 1", 21, "assume what you need in a binder, as in `(h : 0 < n)`"),
        ("theorem t : True ∧ ∀ m < Nat.succ m, m = m", 22, "not finite"),
        ("theorem t (n : Nat) (f : Fin n → Nat) : ∀ n < 3, ∀ i : Fin n, f i = 0", 65, "`i` has type `Fin n_1`"),
        ("theorem t : ∀ xs, ∀ n < 3, xs = ([] : List (Fin n))", 21, "would depend on `n`, which is bound in here"),
        ("theorem t : (fun n => (0 : Fin (n + 1))) 2 = 0", 18, "would depend on `n`"),
        ("theorem t : ∀ _ : Nat, x = 0", 24, "unknown name `x`"),
        ("theorem t (in : Nat) : in = in", 12, "built in and cannot be bound"),
        ("theorem t (true : Bool) : true", 12, "built in and cannot be bound"),
    ],
)
def test_an_error_names_the_place_and_the_cause(text: str, column: int, message: str) -> None:
    with pytest.raises(LeanError) as caught:
        theorem(text)
    assert caught.value.column == column
    assert message in caught.value.message
    assert "^" in caught.value.excerpt()
