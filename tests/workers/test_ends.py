"""However a run ends, nothing of it is left: no worker, nothing that a backend started, no file."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.results import Report

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")

HANGING = """
import os, signal, subprocess, sys, time
from conformance.backends.python import complement, masked_loss as right, selected

STAYS = "import os, sys, time; os.write(int(sys.argv[1]), b'!'); time.sleep(600)"

started = []

def masked_loss(idxs, per_patch_loss):
    if len(set(idxs)) < len(idxs) and not started:
        started.append(True)
        subprocess.Popen([sys.executable, "-c", STAYS, "{pipe}"], pass_fds=({pipe},), start_new_session=True)
        # A daemon, as it is usually made: in a session of its own, its parent gone.
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            os.write({pipe}, b"!")
            time.sleep(600)
        os.wait()
        {then}
    return right(idxs, per_patch_loss)
"""


class Run:
    """A run whose backend starts two processes that stay, each of which holds a pipe open that this one reads."""

    def __init__(self, folder: Path, then: str, *options: str) -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.reader, writer = os.pipe()
        (folder / "mine.py").write_text(HANGING.format(pipe=writer, then=then))
        command = [
            sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--json", "r.json",
            "--law", "maskedLoss", "--law", "complement", *options,
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=folder, pass_fds=(writer,), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(self.temporary)}, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        os.close(writer)

    def both_are_there(self) -> None:
        said = b""
        while len(said) < 2:
            assert select.select([self.reader], [], [], 60)[0], "the backend did not get as far"
            said += os.read(self.reader, 1)

    def all_are_gone(self) -> bool:
        """Whether the pipe's other end is held by nobody any more, within a minute."""
        while select.select([self.reader], [], [], 60)[0]:
            if not os.read(self.reader, 64):
                os.close(self.reader)
                return True
        return False

    def ended(self) -> int:
        self.process.communicate(timeout=60)
        return self.process.returncode


ENDS = [
    (signal.SIGTERM, 143),
    pytest.param(signal.SIGHUP, 129, marks=pytest.mark.slow),
    pytest.param(signal.SIGINT, 130, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("number", "status"), ENDS)
def test_a_signal_leaves_what_is_finished_and_no_process_and_no_file(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    run = Run(tmp_path, "time.sleep(600)")
    run.both_are_there()
    run.process.send_signal(number)
    assert run.ended() == status
    assert run.all_are_gone()
    assert list(run.temporary.iterdir()) == []
    report = Report.from_json((tmp_path / "r.json").read_text())
    assert report.incomplete
    assert report.verdict().startswith("interrupted: ")


@pytest.mark.parametrize("then", ["time.sleep(600)", pytest.param("exec('while True: pass')", marks=pytest.mark.slow)])
def test_a_run_that_is_killed_takes_everything_with_it(tmp_path: Path, then: str) -> None:
    run = Run(tmp_path, then)
    run.both_are_there()
    run.process.kill()
    assert run.ended() == -signal.SIGKILL
    assert run.all_are_gone()
    assert list(run.temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("then", "status"),
    [("os._exit(5)", "crashed"), ("pass", "passed"),
     pytest.param("time.sleep(600)", "timed_out", marks=pytest.mark.slow)],
)  # fmt: skip
def test_what_a_call_started_ends_with_its_worker(tmp_path: Path, then: str, status: str) -> None:
    run = Run(tmp_path, then, "--timeout", "3")
    run.both_are_there()
    run.ended()
    assert run.all_are_gone()
    assert list(run.temporary.iterdir()) == []
    results = {r.law: r.status for r in Report.from_json((tmp_path / "r.json").read_text()).results}
    assert results == {"maskedLoss": status, "complement": "passed"}
