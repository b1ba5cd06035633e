"""A backend that forks in a call: the child that comes back ends, and the call is told as what it did here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report
from conformance.system import forks
from tests.asked import is_asked

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

FORKING = """
import os
from pathlib import Path
from conformance.backends.python import *
from conformance.backends.python import masked_loss as right

folder = Path({folder!r})

def forked():
    # At most three times, whatever becomes of the children, and once the clock is asked now and then only.
    for name in "abc" if (folder / "pids").stat().st_size > 3_000 else "":
        try:
            (folder / name).touch(exist_ok=False)
        except FileExistsError:
            continue
        return {fork}
    return 1

def masked_loss(idxs, per_patch_loss):
    with (folder / "pids").open("a") as file:
        file.write(f"{{os.getpid()}}\\n")
    child = forked() == 0
    {act}
    return right(idxs, per_patch_loss)
"""


def checked(folder: Path, workers: str, act: str, fork: str = "os.fork()") -> tuple[Report, set[str], str]:
    """The report, the processes in which the operation was called, and what the command printed."""
    (folder / "mine.py").write_text(FORKING.format(folder=str(folder), fork=fork, act=act))
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--law", "maskedLoss",
               "--law", "maskedLoss.deterministic", "--json", "r.json", "--workers", workers]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    report = Report.from_json((folder / "r.json").read_text())
    assert {name for name in "abc" if (folder / name).exists()} == set("abc")
    return report, set((folder / "pids").read_text().split()), done.stdout


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize("act", ["pass", "if child: raise SystemExit(1)", "if child: return None"])
def test_a_child_that_comes_back_makes_no_further_call(tmp_path: Path, workers: str, act: str) -> None:
    report, processes, printed = checked(tmp_path, workers, act)
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert len(processes) == 1
    assert printed.count("conforms") == 1


def test_a_child_that_works_for_the_call_is_the_backend_s_own_matter(tmp_path: Path) -> None:
    act = (
        "if child: (folder / 'done').touch(); os._exit(0)\n"
        "    while (folder / 'a').exists() and not (folder / 'done').exists(): os.sched_yield()"
    )
    report, processes, _ = checked(tmp_path, "1", act)
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert len(processes) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells of a fork on Linux alone")
def test_a_child_that_python_does_not_know_of_ends_soon(tmp_path: Path) -> None:
    report, processes, printed = checked(tmp_path, "1", "pass", fork="__import__('ctypes').CDLL(None).fork()")
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert len(processes) <= 4
    assert printed.count("conforms") == 1


def exit_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_copy_ends_inside_work_and_not_between_works() -> None:
    with forks.Owned():
        child = os.fork()
        if child == 0:
            forks.end_copy()
            os._exit(7)
    assert exit_of(child) == 0
    child = os.fork()
    if child == 0:
        forks.end_copy()
        os._exit(7)
    assert exit_of(child) == 7


def test_works_side_by_side_may_end_in_any_order() -> None:
    first, second = forks.Owned(), forks.Owned()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    child = os.fork()
    if child == 0:
        forks.end_copy()
        os._exit(7)
    assert exit_of(child) == 7


def test_a_child_may_do_work_of_its_own() -> None:
    with forks.Owned():
        child = os.fork()
        if child == 0:
            with forks.Owned():
                forks.end_copy()
            os._exit(7)
    assert exit_of(child) == 7
