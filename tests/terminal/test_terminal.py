"""The whole of a run as a person sees it: on a pseudo-terminal, at 80 columns and at 200."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from conformance.records.values import LONGEST

FAULTY = """
from conformance.backends.python import all_mask, complement, empty_mask, selected

def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(folder: Path, columns: int, *arguments: str) -> tuple[int, str]:
    """Exit status and all that a run writes to a terminal of that width."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES", "CI")}
    command = [sys.executable, "-m", "conformance", "check", *arguments, "--profile", "quick"]
    running = subprocess.Popen(
        command, cwd=folder, stdin=slave, stdout=slave, stderr=slave, env={**environment, "TERM": "xterm-256color"}
    )
    os.close(slave)
    written = b""
    while True:
        try:
            part = os.read(master, 65_536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        written += part
    os.close(master)
    return running.wait(), written.decode("utf-8", "replace").replace("\r\n", "\n")


def lines_after_the_bar(written: str, verdict: str) -> list[str]:
    """The lines from the verdict on, without colours."""
    text = ESCAPE.sub("", written)
    return text[text.index(verdict) :].splitlines()


@pytest.mark.parametrize("columns", [80, 200])
def test_a_run_shows_a_bar_and_then_verdict_matrix_and_failures(tmp_path: Path, columns: int) -> None:
    (tmp_path / "mine.py").write_text(FAULTY)
    status, written = on_terminal(tmp_path, columns, "mine.py", "python", "--module", "masking")
    assert status == 1
    bar = ESCAPE.sub("", written)
    assert re.search(r"\d+/\d+", bar)
    assert re.search(r"(mine\.py|python): \w+[.\w]* (exhaustive|sampled|wide)", bar)
    lines = lines_after_the_bar(written, "mine.py: does not conform: 3 of 26 core laws failed, of 1 cause")
    assert lines[1] == "python: conforms: 26 of 26 core laws hold"
    matrix = lines[4 : lines.index(next(line for line in lines if line.startswith("Numbers are")))]
    assert max(map(len, matrix)) <= columns
    assert any(re.match(r"maskedLoss +FAIL \d+ +pass \d+", line) for line in matrix)
    assert lines[-3:] == lines[:3]
    first = next(k for k, line in enumerate(lines) if line.startswith("FAIL  maskedLoss  on mine.py"))
    end = next(k for k in range(first, len(lines)) if not lines[k].strip() or k == len(lines) - 1)
    assert end - first <= 24
    assert "also fails through it: maskedLoss_cons, maskedLoss_append" in "\n".join(lines)


def test_quiet_is_the_verdict_and_a_line_for_each_failure(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(FAULTY)
    _, written = on_terminal(tmp_path, 80, "mine.py", "-q", "--law", "maskedLoss", "--law", "maskedLoss_cons")
    lines = lines_after_the_bar(written, "mine.py: does not conform")
    assert len(lines) == 2
    assert lines[1].startswith("FAIL  maskedLoss  on mine.py: ")
    assert "idxs = [0, 0]" in lines[1]


def test_laws_of_what_is_not_there_are_one_row(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def complement(mask):\n    return [not m for m in mask]\n", encoding="utf-8")
    chosen = ["mine.py", "--law", "complement", "--law", "allMask*"]
    lacking = [line.split() for line in rows_of(tmp_path, *chosen) if line.endswith("not provided")]
    assert [words[1:] for words in lacking] == [["other", "laws", "not", "provided"]]
    each = [line.split() for line in rows_of(tmp_path, *chosen, "-v") if line.endswith("not provided")]
    assert len(each) == int(lacking[0][0]) > 1
    assert all(name.startswith("allMask") for name, *_ in each)


def rows_of(folder: Path, *arguments: str) -> list[str]:
    return [line.rstrip() for line in lines_after_the_bar(on_terminal(folder, 80, *arguments)[1], "mine.py: conforms")]


def test_verbose_tells_bounds_and_partitions(tmp_path: Path) -> None:
    _, written = on_terminal(tmp_path, 80, "python", "-v", "--law", "maskedLoss")
    text = "\n".join(lines_after_the_bar(written, "python: conforms"))
    assert re.search(r"exhaustive +[\d,]+ of [\d,]+ inputs: every input with n ≤ \d", text)
    assert re.search(r"partitions .*repeated index \d+", text, re.DOTALL)


def test_a_stream_that_is_no_terminal_gets_neither_bar_nor_colour(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance", "check", "python", "--profile", "quick", "--law", "maskedLoss"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_a_line_of_quiet_is_cut_where_the_values_are_long(tmp_path: Path) -> None:
    source = "def complement(mask):\n    return [not b for b in mask[:150]] + list(mask[150:])\n"
    (tmp_path / "mine.py").write_text(source)
    options = ["-q", "--profile", "quick", "--law", "complement"]
    command = [sys.executable, "-m", "conformance", "check", "mine.py", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    line = done.stdout.splitlines()[1]
    assert line.startswith("FAIL  complement  on mine.py: `complement m` is [true, true,")
    assert "characters)" in line
    assert len(line) < 5 * LONGEST
