"""However a run ends, nothing of it is left: no worker, nothing that a backend started, no file."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")

HANGING = """
import os, signal, subprocess, sys, time
from conformance.backends.python import complement, masked_loss as right, selected

STAYS = "import os, sys, time; os.write(int(sys.argv[1]), b'!'); time.sleep(600)"

started = []

def masked_loss(idxs, per_patch_loss):
    if len(set(idxs)) < len(idxs) and not started:
        started.append(True)
        pipe = os.open("{pipe}", os.O_WRONLY)
        subprocess.Popen([sys.executable, "-c", STAYS, str(pipe)], pass_fds=(pipe,), start_new_session=True)
        # A daemon, as it is usually made: in a session of its own, its parent gone.
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            os.write(pipe, b"!")
            time.sleep(600)
        os.wait()
        {then}
    return right(idxs, per_patch_loss)
"""


FRESH = "from conformance.runs.workers import process; process.start_method = lambda: 'fresh'; "
COMMAND = "from conformance.__main__ import main; main()"


def shared(descriptor: int) -> str:
    """Where another process may open what is open here, as a fresh interpreter inherits nothing."""
    return f"/proc/{os.getpid()}/fd/{descriptor}"


class Run:
    """A run whose backend starts two processes that stay, each of which holds a pipe open that this one reads."""

    def __init__(self, folder: Path, then: str, *options: str, first: str = "") -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.reader, self.writer = os.pipe()
        (folder / "mine.py").write_text(HANGING.format(pipe=shared(self.writer), then=then))
        command = [
            sys.executable, "-c", first + COMMAND, "check", "mine.py", "--profile", "quick", "--json", "r.json",
            "--law", "maskedLoss", "--law", "complement", *options,
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(self.temporary)}, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip

    def both_are_there(self) -> None:
        said = b""
        while len(said) < 2:
            assert select.select([self.reader], [], [], 60)[0], "the backend did not get as far"
            said += os.read(self.reader, 1)

    def all_are_gone(self) -> bool:
        """Whether the pipe's other end is held by nobody else any more, within a minute."""
        os.close(self.writer)
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


@pytest.mark.parametrize(
    ("then", "first"),
    [("time.sleep(600)", ""), ("time.sleep(600)", FRESH),
     pytest.param("exec('while True: pass')", "", marks=pytest.mark.slow)],
)  # fmt: skip
def test_a_run_that_is_killed_takes_everything_with_it(tmp_path: Path, then: str, first: str) -> None:
    run = Run(tmp_path, then, first=first)
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


RESTING = """
import os, signal
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from conformance.runs.workers import process
from conformance.runs.workers.session import WorkerSession
from conformance.runs.workers.requests import Plan

session = WorkerSession(Plan("mine.py", (), "quick", 0, False, None), 60)
law = next(law for law in laws_of(load()) if law.id == "maskedLoss")
assert session.check(law).status == "passed"
os.kill(process._guardian.process, signal.SIGKILL)
os._exit(0)
"""


def test_a_worker_that_nobody_asks_any_more_ends_what_it_started(tmp_path: Path) -> None:
    # Without the guardian, as a worker at rest may see that its parent has ended before the guardian does.
    reader, writer = os.pipe()
    (tmp_path / "mine.py").write_text(HANGING.format(pipe=shared(writer), then="pass"))
    subprocess.run([sys.executable, "-c", RESTING], cwd=tmp_path, check=True, timeout=60)
    os.close(writer)
    said = b""
    while select.select([reader], [], [], 60)[0] and (part := os.read(reader, 64)):
        said += part
    assert said == b"!!"
    os.set_blocking(reader, False)
    assert os.read(reader, 1) == b""
    os.close(reader)
