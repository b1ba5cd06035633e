"""The examples of docs/language.md: those of terms hold, those of declarations are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.laws.entry import entry_of
from conformance.laws.specfile import load
from conformance.lean.elaborate.environment import Environment
from conformance.lean.evaluate import compile_term
from conformance.lean.reference import reference_operations
from conformance.lean.syntax import Definition
from tests.lean.reading import evaluate

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")


def examples(column: str) -> list[str]:
    """The last cells of the table whose last column is called so."""
    table = PAGE.split(f"| {column} |\n", 1)[1].split("\n\n")[0].splitlines()[1:]
    cells = [re.split(r"(?<!\\)\|", row)[-2].strip() for row in table]
    return [cell.strip("`").replace("\\|", "|") for cell in cells]


HOLD, READ = examples("example, which holds"), examples("example, which is read")


@pytest.mark.parametrize("text", HOLD)
def test_an_example_of_a_term_holds(text: str) -> None:
    assert evaluate(text) is True


@pytest.mark.parametrize("text", READ)
def test_an_example_of_a_declaration_is_read(text: str) -> None:
    declared = entry_of(Environment(), text).declared
    assert f" {declared.name} " in text.replace(":", " ")


def test_the_text_of_several_declarations_is_an_entry_whose_example_holds() -> None:
    text = PAGE.split("```lean\nnamespace", 1)[1].split("```")[0]
    entry = entry_of(Environment(module="Lab.Losses"), f"namespace{text}")
    assert isinstance(entry.declared, Definition)
    assert entry.declared.name == "total"
    reference = reference_operations({"total": entry.declared})
    assert [compile_term(e.proposition, (), reference)([]) for e in entry.examples] == [True]


def test_the_structure_is_read_with_its_default() -> None:
    (text,) = re.findall(r"```lean\n(structure.*?)```", PAGE, re.DOTALL)
    assert entry_of(Environment(), text).declared.name == "View"


def test_every_row_has_an_example() -> None:
    assert all([*HOLD, *READ])
    assert (len(HOLD), len(READ)) == (33, 12)


FILES = [block.split("```")[0] for block in PAGE.split("```yaml\n")[1:]]


def test_the_file_with_a_law_that_is_stated_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lab.yaml"
    path.write_text(next(block for block in FILES if "stated:" in block), encoding="utf-8")
    assert [d.stated for d in load([path]).declarations] == ["", "random masking as in masked autoencoders"]


def test_the_file_with_two_revisions_reads_as_either(tmp_path: Path) -> None:
    path = tmp_path / "lab.yaml"
    text = next(block for block in FILES if "revisions:" in block)
    path.write_text(text, encoding="utf-8")
    assert ["Array" in load([path], revision).declarations[0].lean for revision in ("first", "second")] == [False, True]
