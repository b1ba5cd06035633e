"""Every snippet of docs/training.md, run in one folder from first to last, and the module that README shows."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.laws.specfile import shipped
from conformance.values.naming import snake_case
from tests.snippets import blocks_of, run_all

pytest.importorskip("torch")
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


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


def test_the_module_of_the_readme_conforms_with_the_code_of_the_page() -> None:
    (code,) = [b.text for b in blocks_of(PAGE) if b.file == "mae.py"]
    (shown,) = [b.text for b in blocks_of(README) if "as mask_tokens" in b.text]
    imported, _, declared = shown.partition("\n\n")
    names: dict[str, Any] = {}
    exec(code, names)
    exec(declared, names)
    assert imported == "from mae import random_masking as mask_tokens"
    backend = SimpleNamespace(
        mask_tokens=names["random_masking"], **{name: names[name] for name in ("carrier", "batched", "forms")}
    )
    report = check(backend, module=["practice"], laws=["maskTokens*"], profile="quick")
    assert {r.status for r in report.results} == {"passed"}
