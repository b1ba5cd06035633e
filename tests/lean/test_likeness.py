"""Declarations that differ in form alone: one of lists and one of arrays."""

from __future__ import annotations

import pytest

from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.likeness import differ_in_form_alone
from conformance.lean.parse import parse_declaration


def read(text: str) -> Declared:
    return elaborate_declaration(Environment(), parse_declaration(text), text)


@pytest.mark.parametrize(
    ("lists", "arrays"),
    [
        ("def d (xs : List Nat) : Nat := xs.sum", "def d (xs : Array Nat) : Nat := xs.sum"),
        ("def d (k : Nat) : List Nat := List.replicate k 0", "def d (k : Nat) : Array Nat := Array.replicate k 0"),
        ("abbrev D (n : Nat) := List (Fin n × List Nat)", "abbrev D (n : Nat) := Array (Fin n × Array Nat)"),
        ("structure D where xs : List Nat := []", "structure D where xs : Array Nat := #[]"),
        ("theorem t (h : ∀ xs ∈ [[1]], xs = [1]) : True", "theorem t (g : ∀ xs ∈ #[#[1]], xs = #[1]) : True"),
        ("theorem t (xs : List Nat) : xs.length = 0", "theorem t (xs : Array Nat) : xs.size = 0"),
    ],
)
def test_lists_and_arrays_are_forms_of_one_statement(lists: str, arrays: str) -> None:
    assert read(lists) != read(arrays)
    assert differ_in_form_alone(read(lists), read(arrays))


@pytest.mark.parametrize(
    ("lists", "arrays"),
    [
        ("def d (xs : List Nat) : Nat := xs.sum", "def d (xs : Array Nat) : Nat := xs.sum + 0"),
        ("def d (a : Nat := 0) : Nat := a", "def d (a : Nat := 1) : Nat := a"),
        (
            "theorem t (x : Nat) (xs : List Nat) : x :: xs = []",
            "theorem t (x : Nat) (xs : Array Nat) : xs.push x = #[]",
        ),
        ("theorem t (xs : List Nat) : xs = xs", "theorem t (xs : Array (Array Nat)) : xs = xs"),
        ("theorem t (a : Nat) (h : a = 0) : a = 0", "theorem t (a : Nat) (h : a = 1) : a = 0"),
    ],
)
def test_what_says_something_else_is_no_other_form(lists: str, arrays: str) -> None:
    assert not differ_in_form_alone(read(lists), read(arrays))
