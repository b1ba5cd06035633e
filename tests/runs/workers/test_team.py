"""A backend in several workers: each law is asked of one of them, and the report tells of them as of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.laws.laws import Law
from conformance.records.backend import BackendRecord, OperationRecord
from conformance.records.report import Report
from conformance.runs.sessions import NotAnswered
from conformance.runs.workers.session import WorkerSession
from conformance.runs.workers.team import Team

WHERE = """
import os
from conformance.backends.python import *

def told(function):
    def tell(*arguments):
        with open({path!r}, "a") as file:
            file.write(f"{{function.__name__}} {{os.getpid()}}\\n")
        return function(*arguments)
    return tell

{names} = map(told, ({names}))
"""
NAMES = "all_mask, empty_mask, selected, complement, masked_loss"


@dataclass(frozen=True, slots=True)
class Ran:
    """A run: the lines that the backend wrote, a name and a process for each call, and the report as JSON."""

    lines: list[str]
    report: str

    @property
    def processes(self) -> set[str]:
        return {line.split()[1] for line in self.lines}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """The same run with each number of workers."""
    return {workers: run_with(tmp_path_factory.mktemp("team"), workers) for workers in ("0", "1", "2")}


def run_with(folder: Path, workers: str) -> Ran:
    (folder / "mine.py").write_text(WHERE.format(path=str(folder / "calls.txt"), names=NAMES))
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--workers", workers,
               "--law", "maskedLoss*", "--law", "complement", "--law", "selected", "--law", "complement_*"]  # fmt: skip
    done = subprocess.run([*command, "--json", "r.json"], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0
    return Ran((folder / "calls.txt").read_text().splitlines(), (folder / "r.json").read_text())


def test_two_workers_are_two_processes_and_neither_is_this_one(ran: dict[str, Ran]) -> None:
    assert len(ran["2"].processes) == 2
    assert str(os.getpid()) not in ran["2"].processes


def test_one_worker_at_a_time_is_one_process(ran: dict[str, Ran]) -> None:
    assert len(ran["1"].processes) == 1


@pytest.mark.parametrize(
    ("workers", "asked", "told"), [("1", None, str(os.cpu_count())), ("2", None, "half"), ("2", "7", "7")]
)
def test_libraries_in_a_worker_use_its_share_of_the_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: str, asked: str | None, told: str
) -> None:
    (tmp_path / "mine.py").write_text(
        "import os, pathlib\nfrom conformance.backends.python import *\n"
        f"pathlib.Path({str(tmp_path)!r}, 'threads').write_text(os.environ.get('OMP_NUM_THREADS', 'unset'))\n"
    )
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if asked is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", asked)
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--law", "complement*"]
    subprocess.run([*command, "--workers", workers], cwd=tmp_path, capture_output=True, check=True)
    half = max(1, (os.cpu_count() or 1) // 2)
    assert (tmp_path / "threads").read_text() == (str(half) if told == "half" else told)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_report_counts_the_calls_of_all_workers(ran: dict[str, Ran], workers: str) -> None:
    told = Report.from_json(ran[workers].report).backends[0].operations
    lines = ran[workers].lines
    written = NAMES.split(", ")
    assert {name: told[name].calls for name in written} == {
        name: sum(line.startswith(f"{name} ") for line in lines) for name in written
    }


def test_results_do_not_hang_on_the_number_of_workers(ran: dict[str, Ran]) -> None:
    none, one, two = ([{**r, "seconds": 0} for r in json.loads(ran[w].report)["results"]] for w in ("0", "1", "2"))
    assert none == one == two


class Member(WorkerSession):
    """A worker that says what it is given."""

    def __init__(self, calls: int | None) -> None:
        self.calls = calls

    def record(self) -> BackendRecord:
        if self.calls is None:
            raise NotAnswered("crash", "gone")
        one = OperationRecord(self.calls, None, f"type{self.calls}", None, None)
        return BackendRecord("mine", "python", {}, {}, {"complement": one})


def team(*calls: int | None) -> Team:
    shares: list[list[Law]] = [[] for _ in calls]
    return Team([Member(one) for one in calls], shares)


def test_an_operation_is_told_as_the_worker_saw_it_that_called_it_most() -> None:
    told = team(2, 5).record().operations["complement"]
    assert (told.calls, told.native_type) == (7, "type5")


def test_what_one_worker_cannot_say_the_other_says() -> None:
    assert team(None, 5).record().operations["complement"].calls == 5
    with pytest.raises(NotAnswered):
        team(None, None).record()
