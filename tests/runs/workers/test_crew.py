"""Only the workers at work live: the others are ended for want of room, and say beforehand what a report needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report
from conformance.runs.workers.crew import Crew
from tests.asked import is_asked


class One:
    """A member that notes when its worker is ended."""

    def __init__(self) -> None:
        self.is_resting = True
        self.releases = 0

    def release(self) -> None:
        self.releases += 1


def test_room_is_made_by_those_that_rest_longest() -> None:
    crew, (a, b, c) = Crew(2), (One(), One(), One())
    for one in (a, b, c):
        crew.admit(one)
    assert [one.releases for one in (a, b, c)] == [1, 0, 0]


def test_who_is_at_work_stays() -> None:
    crew, (a, b, c) = Crew(1), (One(), One(), One())
    a.is_resting = b.is_resting = False
    for one in (a, b, c):
        crew.admit(one)
    assert [one.releases for one in (a, b, c)] == [0, 0, 0]


def test_who_has_ended_takes_no_room() -> None:
    crew, (a, b) = Crew(1), (One(), One())
    crew.admit(a)
    crew.leave(a)
    crew.admit(b)
    assert a.releases == 0


NOTING = """
import os
from pathlib import Path
from conformance.backends.python import *

# Each worker leaves how many of them there are while it is loaded.
def living():
    found = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{{name}}/stat", "rb") as file:
                found += int(file.read().rpartition(b")")[2].split()[1]) == os.getppid()
        except (OSError, ValueError):
            pass
    return found

with Path({path!r}).open("a") as file:
    file.write(f"{{living()}}\\n")
"""


def checked(folder: Path, count: int, *options: str) -> Report:
    for k in range(count):
        (folder / f"b{k}.py").write_text(NOTING.format(path=str(folder / "living")))
    command = [sys.executable, "-m", "conformance", "check", *(f"b{k}.py" for k in range(count)), "--profile", "quick",
               "--law", "complement*", "--law", "selected", "--json", "r.json", *options]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return Report.from_json((folder / "r.json").read_text())


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")
def test_backends_wait_for_their_turn_and_none_is_told_otherwise_for_it(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()
    alone = checked(few, 1, "--workers", "1")
    report = checked(many, 6, "--workers", "1")
    # One at work, as many that rest as fit, and the guardian.
    assert max(map(int, (many / "living").read_text().split())) <= 2 + 2 + 1
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert len(report.agreement) == 2 * 15
    assert all(a.agrees and a.cases and not a.note for a in report.agreement)
    for backend in report.backends:
        told = {name: (one.native_type, one.dtype) for name, one in backend.operations.items()}
        assert told == {name: (one.native_type, one.dtype) for name, one in alone.backends[0].operations.items()}
        assert all(one.calls >= alone.backends[0].operations[n].calls for n, one in backend.operations.items())


@pytest.mark.slow
def test_results_do_not_hang_on_the_room_there_is(tmp_path: Path) -> None:
    told = []
    for name, workers in (("none", "0"), ("one", "1"), ("four", "4")):
        (tmp_path / name).mkdir()
        plain = json.loads(checked(tmp_path / name, 5, "--workers", workers).to_json())
        told.append(([{**r, "seconds": 0} for r in plain["results"]], plain["agreement"]))
    assert told[0] == told[1] == told[2]
    assert os.listdir(tmp_path / "none")
