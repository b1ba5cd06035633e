"""Every snippet of docs/five-minutes.md, run in one folder from first to last.

A comment before a block says what it is: `<!-- file: NAME -->` writes it, `<!-- exit: N -->` is the exit status that
the page promises. Each line of a `text` block must be in the output of the command before it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from conformance.cli import cli

pytest.importorskip("torch")
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "five-minutes.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:<!-- (file|exit): (\S+) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, with what the comment before it says."""

    language: str
    text: str
    file: str | None
    exit: int


def blocks() -> list[Block]:
    return [
        Block(language, text, value if key == "file" else None, int(value) if key == "exit" else 0)
        for key, value, language, text in BLOCK.findall(PAGE)
    ]


def extras_of(line: str) -> list[str]:
    """The extras that a `pip install` line names."""
    return [e for group in re.findall(r"masking-conformance\[([\w,]+)\]", line) for e in group.split(",")]


def environment() -> dict[str, str]:
    scripts = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {
        **os.environ,
        "PATH": scripts,
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": "",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, encoding="utf-8"
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the page has sh snippets")
def test_the_snippets_do_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / ".git" / "hooks").mkdir(parents=True)
    output = ""
    for block in blocks():
        if block.file is not None:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            done = run([sys.executable, "-c", block.text], tmp_path)
            assert done.returncode == 0, done.stderr
        elif block.language == "sh" and "pip install" not in block.text:
            done = run(["bash", "-ec", block.text], tmp_path)
            output = done.stdout
            assert (done.returncode, done.stderr) == (block.exit, ""), block.text
        elif block.language == "text":
            said = [line.strip() for line in output.splitlines()]
            missing = [line for line in block.text.splitlines() if line.strip() not in said]
            assert missing == [], output


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
