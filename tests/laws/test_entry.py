"""The Lean text of an entry: one declaration, and what may stand around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.errors import SpecError
from conformance.laws.specfile import Spec, load

Read = Callable[[str], Spec]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(text: str) -> Spec:
        path = tmp_path / "m.yaml"
        path.write_text(text, encoding="utf-8")
        return load([path])

    return read


AROUND = """\
module: Lab.Losses
definitions:
  total:
    lean: |
      open List
      namespace Lab.Losses
      section
      variable {n : Nat} (xs : Idx n) (f : Fin n → Nat)
      abbrev Idx (n : Nat) := List (Fin n)

      /-- All losses. -/
      def total : Nat := (xs.map f).sum
      end
      example : total ([0, 2] : Idx 3) (fun i => i) = 2 := by decide
      end Lab.Losses
theorems:
  total_nil:
    lean: "theorem total_nil {n : Nat} (f : Fin n → Nat) : total ([] : Idx n) f = 0"
"""


def test_an_entry_is_the_declaration_of_its_text_with_the_types_and_variables_before_it(read: Read) -> None:
    spec = read(AROUND)
    assert [d.id for d in spec.declarations] == ["total", "total_nil"]
    assert list(spec.definitions["total"].binders) != []
    assert [b.name for b in spec.definitions["total"].binders] == ["n", "xs", "f"]


def test_an_example_in_the_text_must_hold(read: Read) -> None:
    with pytest.raises(SpecError, match=r"the example of `total` does not hold .*= 3 := by decide"):
        read(AROUND.replace("= 2 := by", "= 3 := by"))


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("def f : Nat := 1\ndef g : Nat := f", 5, 11, "`f` is a law as well, beside `g`: give it an entry of its own"),
        ("theorem f : 1 = 1 := by simp\ntheorem g : 1 = 1", 5, 15, "`f` is a law as well"),
        ("def g : Nat := 1\nexample (n : Nat) : n = g", 6, 15, "an example with variables is a theorem"),
        ("def g : Nat := 1\nexample : g = h", 6, 21, "unknown name `h`"),
        (
            "abbrev Mask (n : Nat) := Fin n → Nat\ndef g : Nat := 1",
            3,
            None,
            "`Mask` is already declared, as something else",
        ),
        ("example : 1 = 1", 5, 7, "the text declares nothing"),
        ("section A\ndef g : Nat := 1", 5, 7, "write `end A`"),
        ("namespace A\ndef g : Nat := 1\nend A", 3, None, "its Lean text declares `A.g`"),
    ],
)
def test_what_an_entry_cannot_be_is_refused_with_its_place(
    read: Read, text: str, line: int, column: int | None, message: str
) -> None:
    block = text.replace("\n", "\n      ")
    with pytest.raises(SpecError) as caught:
        read(f"module: M\ndefinitions:\n  g:\n    lean: |\n      {block}\n")
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column), caught.value


def test_a_type_may_be_written_before_several_entries_that_need_it(read: Read) -> None:
    idx = "abbrev Idx (n : Nat) := List (Fin n)"
    text = "module: M\ndefinitions:\n"
    for name in ("f", "g"):
        text += f'  {name}: {{lean: "{idx}\\ndef {name} {{n : Nat}} (xs : Idx n) : Nat := xs.length"}}\n'
    spec = read(text)
    assert [d.id for d in spec.declarations] == ["f", "g"]


def test_entries_of_two_namespaces_are_two_laws(read: Read) -> None:
    text = "module: M\ndefinitions:\n"
    for space, number in (("A", 1), ("B", 2)):
        lean = f"namespace {space}\\ndef f : Nat := {number}\\nend {space}"
        text += f'  {space}.f: {{lean: "{lean}", examples: ["{space}.f = {number}"]}}\n'
    assert list(read(text).definitions)[-2:] == ["A.f", "B.f"]
