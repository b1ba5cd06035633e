"""What is written says what the spec says: our own parser reads it again, and the typed trees are compared."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.exporting.files import LeanFile, lean_files
from conformance.laws.specfile import Declaration, Spec, load
from conformance.lean import surface
from conformance.lean.commands import Command, declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Declared, Environment
from conformance.lean.nodes import Term
from conformance.lean.render import render
from conformance.lean.syntax import (
    Abbreviation,
    Binder,
    Builtin,
    Call,
    Definition,
    Premise,
    Structure,
    Theorem,
    TypeTerm,
    Variable,
)
from conformance.lean.types import SortType, TypeVariable

ODD = Path(__file__).with_name("odd.yaml")
"""Texts with all that may stand around a declaration."""

UPSTREAM = ("masking", "mae", "jepa", "vicreg", "predictive_view")
MODULES = tuple(f"NN.MLTheory.SelfSupervised.{name}" for name in ("Masking", "MAE", "JEPA", "VICReg", "PredictiveView"))
REVISIONS = {"A": 92, "B": 89, "C": 89}

cases = pytest.mark.parametrize(("module", "revision"), [(m, r) for m in MODULES for r in REVISIONS])


@cache
def upstream(revision: str) -> Spec:
    return load(UPSTREAM, revision)


@cache
def files(revision: str, *, self_contained: bool) -> dict[str, LeanFile]:
    made = lean_files(upstream(revision), "1.0", self_contained=self_contained)
    return {file.module: file for file in made}


def declared_in(module: str, revision: str) -> list[Declaration]:
    return [d for d in upstream(revision).declarations if d.module == module]


# Self-contained


def read_alone(file: LeanFile) -> dict[str, Declared]:
    """What a file declares that has nothing before it."""
    environment, found = Environment().of_module(file.module), {}
    for command in declarations_of(file.text):
        declared = elaborate_declaration(environment, command.declaration, file.text, command.opened)
        environment = environment.extended(declared)
        found[declared.name] = declared
    return found


@cases
def test_a_self_contained_file_declares_what_the_spec_does(module: str, revision: str) -> None:
    file = files(revision, self_contained=True)[module]
    read = read_alone(file)
    assert [part.name for part in file.parts] == [d.id for d in declared_in(module, revision)]
    for part, declaration in zip(file.parts, declared_in(module, revision), strict=True):
        if part.how == "left out":
            assert f"-- {part.name} is left out: {part.why}." in file.text
            assert part.name not in read
        else:
            assert read[part.name] == declaration.declared


def test_of_the_upstream_declarations_those_over_the_reals_are_left_out() -> None:
    for revision, count in REVISIONS.items():
        parts = [part for file in files(revision, self_contained=True).values() for part in file.parts]
        left = [part for part in parts if part.how == "left out"]
        assert (len(parts), len(left)) == (count, 17)
        assert all("ℝ" in part.why or "EuclideanRep" in part.why for part in left)


def test_a_self_contained_file_imports_nothing_and_writes_no_notation_of_mathlib() -> None:
    for file in lean_files(load(), "1.0", self_contained=True):
        lines = [line for line in file.text.split("-/", 1)[1].splitlines() if not line.startswith("--")]
        text = "\n".join(lines)
        assert "import" not in text
        assert not set("ℝℕℤℚ∑∏") & set(text)
        assert "norm_num" not in text


@pytest.mark.skipif(shutil.which("lean") is None, reason="needs lean on PATH")
@pytest.mark.parametrize("module", [*MODULES, "Practice"])
def test_lean_accepts_a_self_contained_file(module: str, tmp_path: Path) -> None:
    (file,) = lean_files(load(), "1.0", self_contained=True, modules=[module])
    path = tmp_path / file.name
    path.write_text(file.text, encoding="utf-8")
    done = subprocess.run(["lean", path], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_stands_around_a_declaration_is_kept_for_it_alone() -> None:
    spec = load([ODD])
    (file,) = lean_files(spec, "1.0", self_contained=True)
    # Names of the masks' module are those that another module has for them.
    read = read_alone(replace(file, module="NN.MLTheory.SelfSupervised.Any"))
    known = {name.removeprefix("Project.").removeprefix("Odd."): declared for name, declared in read.items()}
    for declaration in spec.declarations:
        found = known[declaration.id]
        assert render_of(found) == render_of(declaration.declared)
    assert list(known)[:2] == ["Mask", "complement"]


def render_of(declared: Declared) -> str:
    """What is declared, without the names of namespaces, of helpers, and with no tactic of Mathlib's."""
    return (
        re.sub(r"\b(?:Project|Odd)\.", "", repr(declared))
        .replace("is_helper=True", "is_helper=False")
        .replace("norm_num", "sorry")
    )


# Against the module


@cases
def test_each_declaration_is_held_against_the_module_s(module: str, revision: str) -> None:
    file = files(revision, self_contained=False)[module]
    assert f"\nimport {module}\n" in file.text
    commands = iter(declarations_of(file.text))
    spec = upstream(revision)
    assert [part.name for part in file.parts] == [d.id for d in declared_in(module, revision)]
    for declaration in declared_in(module, revision):
        check(declaration.declared, commands, Held(spec.environment.of_module(module), file.text, declaration))
    assert next(commands, None) is None


class Held:
    """A declaration that a file holds against the module's."""

    def __init__(self, environment: Environment, text: str, declaration: Declaration) -> None:
        self.environment, self.text = environment, text
        self.full_name = f"NN.MLTheory.SelfSupervised.{declaration.id}"

    def theorem(self, command: Command) -> Theorem:
        read = elaborate_declaration(self.environment, command.declaration, self.text, command.opened)
        assert isinstance(read, Theorem)
        return read

    def written(self, command: Command) -> str:
        return self.text[command.span.start : command.span.end]


def check(declared: Declared, commands: Iterator[Command], held: Held) -> None:
    command = next(commands)
    match declared:
        case Theorem(context=context):
            assert replace(held.theorem(command), name=declared.name) == declared
            arguments = "".join(f" {c.name}" for c in context)
            assert held.written(command).endswith(f" :=\n  @{held.full_name}{arguments}")
        case Definition(binders=binders):
            read = held.theorem(command)
            assert (read.context, held.written(command)[-6:]) == (binders, ":= rfl")
            left, right = sides(read.conclusion)
            assert right == declared.body
            assert isinstance(left, Call)
            assert (left.name, left.arguments) == (declared.name, tuple(map(variable, binders)))
            assert f" {held.full_name}" in held.written(command)
        case Abbreviation(body=body):
            equation = command.declaration.type
            assert isinstance(equation, surface.Infix)
            abbreviation = replace(command.declaration, keyword="abbrev", type=None, body=equation.right)
            read_again = elaborate_declaration(held.environment, abbreviation, held.text)
            assert isinstance(read_again, Abbreviation)
            assert (read_again.binders, read_again.body) == (declared.binders, body)
            assert held.written(command).endswith(":= rfl")
        case Structure():
            check_structure(declared, held.theorem(command), held.theorem(next(commands)))


def check_structure(structure: Structure, fields: Theorem, whole: Theorem) -> None:
    bare = tuple(replace(field, default=None) for field in structure.fields)
    assert fields.context == (*structure.binders, *bare)
    claimed = [tuple(map(render, sides(claim))) for claim in conjuncts(fields.conclusion)]
    assert [right for _, right in claimed[: len(bare)]] == [field.name for field in bare]
    assert [left.rpartition(".")[2] for left, _ in claimed[: len(bare)]] == [field.name for field in bare]
    defaults = [(f.name, render(f.default)) for f in structure.fields if f.default is not None]
    assert [(left.rpartition(".")[2], right) for left, right in claimed[len(bare) :]] == defaults
    left, right = sides(whole.conclusion)
    assert right == variable(next(c for c in reversed(whole.context) if isinstance(c, Binder)))
    assert [part.partition(" := ")[2] for part in render(left)[2:-2].split(", ")] == [f"whole.{f.name}" for f in bare]


def sides(term: Term) -> tuple[Term, Term]:
    assert isinstance(term, Builtin)
    assert term.name == "Eq"
    left, right = term.arguments
    return left, right


def conjuncts(term: Term) -> list[Term]:
    if isinstance(term, Builtin) and term.name == "And":
        return [part for argument in term.arguments for part in conjuncts(argument)]
    return [term]


def variable(binder: Binder) -> Term:
    if isinstance(binder.type, SortType):
        return TypeTerm(binder.type, TypeVariable(binder.name))
    return Variable(binder.type, binder.name)


def test_texts_with_more_around_them_are_held_against_the_module_too() -> None:
    spec = load([ODD])
    (file,) = lean_files(spec, "1.0", self_contained=False)
    theorems = [d.declared for d in spec.declarations if isinstance(d.declared, Theorem) and not d.stated]
    environment = spec.environment.of_module("Project.Odd")
    commands = [c for c in declarations_of(file.text) if c.declaration.keyword == "example"]
    read = [elaborate_declaration(environment, c.declaration, file.text, c.opened) for c in commands[-len(theorems) :]]
    assert [replace(t, name="", context=bare(t)) for t in read if isinstance(t, Theorem)] == [
        replace(t, name="", context=bare(t)) for t in theorems
    ]
    closings = re.findall(r"@Project\.(.*)", file.text)
    assert closings == [
        "plus_zero x b x_1", "eqs α inferInstance xs x", "swap_swap p", "total_pos x", "sized n i",
    ]  # fmt: skip
    assert "-- aLaw is left out: nobody has proved it: it is stated by a -/ comment\\nof two lines." in file.text


def bare(theorem: Theorem) -> tuple[Binder | Premise, ...]:
    """What a theorem binds, where binders without a name have none."""
    return tuple(replace(c, name="_" if c.name.startswith("x_") else c.name) for c in theorem.context)


@pytest.mark.parametrize(
    "example",
    [
        # Lean reads columns: what stands below a `let` stays where it stood.
        "    Project.plus a x_1 =\n      (\n{0}let x := a\n{0}x + 1\n     : ℕ) := rfl".format(" " * 26),
        "variable {n : Nat}\nexample (xs : List (Fin n)) :\n    Project.tail xs =\n",
        "    Project.Deep.inner p =\n      ({ x := p.y, y := p.x } : Point) := rfl",
        "namespace Project.Deep\n\nexample (p : Point) :\n    Project.Deep.outer p =\n",
        "    ({ x := x, y := y } : Project.Deep.Point).z = (0) :=\n  ⟨rfl, rfl, rfl, rfl⟩",
        "    Project.Odd.total xs h =\n      (xs[0] + 0 : Nat) := rfl",
        "import Project.Odd\n\nopen NN.MLTheory.SelfSupervised\n",
    ],
)
def test_parts_of_texts_keep_what_lean_reads_of_them(example: str) -> None:
    (file,) = lean_files(load([ODD]), "1.0", self_contained=False)
    assert example in file.text


@pytest.mark.parametrize(
    "text",
    [
        "def plus (a _ : Nat) : Nat := let x := a\n{}x + 1\n".format(" " * 26),
        "theorem plus_zero (_ : Nat) (b : Nat) (_ : 0 < b) : plus b 0 = b + 1 := rfl",
        "total [x] (by sorry) = x ∧ total [x] (by simp) = x",
        "theorem aLaw {n : Nat} (m : Mask n) : complement (complement m) = m := by sorry",
        "opaque drawn (n : Nat) (h : 0 < n) : Fin n := sorry",
        "end Project\n\nopen Project\n\ndef Project.Odd.total",
    ],
)
def test_what_core_lean_lacks_is_written_otherwise(text: str) -> None:
    (file,) = lean_files(load([ODD]), "1.0", self_contained=True)
    assert text in file.text


def test_a_module_of_which_nothing_is_proved_is_not_held_against_one() -> None:
    (file,) = lean_files(load(["practice"]), "1.0", self_contained=False)
    assert file.says_nothing
    assert {part.why for part in file.parts} == {"nothing of its module is proved in Lean"}


def test_definitions_alone_are_of_no_lean_module(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('module: A\ndefinitions:\n  f:\n    lean: "def f (n : Nat) : Nat := n"\n', encoding="utf-8")
    (file,) = lean_files(load([path]), "1.0", self_contained=False)
    assert file.says_nothing
    (alone,) = lean_files(load([path]), "1.0", self_contained=True)
    assert [part.how for part in alone.parts] == ["defined"]


def test_a_module_has_a_name_that_lean_takes(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('module: ../a\ntheorems:\n  t:\n    lean: "theorem t : 1 = 1"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"module `\.\./a` has no name of Lean's"):
        lean_files(load([path]), "1.0", self_contained=False)
