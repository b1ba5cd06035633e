"""Lean files, pages and copied texts, each read to the declarations that it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.sources.reading import read_source

LEAN = """\
module
import Mathlib
public import Mathlib.Data.List.Basic
@[expose] public section
namespace A.B
open List in
/-- What is lost. -/
public def loss (xs : List Nat) : Nat := xs.sum
@[simp] theorem loss_nil : loss [] = 0 := by
  have h : 1 = 1 := rfl
  simp [loss]
inductive Tree where | leaf
theorem odd : ♥ := by simp
example : loss [1] = 1 := rfl
notation "x" => loss
"""


def test_a_lean_file_is_read_past_what_is_not_of_the_language(tmp_path: Path) -> None:
    (tmp_path / "a.lean").write_text(LEAN, encoding="utf-8")
    source = read_source(tmp_path / "a.lean")
    assert [(f.name, f.line, f.read is not None) for f in source.found] == [
        ("A.B.loss", 8, True), ("A.B.loss_nil", 9, True), ("A.B.Tree", 12, False), ("A.B.odd", 13, False),
        ("", 15, False),
    ]  # fmt: skip
    assert (source.form, source.examples, source.passed_over) == ("Lean file", 1, ())
    errors = [f.error.message for f in source.found if f.error is not None]
    assert errors[0].startswith("`inductive` is not part of the language: use `structure`")


AROUND = """\
structure S where
  a : Nat
deriving Repr, DecidableEq
def f (x : Nat) : Nat := x
termination_by x
alias g := f
variable (n : Nat)
include n
theorem t (h : 0 < n) : True := by
  trace "
theorem u : False
"
section
variable (n : Int)
theorem v : n = n := rfl
/-
/-- superseded -/
theorem y : True := trivial
-/
initialize foo : Nat ← pure 0
"""


def test_what_stands_around_declarations_is_not_taken_for_them(tmp_path: Path) -> None:
    (tmp_path / "a.lean").write_text(AROUND, encoding="utf-8")
    source = read_source(tmp_path / "a.lean")
    assert [(f.name, f.read is not None) for f in source.found] == [
        ("S", True), ("f", True), ("g", False), ("t", True), ("v", True),
    ]  # fmt: skip
    assert [word for word, _ in source.passed_over] == ["deriving", "termination_by", "initialize"]
    bound = {f.name: [n.text for g in f.read.binders for n in g.names] for f in source.found if f.read}
    assert (bound["t"], bound["v"]) == (["n", "h"], ["n"])


PAGE = """<html><main>
<div class="decl" id="A.G"><div class="structure"><div class="decl_header"><span class="decl_kind">structure</span>
<span class="decl_name">A.G</span> (n : ℕ)<span class="decl_args"> :</span><div class="decl_type">Type</div></div>
<ul class="structure_fields"><li class="structure_field"><div class="structure_field_info">edges : List (Fin n)</div>
<div class="structure_field_doc"><p>The edges : those.</p></div></li></ul></div></div>
<div class="decl" id="A.Mask"><div class="def"><div class="decl_header"><span class="decl_kind">abbrev</span>
<span class="decl_name">A.Mask</span> (n : ℕ)<span class="decl_args"> :</span>
<div class="decl_type">Type</div></div></div></div>
<div class="decl" id="A.t"><div class="theorem"><div class="decl_header"><span class="decl_kind">theorem</span>
<span class="decl_name">A.t</span> {n : ℕ} (g : G n)<span class="decl_args"> :</span>
<div class="decl_type">g.edges = g.edges</div></div></div></div>
<div class="decl" id="A.odd"><div class="axiom">without a header</div></div>
</main></html>"""


def test_a_page_has_headers_fields_and_names(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    source = read_source(tmp_path / "a.html")
    assert [(f.name, f.tells) for f in source.found] == [
        ("A.G", "all"), ("A.Mask", "binders"), ("A.t", "all"), ("A.odd", "all"),
    ]  # fmt: skip
    assert source.found[0].lean == "structure A.G (n : ℕ) where\n  edges : List (Fin n)"
    assert source.found[2].lean == "theorem A.t {n : ℕ} (g : G n) : g.edges = g.edges"
    assert source.found[3].error is not None


TEXT = """\
A page

theorem proving is a skill : this is a sentence.

structure A.G (n : ℕ) :
Type

A graph.

edges : List (Fin n)

Instances For

Predicate form.

Instances For

def A.size {n : ℕ} (g : G n) :
ℕ

Instances For
@[simp]
theorem A.t {n : ℕ} (g : G n) :
size g = size g
theorem A.u (n : ℕ) :
n = n
"""


def test_a_copied_text_is_read_with_what_it_has_lost(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    source = read_source(tmp_path / "a.txt")
    assert [(f.name, f.line, f.tells) for f in source.found] == [
        ("A.G", 5, "all"), ("", 14, "all"), ("A.size", 18, "signature"), ("A.t", 23, "all"), ("A.u", 25, "all"),
    ]  # fmt: skip
    assert [f.error.message for f in source.found if f.error] == ["the header of this declaration is not in the text"]


@pytest.mark.parametrize(
    "text", ["<div class='decl' id='x'>", "def ", "theorem t", "structure S where", "Instances For"]
)
def test_no_text_makes_it_fall_over(tmp_path: Path, text: str) -> None:
    for name in ("a.lean", "a.html", "a.txt"):
        (tmp_path / name).write_text(f"theorem t : 1 = 1\n{text}", encoding="utf-8")
        assert len(read_source(tmp_path / name).found) >= 1
