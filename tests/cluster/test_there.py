"""A process beside a worker of the cluster: what it answers, how it is told that it does not, and its end."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from conformance.checking.laws import laws_of
from conformance.cluster import there
from conformance.cluster.standing import standing
from conformance.cluster.units import Answer, Surroundings, Unit, job_of
from conformance.laws.specfile import load
from conformance.records.backend import BackendRecord
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.session import WorkerSession

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are ended by their groups")

SPEC = load(("masking",))
LAWS = tuple(law for law in laws_of(SPEC) if law.id in ("complement", "maskedLoss"))
MINE = """
def complement(mask):
    return [not value for value in mask]

def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    return Surroundings(str(tmp_path), ("masking",), "", standing(SPEC.digest))


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.node.name
    there.end(request.node.name)


def unit(around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> Unit:
    """The unit of both laws, as a caller makes it that has loaded the backend."""
    monkeypatch.chdir(around.folder)
    plan = Plan("mine.py", around.spec, "quick", 0, False, None, 1, 30.0)
    session = WorkerSession(plan, 30.0)
    session.load()
    assert session.at_first is not None
    session.close()
    known = asdict(session.at_first)
    return Unit(plan, tuple(law.id for law in LAWS), "mine", {**known, "name": "mine"}, 30.0, 30.0)


def test_a_process_checks_as_a_worker_here_and_is_asked_again(
    around: Surroundings, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = unit(around, monkeypatch)
    answers = [Answer.read(there.asked(job_of(around, asked), run, 120.0), LAWS, "mine") for _ in range(2)]
    assert [r.status for r in answers[0].results] == ["passed", "failed"]
    first, second = ([replace(r, seconds=0.0) for r in one.results] for one in answers)
    assert first == second
    # The calls of each are its own.
    calls = [one.record.operations["complement"].calls for one in answers if isinstance(one.record, BackendRecord)]
    assert 0 < calls[1] < calls[0], "the second time results of calls are known"
    assert len(there._resting[run]) == 1


def test_what_differs_is_told_and_nothing_is_checked(around: Surroundings, run: str) -> None:
    other = replace(around, standing={**around.standing, "python": "2.7.18", "spec": "0" * 16})
    answer = Answer.read(there.asked(job_of(other), run, 120.0), (), "")
    assert answer.differs == (
        f"python 2.7.18 here, {around.standing['python']} there", f"spec {'0' * 16} here, {SPEC.digest[:16]} there"
    )  # fmt: skip


def test_code_that_differs_is_refused_by_module(
    around: Surroundings, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = unit(around, monkeypatch)
    Path(around.folder, "mine.py").write_text(MINE + "\n# Another file.\n", encoding="utf-8")
    answer = Answer.read(there.asked(job_of(around, asked), run, 120.0), LAWS, "mine")
    assert (answer.differs, answer.of_backend) == (("mine: the code differs (mine)",), True)


def test_a_folder_and_a_file_that_are_not_there_are_told(
    around: Surroundings, run: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked = unit(around, monkeypatch)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    away = replace(around, folder="/nowhere/at-all")
    answer = Answer.read(there.asked(job_of(away, asked), run, 120.0), LAWS, "mine")
    assert answer.of_backend
    assert "there is no file `mine.py`" in answer.differs[0]
    assert answer.differs[0].endswith("; the folder `/nowhere/at-all` of the caller is not there")


def test_a_process_that_fails_is_told_with_its_last_words(run: str) -> None:
    with pytest.raises(RuntimeError, match=r"ended without an answer: json.*JSONDecodeError"):
        there.asked("no JSON", run, 120.0)
    assert not there._resting.get(run)


def test_an_answer_that_takes_too_long_is_not_waited_for(around: Surroundings, run: str) -> None:
    with pytest.raises(RuntimeError, match=r"there was no answer within 0 seconds"):
        there.asked(job_of(around), run, 0.01)


def test_the_processes_of_a_run_end_with_it(around: Surroundings, run: str) -> None:
    there.asked(job_of(around), run, 120.0)
    (host,) = there._resting[run]
    there.end(run)
    assert host.process.returncode == -9
    assert run not in there._resting


def test_a_process_ends_with_whoever_asks_it(around: Surroundings, run: str) -> None:
    there.asked(job_of(around), run, 120.0)
    (host,) = there._resting[run]
    assert host.process.stdin is not None
    host.process.stdin.close()
    assert host.process.wait(timeout=60) == 1
    # Another is started for what is asked next.
    assert Answer.read(there.asked(job_of(around), run, 120.0), (), "") == Answer()


def test_two_jobs_at_a_time_have_a_process_each(around: Surroundings, run: str) -> None:
    threads = [threading.Thread(target=there.asked, args=(job_of(around), run, 120.0)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({host.process.pid for host in there._resting[run]} - {os.getpid()}) == 2
