"""Helpers are written out where they are called, and put back where a term is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from conformance.lean.commands import declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.helpers import MAX_PARTS, TooManyParts, WrittenOut, written_out_of
from conformance.lean.render import render
from conformance.lean.syntax import Definition, Premise, Theorem


def said(helpers: Sequence[str], statement: str) -> tuple[Theorem, WrittenOut]:
    """A theorem with the helpers that stand before it written out."""
    environment = Environment()
    for text in helpers:
        (command,) = declarations_of(text)
        declared = elaborate_declaration(environment, command.declaration, text)
        assert isinstance(declared, Definition)
        environment = environment.extended(replace(declared, is_helper=declared.body is not None))
    (command,) = declarations_of(statement)
    theorem = elaborate_declaration(environment, command.declaration, statement)
    assert isinstance(theorem, Theorem)
    return written_out_of(theorem, {n: d for n, d in environment.definitions.items() if isinstance(d, Definition)})


TWICE = "def twice (a : Nat) : Nat := a + a"
FOUR = "def fourfold (a : Nat) : Nat := twice (twice a)"


def test_a_call_is_the_body_with_the_arguments_put_in() -> None:
    theorem, written_out = said([TWICE, FOUR], "theorem t (n : Nat) : fourfold n = 4 * n")
    assert render(theorem.conclusion) == "n + n + (n + n) = 4 * n"
    assert list(written_out.names) == ["fourfold", "twice"]


def test_what_is_written_out_is_shown_as_it_was_written() -> None:
    theorem, written_out = said([TWICE, FOUR], "theorem t (n : Nat) : fourfold n = twice n + twice n")
    assert render(written_out.folded(theorem.conclusion)) == "fourfold n = twice n + twice n"


def test_a_helper_that_gives_a_function_is_applied() -> None:
    helper = "def flipped {n : Nat} (m : Fin n → Bool) : Fin n → Bool := fun i => !m i"
    theorem, written_out = said([helper], "theorem t {n : Nat} (m : Fin n → Bool) (i : Fin n) : flipped m i = !m i")
    assert render(theorem.conclusion) == "(!m i) = (!m i)"
    assert render(written_out.folded(theorem.conclusion)).startswith("flipped m i = ")


def test_no_variable_of_a_body_binds_one_of_an_argument() -> None:
    helper = "def hits {n : Nat} (xs : List (Fin n)) (k : Fin n) : Bool := xs.any (fun i => i == k)"
    theorem, _ = said([helper], "theorem t {n : Nat} (xs : List (Fin n)) : ∀ i ∈ xs, hits xs i = true")
    assert "fun i_1 => i_1 == i" in render(theorem.conclusion)


def test_premises_are_written_out_and_preconditions_are_demanded() -> None:
    helper = "def half (a : Nat) (h : 1 < a) : Nat := a / 2"
    statement = "theorem t (a : Nat) (h : half a (by omega) = 1) : a < 4"
    theorem, written_out = said([helper], statement)
    assert [render(c.statement) for c in theorem.context if isinstance(c, Premise)] == ["a / 2 = 1"]
    assert [render(term) for term in written_out.demanded] == ["1 < a"]


def test_a_helper_may_call_an_operation_without_a_body() -> None:
    theorem, _ = said(["opaque f (n : Nat) : Nat", "def g (n : Nat) : Nat := f n + 1"], "theorem t : g 1 = 2")
    assert render(theorem.conclusion) == "f 1 + 1 = 2"


def test_what_grows_too_long_is_refused() -> None:
    doubling = [
        TWICE,
        *(f"def d{k} (a : Nat) : Nat := {'twice' if k == 0 else f'd{k - 1}'} (twice a)" for k in range(16)),
    ]
    with pytest.raises(TooManyParts, match=f"more than {MAX_PARTS:,} parts"):
        said(doubling, "theorem t (n : Nat) : d15 n = n")
