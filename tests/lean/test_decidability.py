"""Equality is evaluated on types of which all that is compared is known, propositions where no part stands for any."""

from __future__ import annotations

import pytest

from conformance.lean.decidability import is_decidable, undecided
from conformance.lean.nodes import Type
from conformance.lean.render import render
from conformance.lean.syntax import Literal
from conformance.lean.types import BOOL, NAT, PROP, FinType, FunctionType, ListType
from tests.lean.reading import theorem

THREE = FinType(Literal(NAT, 3))


@pytest.mark.parametrize(
    ("type_", "decided"),
    [
        (NAT, True),
        (PROP, True),
        (THREE, True),
        (ListType(ListType(NAT)), True),
        (FunctionType(THREE, FunctionType(BOOL, NAT)), True),
        (FunctionType(NAT, BOOL), False),
        (ListType(FunctionType(NAT, BOOL)), False),
        (FunctionType(THREE, FunctionType(NAT, NAT)), False),
    ],
)
def test_functions_are_compared_where_they_have_few_arguments(type_: Type, decided: bool) -> None:
    assert is_decidable(type_) is decided


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("p", "p"),
        ("a = 1 ∧ ¬ p", "p"),
        ("∀ i : Fin 3, f i", "f i"),
        ("a = 1 ∧ x", None),
    ],
)
def test_a_variable_that_stands_for_any_proposition_is_not_decided(text: str, part: str | None) -> None:
    binders = "(p : Prop) (a : Nat) (x : Bool) (f : Fin 3 → Prop)"
    found = undecided(theorem(f"theorem t {binders} : {text}").conclusion)
    assert (None if found is None else render(found)) == part
