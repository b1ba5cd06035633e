"""Laws on a cluster of Dask: the report of a run here, whichever workers are lost, refused or left waiting."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report
from tests.cluster.clusters import DaskProcesses, check, comparable

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc"),
    pytest.mark.slow,
]
pytest.importorskip("distributed")

QUICK = ("--profile", "quick", "--module", "masking", "-q")

FAULTY = """
def complement(mask):
    return mask

def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""

STOPS = (
    FAULTY
    + """
import os, pathlib, time

def parent(process):
    with open(f"/proc/{process}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])

def selected(mask, i):
    flag = pathlib.Path("was-here")
    if not flag.exists():
        flag.touch()
        pipe = os.open("PIPE", os.O_WRONLY)
        os.write(pipe, f"{parent(parent(os.getpid()))}\\n".encode())
        time.sleep(600)
    return mask[i]
"""
)

KILLS = STOPS.replace("flag.touch()", "worker = parent(parent(os.getpid()))").replace(
    "time.sleep(600)",
    """
        # Where another unit has ended it already, the process between belongs to whoever adopts it.
        if "multiprocessing" in pathlib.Path(f"/proc/{worker}/cmdline").read_text():
            os.kill(worker, 9)
""",
)


class Pipe:
    """What a backend tells from wherever it runs, and holds open for as long as it is there."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        self.place = f"/proc/{os.getpid()}/fd/{self.writer}"

    def line(self) -> int:
        assert select.select([self.reader], [], [], 120)[0], "the backend did not get as far"
        return int(os.read(self.reader, 64))

    def is_let_go(self) -> bool:
        """Whether nobody else holds it any more, within a minute."""
        os.close(self.writer)
        while select.select([self.reader], [], [], 60)[0]:
            if not os.read(self.reader, 64):
                return True
        return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(FAULTY, encoding="utf-8")
    return tmp_path


def test_a_cluster_that_is_started_here_gives_the_report_of_a_run_here(folder: Path) -> None:
    backends = ("mine.py", "python", "numpy")
    here = check(folder, *backends, *QUICK, "--json", "here.json")
    there = check(folder, *backends, *QUICK, "--json", "there.json", "--on", "dask", "--workers", "2")
    assert (there.returncode, there.stderr) == (1, "")
    assert there.stdout.replace("there.json", "here.json") == here.stdout
    assert comparable(folder / "there.json") == comparable(folder / "here.json")


def test_the_laws_of_a_worker_that_is_ended_are_checked_by_the_other(folder: Path) -> None:
    check(folder, "mine.py", "python", *QUICK, "--json", "here.json")
    pipe = Pipe()
    (folder / "stops.py").write_text(STOPS.replace("PIPE", pipe.place), encoding="utf-8")
    with DaskProcesses(folder / "dask", [{}, {}]) as dask:
        asked = [sys.executable, "-m", "conformance", "check", "stops.py", "python", *QUICK, "--json", "there.json"]
        run = subprocess.Popen([*asked, "--on", f"dask:{dask.address}"], cwd=folder, stderr=subprocess.PIPE)
        number = pipe.line()
        ended = next(worker for worker in dask.workers if worker.pid == number)
        ended.kill()
        _, told = run.communicate(timeout=200)
    assert pipe.is_let_go()
    assert (run.returncode, told) == (1, b"")
    here, there = (Report.from_json((folder / name).read_text("utf-8")) for name in ("here.json", "there.json"))
    statuses = [
        {(r.law, r.status, r.cases) for r in report.results if r.backend == "python"} for report in (here, there)
    ]
    assert statuses[0] == statuses[1]
    assert not any(r.status in ("crashed", "timed_out", "harness_error") for r in there.results)
    assert len(there.results) == there.summary.planned


def test_laws_that_take_one_worker_after_the_other_with_them_are_faults_of_the_harness(folder: Path) -> None:
    pipe = Pipe()
    (folder / "kills.py").write_text(KILLS.replace("PIPE", pipe.place), encoding="utf-8")
    done = check(folder, "kills.py", "--profile", "quick", "--law", "selected", "--law", "complement",
                 "--json", "there.json", "--on", "dask", "--workers", "2")  # fmt: skip
    assert done.returncode == 3
    results = {r["law"]: r for r in json.loads((folder / "there.json").read_text("utf-8"))["results"]}
    assert results["selected"]["status"] == "harness_error"
    note = results["selected"]["note"]
    if note == "no worker of the cluster was left to check it":
        # On a busy machine they went down as they started, which Dask takes for workers that cannot start.
        assert results["complement"]["status"] in ("failed", "harness_error")
    else:
        assert "workers that had it were lost, the last one tcp://127.0.0.1:" in note
        # What lay on the workers that went down is checked all the same.
        assert results["complement"]["status"] == "failed"
    assert pipe.is_let_go()


def test_a_worker_with_other_code_of_a_backend_is_refused_by_name(folder: Path) -> None:
    places = []
    for name, text in (("right", FAULTY), ("wrong", f"{FAULTY}# Another file."), ("third", f"{FAULTY}# A third.")):
        (folder / name).mkdir()
        (folder / name / "placed.py").write_text(text, encoding="utf-8")
        places.append({"PYTHONPATH": str(folder / name)})
    asked = ("placed", *QUICK, "--json", "there.json")
    with DaskProcesses(folder / "dask", places[:2]) as dask, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", places[0]["PYTHONPATH"])
        done = check(folder, *asked, "--on", f"dask:{dask.address}")
        assert done.returncode == 1
        assert done.stderr.count("was refused for placed: placed: the code differs (placed)") == 1
        assert done.stderr.startswith("conformance: worker tcp://127.0.0.1:")
        # Neither is right where the caller's is a third.
        patch.setenv("PYTHONPATH", places[2]["PYTHONPATH"])
        done = check(folder, *asked, "--on", f"dask:{dask.address}")
        assert done.returncode == 2
        assert done.stderr.count("was refused for placed: placed: the code differs (placed)\n") == 2
        assert "no worker of the cluster can check `placed`" in done.stderr


def test_parts_of_laws_that_are_checked_apart_come_to_the_report_of_a_run_here(folder: Path) -> None:
    asked = ("mine.py", "--profile", "quick", "--law", "maskedLoss", "--law", "complement", "--law", "maskedLoss_nil")
    check(folder, *asked, "--json", "here.json")
    check(folder, *asked, "--json", "there.json", "--on", "dask", "--workers", "4")
    assert comparable(folder / "there.json") == comparable(folder / "here.json")


def test_a_file_that_is_not_there_is_told_with_the_worker(folder: Path, tmp_path: Path) -> None:
    pipe = Pipe()
    # It goes once it was loaded by the caller, as if the workers had another disk.
    (folder / "goes.py").write_text(FAULTY + f"import os\nos.remove({str(folder / 'goes.py')!r})\n", encoding="utf-8")
    done = check(folder, "goes.py", "python", *QUICK, "--json", "there.json", "--on", "dask", "--workers", "1")
    assert done.returncode == 2
    assert "no worker of the cluster can check `goes.py`" in done.stderr
    assert "there is no file `goes.py`" in done.stderr
    results = json.loads((folder / "there.json").read_text("utf-8"))["results"]
    assert {r["status"] for r in results if r["backend"] == "goes.py"} == {"crashed"}
    assert not {r["status"] for r in results if r["backend"] == "python"} & {"crashed", "harness_error"}
    assert pipe.is_let_go()


def test_an_interrupt_keeps_what_is_finished_and_a_later_run_goes_on_with_it(folder: Path) -> None:
    check(folder, "mine.py", *QUICK, "--json", "here.json")
    pipe = Pipe()
    (folder / "mine.py").write_text(STOPS.replace("PIPE", pipe.place), encoding="utf-8")
    asked = ["python", "mine.py", *QUICK, "--on", "dask", "--workers", "1", "--timeout", "600"]
    run = subprocess.Popen(
        [sys.executable, "-m", "conformance", "check", *asked, "--json", "first.json"], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    pipe.line()
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=120)
    assert run.returncode == 130
    assert pipe.is_let_go()
    first = Report.from_json((folder / "first.json").read_text("utf-8"))
    assert first.incomplete
    assert first.results
    done = check(folder, *asked, "--json", "second.json", "--resume", "first.json")
    assert f"Taken over from first.json: {len(first.results)} of {first.summary.planned} results" in done.stdout
    second = Report.from_json((folder / "second.json").read_text("utf-8"))
    assert len(second.results) == second.summary.planned


def test_where_no_scheduler_is_nothing_is_checked(folder: Path) -> None:
    with socket.socket() as taken:
        # Nobody listens there, and nobody else comes to.
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = check(folder, "mine.py", *QUICK, "--on", f"dask:{address}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"conformance: there is no scheduler of Dask at `{address}`")
    assert len(done.stderr.splitlines()) == 1


def test_a_cluster_without_workers_is_refused(folder: Path) -> None:
    with DaskProcesses(folder / "dask", []) as dask:
        done = check(folder, "mine.py", *QUICK, "--on", f"dask:{dask.address}")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "conformance: the cluster has no workers\n")
