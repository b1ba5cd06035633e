"""A backend in several workers: each law is asked of one of them, and the report tells of them as of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.laws import Law, laws_of
from conformance.lean.syntax import FinType, NatType, unfold
from conformance.results import BackendRecord, OperationRecord, Report
from conformance.sessions import NotAnswered
from conformance.specfile import load
from conformance.workers.session import WorkerSession
from conformance.workers.team import Team, shares_of

LAWS = laws_of(load())
SCALARS = (NatType, FinType)

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


def processes_of(folder: Path, *options: str) -> dict[str, set[str]]:
    """The processes in which each operation ran, but for what `deterministic` calls of the others."""
    (folder / "calls.txt").unlink(missing_ok=True)
    (folder / "mine.py").write_text(WHERE.format(path=str(folder / "calls.txt"), names=NAMES))
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick",
               "--law", "maskedLoss*", "--law", "complement", "--law", "selected", "--law", "complement_*"]  # fmt: skip
    done = subprocess.run([*command, *options, "--json", "r.json"], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0
    found: dict[str, set[str]] = {}
    for line in (folder / "calls.txt").read_text().splitlines():
        name, process = line.split()
        found.setdefault(name, set()).add(process)
    return found


CLAIMS = [law for law in LAWS if law.obligation in (None, "well_formed")]


def test_laws_of_one_operation_are_in_one_share() -> None:
    losses, masks = shares_of(CLAIMS, 2)
    assert {law.id.partition(".")[0].partition("_")[0] for law in losses} == {"maskedLoss"}
    assert [law.id for law in masks] == [law.id for law in CLAIMS if not law.id.startswith("maskedLoss")]


def test_obligations_that_make_calls_of_their_own_even_out_the_shares() -> None:
    losses, masks = shares_of(LAWS, 2)
    assert [law for law in losses if law in CLAIMS] == shares_of(CLAIMS, 2)[0]
    over_vectors = [sum(any(not isinstance(unfold(b.type), SCALARS) for b in law.binders) for law in share)
                    for share in (losses, masks)]  # fmt: skip
    assert over_vectors == [12, 12]
    assert sorted(law.id for law in (*losses, *masks)) == sorted(law.id for law in LAWS)


@pytest.mark.parametrize(("most", "shares"), [(1, 1), (2, 2), (9, 2)])
def test_there_are_no_more_shares_than_independent_laws(most: int, shares: int) -> None:
    assert len(shares_of(CLAIMS, most)) == shares


def test_shares_keep_the_order_of_the_laws() -> None:
    for share in shares_of(LAWS, 2):
        assert share == [law for law in LAWS if law in share]


def test_no_laws_are_no_shares() -> None:
    assert shares_of((), 2) == []


def test_operations_that_no_law_relates_run_in_processes_of_their_own(tmp_path: Path) -> None:
    found = processes_of(tmp_path, "--workers", "2")
    assert len(set().union(*found.values())) == 2
    assert os.getpid() not in {int(p) for processes in found.values() for p in processes}


def test_one_worker_at_a_time_is_one_process(tmp_path: Path) -> None:
    found = processes_of(tmp_path, "--workers", "1")
    assert len(set().union(*found.values())) == 1


def test_the_report_counts_the_calls_of_all_workers(tmp_path: Path) -> None:
    calls = {}
    for workers in ("1", "2"):
        processes_of(tmp_path, "--workers", workers)
        told = Report.from_json((tmp_path / "r.json").read_text()).backends[0].operations
        lines = (tmp_path / "calls.txt").read_text().splitlines()
        calls[workers] = {name: one.calls for name, one in told.items()}
        assert calls[workers] == {name: sum(line.startswith(f"{name} ") for line in lines) for name in told}
    assert calls["1"] == calls["2"]


def test_results_do_not_hang_on_the_number_of_workers(tmp_path: Path) -> None:
    results = []
    for workers in ("0", "1", "2"):
        processes_of(tmp_path, "--workers", workers)
        told = json.loads((tmp_path / "r.json").read_text())
        results.append([{**r, "seconds": 0} for r in told["results"]])
    assert results[0] == results[1] == results[2]


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
