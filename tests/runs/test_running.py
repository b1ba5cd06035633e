"""The matrix of laws and backends is filled cell by cell; what cannot be loaded or is interrupted is told as such."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.api import load_all, local_sessions
from conformance.cases.profiles import PROFILES
from conformance.checking.laws import laws_of
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.records.report import Report
from conformance.runs.local import Unloaded
from conformance.runs.running import Interrupted, Progress, run
from conformance.runs.sessions import Session
from tests.asked import is_asked

LAWS = [law for law in laws_of(shipped()) if law.id in ("allMask", "complement", "complement.well_formed")]
UNLOADED = Unloaded("broken", "no licence")
CELLS = [(name, law.id) for name in ("python", "python#2") for law in LAWS]


def sessions(*named: str) -> list[Session]:
    return local_sessions(load_all(named, shipped()), shipped(), PROFILES["quick"], 0)


def ran(
    sessions: Sequence[Session], laws: Sequence[Law] = LAWS, progress: Progress | None = None, at_once: int = 1
) -> Report:
    return run(sessions, shipped(), laws, PROFILES["quick"], 0, progress=progress, at_once=at_once)


@pytest.mark.parametrize("at_once", [1, 3])
def test_results_are_in_the_order_of_the_backends_and_laws(at_once: int) -> None:
    report = ran(sessions("python", "python"), at_once=at_once)
    assert [(r.backend, r.law) for r in report.results] == CELLS
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert [a.operation for a in report.agreement] == ["allMask", "complement"]
    assert (report.incomplete, report.summary.planned) == (False, len(CELLS))


def test_progress_is_told_before_each_law() -> None:
    told: list[tuple[str, int, int]] = []
    ran(sessions("python", "python"), progress=lambda session, law, done, count: told.append((law.id, done, count)))
    assert sorted(law for law, _, _ in told) == sorted(law for _, law in CELLS)
    assert [(done, count) for _, done, count in told] == [(k, len(CELLS)) for k in range(len(CELLS))]


def test_a_backend_that_cannot_be_loaded_is_a_row_and_the_others_are_checked() -> None:
    report = ran([UNLOADED, *sessions("python")])
    rows = {name: [r for r in report.results if r.backend == name] for name in ("broken", "python")}
    assert [(r.status, r.cases, r.note.endswith("no licence")) for r in rows["broken"]] == [("crashed", 0, True)] * 3
    assert [r.status for r in rows["python"]] == ["passed"] * 3
    assert report.exit_status() == 2


def test_what_is_finished_when_a_run_is_given_up_is_kept() -> None:
    def interrupting(session: Session, law: Law, done: int, count: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    given_up: list[bool] = []
    with pytest.raises(Interrupted) as caught:
        run(sessions("python", "python"), shipped(), LAWS, PROFILES["quick"], 0, progress=interrupting,
            give_up=lambda: given_up.append(True))  # fmt: skip
    report = caught.value.report
    assert given_up == [True]
    assert (report.incomplete, len(report.results), report.agreement) == (True, 4, [])
    assert report.summary.planned == len(CELLS)


def test_a_level_that_there_is_not_is_refused_before_anything_runs() -> None:
    with pytest.raises(UsageError, match="did you mean `hardened`"):
        run([], shipped(), LAWS, PROFILES["quick"], 0, require="hardend")
