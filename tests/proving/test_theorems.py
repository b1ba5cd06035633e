"""The theorems of the shipped spec are proved from its definitions, in few steps."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("z3")

from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.proving.library import library
from conformance.proving.theory import Theory, facts
from conformance.runs.proving import without_body
from tests.proving.spec import proofs

SPEC = shipped()
LAWS = [law for law in laws_of(SPEC) if law.obligation is None]
UPSTREAM = [law for law in LAWS if law.kind == "theorem" and law.origin == "proved"]


@cache
def theory() -> Theory:
    return Theory(LAWS, SPEC.definitions)


def test_there_are_the_theorems_that_upstream_has() -> None:
    assert len(UPSTREAM) == 54


@pytest.mark.parametrize("law", UPSTREAM, ids=lambda law: law.id)
def test_a_theorem_that_upstream_proves_is_proved_here(law: Law) -> None:
    proof = theory().proof(law)
    assert proof.is_proved, proof.reason
    assert proof.steps < 2_000_000


def test_each_fact_of_the_library_is_proved() -> None:
    assert [known.stated.name for known in facts()] == [one.name for one in library()]


@pytest.mark.parametrize("law", [law for law in LAWS if law.kind == "definition"], ids=lambda law: law.id)
def test_a_definition_is_what_its_body_says(law: Law) -> None:
    assert theory().proof(law).is_proved


def test_of_an_operation_without_a_body_nothing_follows() -> None:
    law = next(law for law in LAWS if without_body(SPEC, law))
    proof = theory().proof(law)
    assert not proof.is_proved
    assert "has no body" in proof.reason


def test_what_a_proof_cannot_be_found_for_says_what_was_tried(tmp_path: Path) -> None:
    proof = proofs(tmp_path, "t (xs : List Nat) : 0 < xs.length")["t"]
    assert proof.reason == "the solver found no proof in 100,000 steps each: directly, by induction on xs"


TRUE = {
    "append": "t {α : Type} (xs : List α) : xs ++ [] = xs",
    "foldr": "t (xs : List Nat) : xs.foldr (fun a b => a + b) 0 = xs.sum",
    "filter": "t {α : Type} (p : α → Bool) (xs : List α) : (xs.filter p).length ≤ xs.length",
    "option": "t {α : Type} (a : Option α) (b : α) : a.isSome = true ∨ a.getD b = b",
    "number": "t (a b : Nat) (h : a ≤ b) : b - a + a = b",
    "pairs": "t (xs : List (Nat × Nat)) : (xs.map (fun p => (p.2, p.1))).length = xs.length",
    "take and drop": "t (k : Nat) (xs : List Nat) : xs.take k ++ xs.drop k = xs",
    "a table": "t {n : Nat} (f : Fin n → Nat) (i : Fin n) : f i = (fun j => f j) i",
    "with an earlier theorem's help": "t (xs : List Int) : xs.reverse.sum = xs.sum",
}  # fmt: skip


@pytest.mark.parametrize("case", TRUE)
def test_a_true_statement_about_any_construct_is_proved(tmp_path: Path, case: str) -> None:
    (proof,) = proofs(tmp_path, TRUE[case]).values()
    assert proof.is_proved, proof.reason
