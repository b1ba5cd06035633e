"""Premises that say nothing of an input: as a proposition, and as it is found input by input."""

from __future__ import annotations

import pytest

from conformance.cases.enumerate import Enumeration
from conformance.cases.triviality import says_nothing, trivially_met
from conformance.laws.specfile import shipped
from conformance.lean.evaluate import compile_term
from conformance.lean.syntax import called
from tests.cases.support import domain_of, law_of

REFERENCE = shipped("masking").reference
PREMISES = (
    "∀ i ∈ xs, f i = 0", "∀ i : Fin n, m i = true → f i = 0", "f i = 0 → 0 < f j", "∀ i ∈ xs, m i = true → f i = 0",
)  # fmt: skip


@pytest.mark.parametrize("premise", PREMISES)
def test_both_tell_the_same_inputs(premise: str) -> None:
    binders = "{n : Nat} (m : Mask n) (f : Fin n → Nat) (xs : List (Fin n)) (i j : Fin n)"
    law = law_of(f"theorem t {binders} (h : {premise}) : f i = 0")
    (assumed,) = law.premises
    assert not called(assumed.statement)
    names = [b.name for b in law.binders]
    found = trivially_met(assumed.statement, names, REFERENCE)
    said = says_nothing(assumed.statement)
    frames = [frame for chunk in Enumeration(domain_of(law), 2_000) for frame in chunk.frames]
    told = [False] * len(frames) if said is None else list(map(compile_term(said, names, REFERENCE), frames))
    assert told == list(map(found, frames))
    assert said is None or {True, False} == set(told)
