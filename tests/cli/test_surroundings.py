"""Whatever the program is started in: the right status, at most one message, and no traceback."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report

pytestmark = pytest.mark.skipif(os.name == "nt", reason="shell and limits of POSIX")

CHECK = "check python --profile quick --law complement --workers 0"


def shell(line: str, folder: Path, **environment: str) -> tuple[int, str, str]:
    """Status, output and errors of a line in which `$C` is the command; the status of the first of a pipe."""
    command = ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"]
    told = {**os.environ, "C": f"{sys.executable} -m conformance", **environment}
    done = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_verdict_and_get_into_no_file(tmp_path: Path, closed: str) -> None:
    status, _, told = shell(f"$C {CHECK} --json r.json {closed}", tmp_path)
    assert (status, told) == (0, "")
    assert Report.from_json((tmp_path / "r.json").read_text()).exit_status() == 0


def test_a_reader_that_had_enough_changes_no_verdict(tmp_path: Path) -> None:
    """Also where much is still to be printed: 1 would say that a backend does not conform."""
    assert shell(f"$C {CHECK} -v | true", tmp_path)[::2] == (0, "")
    assert shell("$C list laws | head -1", tmp_path)[::2] == (0, "")
    status, _, told = shell("$C check none 2>&1 | true", tmp_path)
    assert (status, told) == (2, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_files_are_written_though_the_output_cannot_be(tmp_path: Path) -> None:
    status, _, told = shell(f"$C {CHECK} --json r.json > /dev/full", tmp_path)
    assert (status, told) == (2, "conformance: the output could not be written: No space left on device\n")
    assert Report.from_json((tmp_path / "r.json").read_text()).exit_status() == 0


def test_a_working_folder_that_is_gone_is_one_message(tmp_path: Path) -> None:
    status, out, told = shell("mkdir x; cd x; rmdir ../x; $C list laws", tmp_path)
    assert (status, out, told.count("\n")) == (2, "", 1)
    assert told == "conformance: the working folder is gone; change to one that is there\n"


def test_terminal_and_language_of_any_kind_are_no_trouble(tmp_path: Path) -> None:
    odd = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0", "TERM": "dumb", "COLUMNS": "-1"}
    status, out, told = shell("$C show maskedLoss_eq_zero_of_all_zero", tmp_path, **odd)
    assert (status, told) == (0, "")
    assert "\\u2200 i" in out
    folders = {"HOME": "/dev/null/x", "XDG_CACHE_HOME": "/dev/null/y", "TMPDIR": "/dev/null/z", "COLUMNS": "0"}
    python = {"PYTHONWARNINGS": "error", "PYTHONHASHSEED": "7", "PYTHONOPTIMIZE": "2"}
    status, out, told = shell(f"$C {CHECK}", tmp_path, **folders, **python)
    assert (status, told, out.splitlines()[0]) == (0, "", "python: conforms: 1 of 1 core laws hold")


def test_what_the_system_does_not_give_is_told(tmp_path: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    command = [sys.executable, "-m", "conformance", *CHECK.split(), "--json", "r.json", "--badge", "b.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=limited)
    assert done.returncode == 2
    assert done.stdout.startswith("python: conforms")
    assert done.stderr.startswith(f"conformance: `{tmp_path}/r.json` could not be written: File too large\n")
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["b.json"]
