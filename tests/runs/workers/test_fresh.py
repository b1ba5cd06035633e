"""Workers that start in an interpreter of their own, as where a library of the caller's forbids forking."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report
from conformance.runs.workers import process
from tests.asked import is_asked

FRESH = "import sys; from conformance.runs.workers import process; process.start_method = lambda: 'fresh'; "
COMMAND = "from conformance.__main__ import main; main()"

BACKEND = """
import os, time
from conformance.backends.python import complement, masked_loss as right, selected

def masked_loss(idxs, per_patch_loss):
    if len(set(idxs)) < len(idxs):
        {act}
    return right(idxs, per_patch_loss)
"""


def checked(folder: Path, first: str, *arguments: str) -> Report:
    """The report of a command after what is done first in its process; it printed nothing that it must not."""
    command = [sys.executable, "-c", first + COMMAND, "check", *arguments, "--profile", "quick", "--json", "r.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=100)
    assert done.stderr == ""
    report = Report.from_json((folder / "r.json").read_text(encoding="utf-8"))
    assert done.returncode == report.exit_status()
    return report


def test_all_laws_are_checked_in_fresh_interpreters(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(BACKEND.format(act="pass"))
    report = checked(tmp_path, FRESH, "python", "mine.py", "--law", "maskedLoss", "--law", "complement.*")
    assert len(report.results) > 4
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert {a.operation for a in report.agreement if a.agrees} == {"maskedLoss"}


@pytest.mark.parametrize(
    ("act", "status", "message"),
    [
        ("os._exit(5)", "crashed", "exit status 5"),
        pytest.param("time.sleep(600)", "timed_out", "no answer within 2 s", marks=pytest.mark.slow),
        pytest.param("bytearray(10**10)", "failed", "MemoryError", marks=pytest.mark.slow),
        pytest.param("os.closerange(3, 200)", "crashed", "the process ended", marks=pytest.mark.slow),
    ],
)
def test_what_ends_a_fresh_worker_is_told_with_its_input(tmp_path: Path, act: str, status: str, message: str) -> None:
    (tmp_path / "mine.py").write_text(BACKEND.format(act=act))
    report = checked(tmp_path, FRESH, "mine.py", "--law", "maskedLoss", "--law", "complement", "--timeout", "2")
    results = {r.law: r for r in report.results}
    assert (results["maskedLoss"].status, results["complement"].status) == (status, "passed")
    failure = results["maskedLoss"].failure
    assert failure is not None
    assert failure.inputs == {"n": 1, "idxs": [0, 0], "perPatchLoss": [0]}
    assert message in failure.message


def test_the_start_of_an_interpreter_takes_no_time_of_the_backend_s(tmp_path: Path) -> None:
    slow_start = "import os, sys; os.environ['PYTHONPATH'] = '.'; "
    (tmp_path / "sitecustomize.py").write_text("import time\ntime.sleep(1.5)\n")
    (tmp_path / "mine.py").write_text(BACKEND.format(act="pass"))
    report = checked(tmp_path, slow_start + FRESH, "mine.py", "--law", "complement", "--timeout", "1")
    assert [r.status for r in report.results] == ["passed"]


def test_libraries_whose_threads_a_fork_would_break_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("torch", "jax", "tensorflow", "distributed"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert process.start_method() == ("fork" if sys.platform == "linux" else "fresh")
    monkeypatch.setitem(sys.modules, "jax", sys)
    assert process.start_method() == "fresh"


@pytest.mark.slow
def test_a_process_that_has_loaded_torch_checks_torch(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    report = checked(tmp_path, "import torch; torch.ones(3).sum(); ", "torch", "numpy", "--module", "masking")
    assert {r.status for r in report.results if r.level == "core"} == {"passed"}
    assert [b.name for b in report.backends] == ["torch", "numpy"]
