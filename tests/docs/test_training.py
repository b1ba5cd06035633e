"""Every snippet of docs/training.md, run in one folder from first to last."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.laws.specfile import shipped
from conformance.values.naming import snake_case
from tests.snippets import blocks_of, run_all

pytest.importorskip("torch")
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the page has sh snippets")
def test_the_snippets_do_what_the_page_says(tmp_path: Path) -> None:
    run_all(PAGE, tmp_path)


def test_the_page_has_snippets_of_each_kind() -> None:
    found = blocks_of(PAGE)
    assert [b.file for b in found if b.file] == ["mae.py", "mae_backend.py", "jepa.py", "jepa_backend.py"]
    assert len([b for b in found if b.exit]) == 3
    assert len(found) == PAGE.count("```") // 2


def test_each_operation_that_is_to_be_chosen_is_one() -> None:
    chapter = PAGE.split("## Which operation is mine?")[1]
    cells = [row.rstrip(" |").split("|")[-1].strip() for row in chapter.splitlines() if row.endswith("` |")]
    names = {snake_case(name) for name in shipped("practice").definitions}
    assert len(cells) == 22
    assert len(set(cells)) == len(cells)
    assert {cell.strip("`") for cell in cells} <= names
