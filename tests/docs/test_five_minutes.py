"""Every snippet of docs/five-minutes.md, run in one folder from first to last."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from conformance.cli import cli
from tests.snippets import Block, blocks_of, run_all

pytest.importorskip("torch")
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "five-minutes.md").read_text(encoding="utf-8")


def blocks() -> list[Block]:
    return blocks_of(PAGE)


def extras_of(line: str) -> list[str]:
    """The extras that a `pip install` line names."""
    return [e for group in re.findall(r"masking-conformance\[([\w,]+)\]", line) for e in group.split(",")]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the page has sh snippets")
def test_the_snippets_do_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / ".git" / "hooks").mkdir(parents=True)
    run_all(PAGE, tmp_path)


def test_the_page_has_snippets_of_each_kind() -> None:
    found = blocks()
    assert {b.language for b in found} == {"python", "sh", "text", "yaml"}
    assert len([b for b in found if b.exit]) == 3
    assert len(found) == PAGE.count("```") // 2


def test_the_extras_that_are_installed_exist() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = [e for b in blocks() for line in b.text.splitlines() if "pip install" in line for e in extras_of(line)]
    assert named
    assert set(named) <= set(known)


def test_the_job_checks_a_file_of_the_page_with_options_that_exist() -> None:
    (block,) = [b for b in blocks() if b.language == "yaml"]
    job = yaml.safe_load(block.text)
    steps = job["jobs"]["conformance"]["steps"]
    lines = [step["run"] for step in steps if "run" in step]
    assert [line.split()[0] for line in lines] == ["pip", "conformance"]
    _, command, backend, *options = lines[1].split()
    assert backend in {b.file for b in blocks()}
    parsed = cli.commands[command].make_context(command, [backend, *options])
    assert parsed.params["profile"] == "quick"
    written = [Path(v).name for v in options if v.startswith("conformance.")]
    assert all(Path(name).match(steps[-1]["with"]["path"]) for name in written)
