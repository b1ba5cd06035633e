"""What limits a quantifier, and what stands before a claim."""

from __future__ import annotations

import pytest

from conformance.lean.quantifiers import bound_of, is_finite, strip
from conformance.lean.render import render
from conformance.lean.syntax import Binder, ForAll, Literal
from conformance.lean.types import BOOL, NAT, FinType
from tests.lean.reading import theorem


def quantified(text: str) -> ForAll:
    claim = theorem(f"theorem t (n : Nat) (xs : List Nat) : {text}").conclusion
    assert isinstance(claim, ForAll)
    return claim


@pytest.mark.parametrize(
    ("text", "relation", "bound"),
    [
        ("∀ k ∈ xs, k = 0", "∈", "xs"),
        ("∀ k < n + 1, k = 0", "LT.lt", "n + 1"),
        ("∀ k ≤ n, k = 0", "LE.le", "n"),
        ("∀ k, k ∈ xs → k = 0", "∈", "xs"),
    ],
)
def test_a_bound_is_what_is_assumed_first_of_the_variable(text: str, relation: str, bound: str) -> None:
    found = bound_of(quantified(text))
    assert found is not None
    assert (found[0], render(found[1])) == (relation, bound)


@pytest.mark.parametrize(
    "text", ["∀ k, k = 0", "∀ k > n, k = 0", "∀ k < Nat.succ k, k = 0", "∀ k : Nat, n < 3 → k = 0"]
)
def test_what_does_not_limit_the_variable_is_no_bound(text: str) -> None:
    assert bound_of(quantified(text)) is None


def test_leading_quantifiers_and_assumptions_move_to_the_context() -> None:
    read = theorem("theorem t (n : Nat) : ∀ k : Nat, k < n → ∀ b : Bool, b = true → n = k")
    context, claim = strip(read.context, read.conclusion)
    shown = [f"{c.name} : {render(c.type)}" if isinstance(c, Binder) else render(c.statement) for c in context]
    assert shown == ["n : Nat", "k : Nat", "k < n", "b : Bool", "b = true"]
    assert render(claim) == "n = k"


def test_a_moved_variable_keeps_apart_from_a_binder_of_its_name() -> None:
    inner = quantified("∀ k : Nat, k = 0")
    context, claim = strip([Binder("k", BOOL)], inner)
    assert context == [Binder("k", BOOL), Binder("k_1", NAT)]
    assert render(claim) == "k_1 = 0"


def test_all_values_of_bool_and_fin_can_be_run_through() -> None:
    assert is_finite(BOOL)
    assert is_finite(FinType(Literal(NAT, 3)))
    assert not is_finite(NAT)
