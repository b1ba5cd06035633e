"""Snippets of a page of the documentation, which are run in one folder from first to last.

A comment before a block says what it is: `<!-- file: NAME -->` writes it, `<!-- exit: N -->` is the exit status that
the page promises. Each line of a `text` block must be in the output of the command before it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"(?:<!-- (file|exit): (\S+) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, with what the comment before it says."""

    language: str
    text: str
    file: str | None
    exit: int


def blocks_of(page: str) -> list[Block]:
    return [
        Block(language, text, value if key == "file" else None, int(value) if key == "exit" else 0)
        for key, value, language, text in _BLOCK.findall(page)
    ]


def run_all(page: str, folder: Path) -> None:
    """Runs the snippets of a page, and holds each to what the page says of it."""
    output = ""
    for block in blocks_of(page):
        if block.file is not None:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            done = _run([sys.executable, "-c", block.text], folder)
            assert done.returncode == 0, done.stderr
        elif block.language == "sh" and "pip install" not in block.text:
            done = _run(["bash", "-ec", block.text], folder)
            output = done.stdout
            assert (done.returncode, done.stderr) == (block.exit, ""), block.text
        elif block.language == "text":
            said = [line.strip() for line in output.splitlines()]
            missing = [line for line in block.text.splitlines() if line.strip() not in said]
            assert missing == [], output


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
