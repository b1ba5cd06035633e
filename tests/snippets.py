"""Snippets of a page of the documentation, which are run in one folder from first to last.

A comment before a block says what it is: `<!-- file: NAME -->` writes it, `<!-- exit: N -->` is the exit status that
the page promises, `<!-- not run: REASON -->` says why it is not run. Each line of a `text` block must be in the output
of the command before it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from conformance.laws.specfile import load
from conformance.project.reading import find_configuration
from conformance.runs.expectations import ExpectationsFile
from tests.cli.commands import run

_BLOCK = re.compile(r"^(?:<!-- (file|exit|not run): (.+?) -->\n)?```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
RUN = ("python", "sh", "yaml", "toml", "text", "console", "lean")
"""Languages of blocks that are run or read; others are shown alone."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, with what the comment before it says."""

    language: str
    text: str
    file: str | None
    exit: int
    not_run: str = ""


def blocks_of(page: str) -> list[Block]:
    return [
        Block(
            language, text, value if key == "file" else None, int(value) if key == "exit" else 0,
            value if key == "not run" else "",
        )
        for key, value, language, text in _BLOCK.findall(page)
    ]  # fmt: skip


def run_all(page: str, folder: Path, elsewhere: frozenset[str] = frozenset()) -> None:
    """Runs the snippets of a page, and holds each to what the page says of it.

    Args:
        elsewhere: languages whose blocks tests of their own run.
    """
    output = ""
    for block in blocks_of(page):
        if block.not_run or block.language in elsewhere:
            continue
        if block.file is not None:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            done = _run([sys.executable, "-c", block.text], folder)
            assert done.returncode == 0, done.stderr
        elif block.language == "sh" and "pip install" not in block.text:
            output = _commands(block, folder)
        elif block.language == "text":
            said = [line.strip() for line in output.splitlines()]
            missing = [line for line in block.text.splitlines() if line.strip() not in said]
            assert missing == [], output
        elif block.language in _READ:
            _READ[block.language](block.text, folder)


def _commands(block: Block, folder: Path) -> str:
    """What the commands of a block write; those of this project run in this process."""
    lines = block.text.replace("\\\n", " ").splitlines()
    if all(re.fullmatch(r"conformance [^|<>&$;#`]*", line) for line in lines):
        written, status = "", 0
        for line in lines:
            assert status == 0, written
            ran = run(*shlex.split(line)[1:], cwd=folder)
            assert (ran.err == "") == (ran.status < 2), ran.err
            status = ran.status
            written += ran.out + ran.err
        assert status == block.exit, f"{block.text}\n{written}"
        return written
    done = _run(["bash", "-ec", block.text], folder)
    assert (done.returncode, done.stderr) == (block.exit, ""), block.text
    return done.stdout


def _read_yaml(text: str, folder: Path) -> None:
    """Reads a file of laws or known failures as a run does, and any other as YAML."""
    entries = yaml.safe_load(text)
    if "expect" in entries:
        assert ExpectationsFile.parse("known.yaml", text).entries
    elif {"module", "theorems", "definitions", "laws"} & set(entries):
        path = folder / "shown.yaml"
        path.write_text(text if "module" in entries else f"module: Shown\n{text}", encoding="utf-8")
        assert load([path]).declarations


def _read_toml(text: str, folder: Path) -> None:
    if "tool" in tomllib.loads(text):
        path = folder / "shown"
        path.mkdir(exist_ok=True)
        (path / "pyproject.toml").write_text(text, encoding="utf-8")
        find_configuration(path, "pyproject.toml")


_READ: dict[str, Callable[[str, Path], None]] = {"yaml": _read_yaml, "toml": _read_toml}


def _environment() -> dict[str, str]:
    scripts = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {
        **os.environ,
        "PATH": scripts,
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": "",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False, encoding="utf-8"
    )
