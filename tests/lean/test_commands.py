"""A text of several declarations: each is read as if it stood alone, with the variables that it mentions."""

from __future__ import annotations

import pytest

from conformance.lean.commands import declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.parse import parse_declaration
from conformance.lean.syntax import Theorem

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
    "loss": "def loss {n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) : Nat := (xs.map f).sum",
    "loss_append": "theorem loss_append {n : Nat} (xs ys : List (Fin n)) (f : Fin n → Nat) : "
    "loss (xs ++ ys) f = loss xs f + loss ys f",
    "same": "theorem same {α : Type} (a : α) : a = a",
    "twice": "def twice (k : Nat) : Nat := let n := k; n + n",
    "Pair": "structure Pair where a : Nat; b : Nat",
    "Pair.swap": "def Pair.swap (p : Pair) : Pair := { a := p.b, b := p.a }",
    "last": "theorem last : True",
}


def test_each_declaration_is_read_as_if_it_stood_alone() -> None:
    environment = Environment()
    names = []
    for command in declarations_of(TEXT):
        declared = elaborate_declaration(environment, command.declaration, TEXT)
        names.append(declared.name)
        alone = ALONE[declared.name]
        assert elaborate_declaration(environment, parse_declaration(alone), alone) == declared
        environment = environment.extended(declared)
    assert names == list(ALONE)


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
