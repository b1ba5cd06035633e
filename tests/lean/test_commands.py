"""A text of several declarations: each is read as if it stood alone, with the variables that it mentions."""

from __future__ import annotations

import pytest

from conformance.lean.commands import declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.evaluate import compile_term
from conformance.lean.parse import parse_declaration
from conformance.lean.reference import reference_operations
from conformance.lean.syntax import Definition, Theorem

TEXT = """\
import Mathlib

/-! A file of its own. -/

universe u
set_option autoImplicit false
open List

namespace Losses

section
variable {n : Nat} (xs ys : List (Fin n))
variable (f : Fin n → Nat) {α : Type u} [DecidableEq α]

/-- What is lost. -/
@[simp] def loss : Nat := (xs.map f).sum

theorem loss_append : loss (xs ++ ys) f = loss xs f + loss ys f := by
  simp [loss]

private theorem same (a : α) : a = a :=
  rfl
end

noncomputable def twice (k : Nat) : Nat :=
  let n := k
  n + n

example : twice 2 = 4 := by decide

structure Pair where
  a : Nat
  b : Nat

def Pair.swap (p : Pair) : Pair := { a := p.b, b := p.a }
end Losses

theorem last : True := trivial
"""

ALONE = {
    "Losses.loss": "def Losses.loss {n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) : Nat := (xs.map f).sum",
    "Losses.loss_append": "theorem Losses.loss_append {n : Nat} (xs ys : List (Fin n)) (f : Fin n → Nat) : "
    "loss (xs ++ ys) f = loss xs f + loss ys f",
    "Losses.same": "theorem Losses.same {α : Type} (a : α) : a = a",
    "Losses.twice": "def Losses.twice (k : Nat) : Nat := let n := k; n + n",
    "Losses.Pair": "structure Losses.Pair where a : Nat; b : Nat",
    "Losses.Pair.swap": "def Losses.Pair.swap (p : Pair) : Pair := { a := p.b, b := p.a }",
    "last": "theorem last : True",
}


def test_each_declaration_is_read_as_if_it_stood_alone() -> None:
    environment = Environment()
    names = []
    for command in declarations_of(TEXT):
        declared = elaborate_declaration(environment, command.declaration, TEXT, command.opened)
        if command.declaration.keyword == "example":
            continue
        names.append(declared.name)
        alone = ALONE[declared.name]
        assert elaborate_declaration(environment, parse_declaration(alone), alone) == declared
        environment = environment.extended(declared)
    assert names == list(ALONE)


def test_within_a_module_its_own_namespaces_are_no_part_of_a_name() -> None:
    environment = Environment(module="Losses.Of.Patches")
    commands = [c for c in declarations_of(TEXT) if c.declaration.keyword != "example"]
    for command in commands:
        environment = environment.extended(elaborate_declaration(environment, command.declaration, TEXT))
    assert list(environment.definitions) == ["loss", "twice", "Pair", "Pair.swap"]
    again = "theorem t (xs : List (Fin 2)) : Losses.loss xs (fun i => i.val) = _root_.Losses.loss xs (fun i => i)"
    elaborate_declaration(environment, parse_declaration(again), again)


TWO = """\
namespace A
def f : Nat := 1
theorem f_is : f = 1 ∧ B.f = 2
end A
namespace B
namespace Inner
theorem f_is : f = 2 ∧ A.f = 1 ∧ _root_.A.f = 1
end Inner
end B
theorem both : A.f + B.f = 3
open A in
theorem opened : f = 1
open B (f)
theorem opened_too : f = 2
"""


def test_two_declarations_of_one_name_in_two_namespaces_are_two() -> None:
    text = "namespace B\ndef f : Nat := 2\nend B\n" + TWO
    environment = Environment()
    names = []
    for command in declarations_of(text):
        declared = elaborate_declaration(environment, command.declaration, text, command.opened)
        names.append(declared.name)
        environment = environment.extended(declared)
        if isinstance(declared, Theorem):
            reference = reference_operations(
                {n: d for n, d in environment.definitions.items() if isinstance(d, Definition)}
            )
            assert compile_term(declared.conclusion, (), reference)([]) is True, declared.name
    assert names == ["B.f", "A.f", "A.f_is", "B.Inner.f_is", "both", "opened", "opened_too"]


def read_in_turn(text: str) -> None:
    environment = Environment()
    for command in declarations_of(text):
        declared = elaborate_declaration(environment, command.declaration, text, command.opened)
        environment = environment.extended(declared)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("def A.f : Nat := 1\ntheorem t : f = 1", 2, 13, "unknown name `f`"),
        ("def A.f : Nat := 1\nopen A in\ntheorem t : f = 1\ntheorem u : f = 1", 4, 13, "unknown name `f`"),
        ("def A.f : Nat := 1\nopen A (g)\ntheorem t : f = 1", 3, 13, "unknown name `f`"),
        ("def A.f : Nat := 1\nopen A hiding f\ntheorem t : f = 1", 2, 8, "`open … hiding` is not part"),
        ("def A.f : Nat := 1\nopen A in", 2, 1, "for a declaration after it"),
        ("variable (n : Nat) in\ntheorem t : n = n\ntheorem u : n = n", 3, 13, "unknown name `n`"),
    ],
)
def test_a_name_is_known_where_lean_knows_it(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(LeanError) as caught:
        read_in_turn(text)
    assert (caught.value.line, caught.value.column) == (line, column), caught.value
    assert message in caught.value.message


def test_a_declaration_begins_wherever_its_word_stands() -> None:
    text = "theorem a : 1 = 1 := by simp theorem b : 1 = 2 := by decide\n  def c : Nat := 1 example : c = 1"
    assert [c.declaration.name.text for c in declarations_of(text)] == ["a", "b", "c", "_example"]


def test_a_declaration_has_its_namespaces_and_its_place() -> None:
    commands = declarations_of(TEXT)
    assert [c.declaration.name.text for c in commands][-3:] == ["Losses.Pair", "Losses.Pair.swap", "last"]
    first = commands[0]
    assert TEXT[first.span.start : first.span.end] == "@[simp] def loss : Nat := (xs.map f).sum"


def test_a_variable_is_not_taken_for_one_of_its_name_that_is_bound() -> None:
    text = "variable (n m : Nat)\ntheorem a : (∀ n < 3, n < 4) ∧ (fun n => n + 1) 1 = 2\ntheorem b (m : Nat) : m = n"
    a, b = [elaborate_declaration(Environment(), c.declaration, text) for c in declarations_of(text)]
    assert isinstance(a, Theorem)
    assert isinstance(b, Theorem)
    assert [c.name for c in a.context] == []
    assert [c.name for c in b.context] == ["n", "m"]


def read_all(text: str) -> None:
    for command in declarations_of(text):
        elaborate_declaration(Environment(), command.declaration, text)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("theorem a : 1 = 1\n\ntheorem b : 1 =\n", 3, 16, "the statement ends"),
        ("def a : Nat := 1\n\n-- more\ndef b : Nat := c1", 4, 16, "unknown name `c1`"),
        ("section A\ntheorem a : 1 = 1", 1, 1, "write `end A`"),
        ("namespace A\ntheorem a : 1 = 1\nend B", 3, 1, "`end A`"),
        ("theorem a : 1 = 1\nend", 2, 1, "nothing that ends here"),
        ("def a : Nat := 1\n\ninductive T\n  | a", 3, 1, "use `structure`"),
        ("x = 1\ntheorem a : 1 = 1", 1, 1, "expected a declaration"),
        ("variable (n : Nt)\ntheorem a : n = n", 1, 15, "unknown name `Nt`"),
        ("theorem a : 1 = 1\nvariable (n : \ntheorem b : n = n", 2, 13, "expected binders"),
    ],
)
def test_an_error_names_the_line_of_the_whole_text(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(LeanError) as caught:
        read_all(text)
    assert (caught.value.line, caught.value.column) == (line, column), caught.value
    assert message in caught.value.message
