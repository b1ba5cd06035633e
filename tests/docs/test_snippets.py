"""Every snippet of the documentation is run: by the test below, page by page, or by a test of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.making import DOCS
from tests.snippets import RUN, blocks_of, run_all

ROOT = DOCS.parent
PAGES = {
    p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in (ROOT / "README.md", *DOCS.rglob("*.md"))
}
ELSEWHERE = {
    "docs/batches.md": {"python": "docs/test_batches.py"},
    "docs/ci.md": {"yaml": "docs/test_ci.py", "sh": "docs/test_ci.py"},
    "docs/five-minutes.md": dict.fromkeys(("python", "sh", "text", "yaml"), "docs/test_five_minutes.py"),
    "docs/forms.md": {"python": "docs/test_forms.py", "toml": "docs/test_forms.py"},
    "docs/how-to/report.md": {"python": "docs/test_report.py"},
    "docs/known-failures.md": dict.fromkeys(("python", "console", "yaml"), "docs/test_examples.py"),
    "docs/language.md": {"lean": "docs/test_language.py"},
    "docs/numerics.md": {"lean": "docs/test_numerics.py", "python": "docs/test_numerics.py"},
    "docs/training.md": dict.fromkeys(("python", "sh", "text"), "docs/test_training.py"),
}
"""Pages whose snippets of these languages a test of their own runs, which names the page."""
HERE = [
    name for name, text in PAGES.items()
    if any(not b.not_run and b.language in RUN and b.language not in ELSEWHERE.get(name, {}) for b in blocks_of(text))
]  # fmt: skip
TUTORIAL = [f"docs/tutorial/first-{part}.md" for part in ("check", "law", "operation")]


@pytest.mark.parametrize("page", PAGES)
def test_each_block_says_what_it_is(page: str) -> None:
    text = PAGES[page]
    fenced = [line for line in text.splitlines() if line.startswith("```") and line != "```"]
    assert len(blocks_of(text)) == len(fenced)
    assert all(len(b.not_run.split()) > 2 for b in blocks_of(text) if b.not_run), "a reason is a sentence"


@pytest.mark.parametrize("page", ELSEWHERE)
def test_the_test_of_a_page_names_it(page: str) -> None:
    languages = {b.language for b in blocks_of(PAGES[page])}
    for language, file in ELSEWHERE[page].items():
        assert language in languages
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert page.removeprefix("docs/") in text


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="pages have sh snippets")
@pytest.mark.parametrize("page", [page for page in HERE if page not in TUTORIAL])
def test_the_snippets_of_a_page_do_what_it_says(page: str, tmp_path: Path) -> None:
    for library in ("numpy", "torch", "jax", "array_api_strict"):
        if f"import {library}" in PAGES[page]:
            pytest.importorskip(library)
    run_all(PAGES[page], tmp_path, frozenset(ELSEWHERE.get(page, {})))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the pages have sh snippets")
def test_a_newcomer_who_follows_the_tutorial_sees_what_it_says(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    for page in TUTORIAL:
        assert page in HERE
        run_all(PAGES[page], tmp_path)
