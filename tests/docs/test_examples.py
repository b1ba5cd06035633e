"""The examples of docs/known-failures.md do what the page says, in the order of the page."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import cli

PAGE = (Path(__file__).parents[2] / "docs" / "known-failures.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- (file|written|exit status): (\S+) -->\n```\w+\n(.*?)```", PAGE, re.S)


def in_order(expected: list[str], output: str) -> bool:
    """Whether the lines come one after another; `...` stands for any number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in expected)
    return re.match(pattern, output) is not None


def test_every_block_of_the_page_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(BLOCKS) == PAGE.count("```") // 2 == 11
    for kind, argument, body in BLOCKS:
        if kind == "file":
            Path(argument).write_text(body, encoding="utf-8")
        elif kind == "written":
            assert Path(argument).read_text(encoding="utf-8") == body
        else:
            command, *expected = body.splitlines()
            words = shlex.split(command.removeprefix("$ conformance "))
            done = CliRunner().invoke(cli, words, catch_exceptions=False)
            assert done.exit_code == int(argument), command
            assert in_order(expected, done.output), f"{command}\n{done.output}"
