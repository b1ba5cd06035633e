"""The normal form of a declaration: what it says, whatever its variables are called and however it is written."""

from __future__ import annotations

import pytest

from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.normal import differ_in_form_alone, digest_of, normal_form
from conformance.lean.parse import parse_declaration


def read(text: str) -> Declared:
    return elaborate_declaration(Environment(), parse_declaration(text), text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("theorem t (n : Nat) (i : Fin n) : i = i", "theorem t (k : ℕ) (j : Fin k) : (j = j)"),
        ("theorem t (a b : Nat) : a + b = b", "theorem t (x : Nat) (y : Nat) :\n  x + y = y"),
        ("theorem t (n : Nat) : n = n", "theorem t : ∀ n, n = (n : Nat)"),
        ("theorem t (n : Nat) (h : n = 0) : n < 1", "theorem t (n : Nat) : n = 0 → n < 1"),
        (
            "theorem t (xs : List Nat) (h : ∀ i ∈ xs, i = 0) : True",
            "theorem t (l : List Nat) (g : ∀ j, j ∈ l → j = 0) : True",
        ),
        (
            "theorem t (xs : List Nat) : xs.map (· + 1) = []",
            "theorem t (xs : List Nat) : List.map (fun x => x + 1) xs = []",
        ),
        (
            "def d {n : Nat} (f : Fin n → Nat) : Nat := ∑ i, f i",
            "def d {k : Nat} (g : Fin k → Nat) : Nat := ∑ j : Fin k, g j",
        ),
    ],
)
def test_how_it_is_written_makes_no_difference(one: str, other: str) -> None:
    assert normal_form(read(one)) == normal_form(read(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("theorem t (a b : Nat) : a = b", "theorem t (a b : Nat) : b = a"),
        ("theorem t (a b : Nat) : a = b", "theorem t (a b : Int) : a = b"),
        ("theorem t (a b : Nat) : a = b", "theorem t {a b : Nat} : a = b"),
        ("theorem t (a b : Nat) (h : a = b) : a = b", "theorem t (a b : Nat) : a = b"),
        ("theorem t : List.replicate 2 0 = [0, 0]", "theorem t : List.replicate 2 (0 : Int) = [0, 0]"),
        ("theorem t (f : Nat → Nat) : ∀ a < 3, f a = 0", "theorem t (f : Nat → Nat) : ∀ a ≤ 3, f a = 0"),
        ("def d (a : Nat := 0) : Nat := a", "def d (a : Nat) : Nat := a"),
        ("structure D where\n  xs : Nat", "structure D where\n  ys : Nat"),
    ],
)
def test_what_it_says_does(one: str, other: str) -> None:
    assert normal_form(read(one)) != normal_form(read(other))


def test_the_digest_is_that_of_all_that_is_used() -> None:
    def digest(body: str, middle: str, law: str) -> str:
        environment = Environment()
        for text in (f"def a (n : Nat) : Nat := {body}", f"def b (n : Nat) : Nat := {middle}"):
            environment = environment.extended(elaborate_declaration(environment, parse_declaration(text), text))
        text = f"theorem t (n : Nat) : {law}"
        return digest_of(elaborate_declaration(environment, parse_declaration(text), text), environment.definitions)

    first = digest("n + 1", "a n", "b n = 1")
    assert first == digest("(n + 1)", "a (n)", "(b n) = 1")
    assert first != digest("n + 2", "a n", "b n = 1")
    assert digest("n + 1", "n", "b n = 1") == digest("n + 2", "n", "b n = 1")


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
