"""Nothing that a backend does ends the run: it is told with the input that shows it, and the rest is checked."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from conformance.checking.recording import environment
from conformance.records.report import Report
from tests.asked import is_asked

BACKEND = """
import builtins, ctypes, os, random, signal, sys, time
from conformance.backends.python import complement, masked_loss as right, selected

def masked_loss(idxs, per_patch_loss):
    if len(set(idxs)) < len(idxs):
        {act}
    return right(idxs, per_patch_loss)
"""
REPEATED = {"n": 1, "idxs": [0, 0], "perPatchLoss": [0]}


def checked(folder: Path, act: str, *options: str, timeout: str = "30") -> Report:
    """The report of a backend that acts so on a repeated index; beside it a law that does not meet it."""
    (folder / "mine.py").write_text(BACKEND.format(act=act))
    command = [
        sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--json", "r.json",
        "--law", "maskedLoss", "--law", "complement", "--timeout", timeout, *options,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert "Traceback" not in done.stderr
    report = Report.from_json((folder / "r.json").read_text(encoding="utf-8"))
    assert done.returncode == report.exit_status()
    return report


ENDINGS = {
    "os._exit(0)": ("crashed", "crash", "exit status 0"),
    "os._exit(7)": ("crashed", "crash", "exit status 7"),
    "os.kill(os.getpid(), signal.SIGKILL)": ("crashed", "crash", "SIGKILL"),
    "ctypes.string_at(0)": ("crashed", "crash", "SIGSEGV"),
    "os.closerange(3, 200)": ("crashed", "crash", "the process ended"),
    "builtins.len = None": ("crashed", "crash", "been replaced in this process"),
    "sys.exit(1)": ("failed", "exception", "SystemExit: 1"),
    "raise KeyboardInterrupt": ("failed", "exception", "KeyboardInterrupt"),
    "raise BaseException('no')": ("failed", "exception", "BaseException: no"),
    "return masked_loss(idxs, per_patch_loss)": ("failed", "exception", "RecursionError"),
    "return [bytearray(1 << 26) for _ in range(64)]": ("failed", "exception", "MemoryError"),
    "input()": ("failed", "exception", "EOFError"),
}


def first(acts: Iterable[str], count: int) -> list[Any]:
    """The acts, of which those after the first few are slow tests: each starts a run or two."""
    return [a if k < count else pytest.param(a, marks=pytest.mark.slow) for k, a in enumerate(acts)]


@pytest.mark.parametrize("act", first(ENDINGS, 4))
def test_how_a_call_ends_is_told_with_its_input_and_other_laws_are_checked(tmp_path: Path, act: str) -> None:
    status, reason, message = ENDINGS[act]
    report = checked(tmp_path, act, "--memory-limit", "128")
    law, other = sorted(report.results, key=lambda r: r.law, reverse=True)
    assert (law.status, other.status) == (status, "passed")
    assert law.failure is not None
    assert (law.failure.reason, law.failure.inputs) == (reason, REPEATED)
    assert message in law.failure.message
    assert law.failure.operation == "masked_loss"
    assert (law.failure.expected, law.failure.expected_text) == (0, "maskedLoss idxs perPatchLoss = 0")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are set in its own way elsewhere")
def test_a_process_in_which_no_file_can_be_opened_any_more_is_the_backend_s_fault(tmp_path: Path) -> None:
    report = checked(tmp_path, "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))")
    results = {r.law: r for r in report.results}
    assert (results["maskedLoss"].status, results["complement"].status) == ("crashed", "passed")
    failure = results["maskedLoss"].failure
    assert failure is not None
    assert "all files that this process may have open had been opened in it" in failure.message


HANGS = [
    "time.sleep(1000)",
    "exec('while True: pass')",
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)",
]


@pytest.mark.parametrize("act", first(HANGS, 1))
def test_a_call_that_does_not_return_is_timed_out_with_its_input(tmp_path: Path, act: str) -> None:
    report = checked(tmp_path, act, timeout="3")
    law, other = sorted(report.results, key=lambda r: r.law, reverse=True)
    assert (law.status, other.status) == ("timed_out", "passed")
    assert law.failure is not None
    assert (law.failure.reason, law.failure.inputs) == ("timeout", REPEATED)
    assert "no answer within 3 s" in law.failure.message


HARMLESS = ["print('x' * 10**7)", "sys.stdout = sys.stderr = None", "os.chdir('/')", "random.seed(0)",
            "os.write(1, b'noise'); os.write(2, b'noise')"]  # fmt: skip


@pytest.mark.parametrize("act", first(HARMLESS, 2))
def test_what_disturbs_others_alone_changes_nothing(tmp_path: Path, act: str) -> None:
    report = checked(tmp_path, act)
    assert [r.status for r in report.results] == ["passed", "passed"]
    assert report.exit_status() == 0


@pytest.mark.slow
def test_a_call_that_never_returned_once_is_not_made_again_by_other_laws(tmp_path: Path) -> None:
    report = checked(tmp_path, "time.sleep(1000)", "--law", "maskedLoss.*", "--law", "maskedLoss_*", timeout="3")
    told = [r for r in report.results if r.status == "timed_out"]
    assert len(told) >= 8
    assert all(r.failure is not None and r.failure.reason == "timeout" for r in told)


LOADING = {
    "import os; os._exit(5)": ("crashed", "the process ended with exit status 5"),
    "import time; time.sleep(1000)": ("timed_out", "no answer within 3 s"),
    "raise ValueError('no')": ("crashed", "ValueError: no"),
    "limits = {'max_m': 3}": ("crashed", "unknown limit `max_m`"),
    "def __getattr__(name):\n    while name == 'limits': pass\n    raise AttributeError(name)": (
        "timed_out",
        "no answer within 3 s",
    ),
}


@pytest.mark.parametrize("source", first(LOADING, 2))
def test_a_backend_that_cannot_be_loaded_is_a_row_and_the_others_are_checked(tmp_path: Path, source: str) -> None:
    status, message = LOADING[source]
    (tmp_path / "mine.py").write_text(source)
    (tmp_path / "other.py").write_text("from conformance.backends.python import *")
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "other.py", "--profile", "quick",
               "--timeout", "3", "--law", "complement*", "--json", "r.json"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = Report.from_json((tmp_path / "r.json").read_text())
    assert {(r.backend, r.status) for r in report.results if is_asked(r)} == {
        ("mine.py", status),
        ("other.py", "passed"),
    }
    assert done.returncode == report.exit_status() == 2
    assert done.stderr.startswith("conformance: backend `mine.py`")
    assert message in done.stderr
    assert message in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[1].startswith("other.py: conforms")
    assert done.stderr.count("\n") == 1


def test_a_backend_that_cannot_be_loaded_in_this_process_is_a_row_too(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("raise ValueError('no')")
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "python", "--profile", "quick", "--workers",
               "0", "--law", "complement*", "--json", "r.json"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = Report.from_json((tmp_path / "r.json").read_text())
    assert {(r.backend, r.status) for r in report.results if is_asked(r)} == {
        ("mine.py", "crashed"),
        ("python", "passed"),
    }
    assert done.returncode == 2
    assert done.stderr.startswith("conformance: backend `mine.py` could not be imported: ValueError: no")


@pytest.mark.parametrize("name", ["nunpy", "no/such.py", "no_such_module:thing", "process:no-such-command-here"])
def test_a_name_of_nothing_is_refused_before_anything_runs(tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-m", "conformance", "check", "python", name, "--json", "r.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "r.json").exists()


def test_an_unloaded_backend_is_no_known_failure(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("raise ValueError('no')")
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--write-expect", "known.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert not (tmp_path / "known.yaml").exists()


def test_one_backend_s_end_is_not_another_s(tmp_path: Path) -> None:
    report = checked(tmp_path, "os._exit(3)", "python")
    assert {(r.backend, r.status) for r in report.results if r.law == "maskedLoss"} == {
        ("mine.py", "crashed"), ("python", "passed")
    }  # fmt: skip
    notes = {a.operation: a.note for a in report.agreement}
    assert notes == {"complement": "", "maskedLoss": "not compared: mine.py gave no answer"}


def same(report: Report) -> list[dict[str, Any]]:
    """The results without what differs from run to run."""
    return [{**r, "seconds": 0} for r in json.loads(report.to_json())["results"]]


def test_a_worker_finds_what_this_process_finds(tmp_path: Path) -> None:
    act = "return 0"
    assert same(checked(tmp_path, act)) == same(checked(tmp_path, act, "--workers", "0"))


def interrupted(folder: Path, *options: str) -> tuple[Report, str]:
    """The report and the output of a run that is interrupted when a backend says on a pipe that it hangs."""
    reader, writer = os.pipe()
    act = f"os.write({writer}, b'!'); time.sleep(1000)"
    (folder / "mine.py").write_text(BACKEND.format(act=act))
    command = [sys.executable, "-m", "conformance", "check", "python", "mine.py", "--profile", "quick",
               "--json", "r.json", "--law", "maskedLoss", "--law", "complement", *options]  # fmt: skip
    # Where these tests run in the background of a shell, SIGINT is ignored, which a child would inherit.
    running = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, pass_fds=(writer,), text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    os.close(writer)
    assert os.read(reader, 1) == b"!"
    running.send_signal(signal.SIGINT)
    output, _ = running.communicate(timeout=60)
    os.close(reader)
    assert running.returncode == 130
    return Report.from_json((folder / "r.json").read_text(encoding="utf-8")), output


def test_an_interrupt_leaves_what_is_finished_marked_incomplete(tmp_path: Path) -> None:
    report, output = interrupted(tmp_path, "--workers", "1")
    assert report.incomplete
    assert ("mine.py", "complement", "passed") in {(r.backend, r.law, r.status) for r in report.results}
    assert ("mine.py", "maskedLoss") not in {(r.backend, r.law) for r in report.results}
    assert output.startswith("interrupted: ")


def test_an_interrupt_ends_all_workers_of_a_backend(tmp_path: Path) -> None:
    report, output = interrupted(tmp_path, "--workers", "4")
    assert report.incomplete
    assert ("mine.py", "maskedLoss") not in {(r.backend, r.law) for r in report.results}
    assert output.startswith("interrupted: ")


def test_what_a_report_says_of_the_machine_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is started while a worker is forked may wait for ever: the worker holds its pipe open."""
    monkeypatch.setattr(subprocess, "Popen", None)
    assert platform.machine() in environment()["platform"]


def test_a_message_of_several_lines_stays_in_one(tmp_path: Path) -> None:
    """In GitHub Actions a line that begins with `::` is a command."""
    report = checked(tmp_path, r"raise ValueError('no\n::error::forged')", "--workers", "0")
    (failure,) = [r.failure for r in report.results if r.failure is not None]
    assert failure.message == "ValueError: no ::error::forged"
