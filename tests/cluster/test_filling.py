"""Which workers do the units of a run, and what becomes of those that no worker answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.checking.laws import laws_of
from conformance.cluster import filling as module
from conformance.cluster.engine import Job, Outcome
from conformance.cluster.filling import Filling, parted
from conformance.cluster.sessions import ClusterSession
from conformance.cluster.units import Answer, Surroundings, read_job
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.records.backend import BackendRecord, OperationRecord
from conformance.records.result import Evidence, Result
from conformance.runs.sessions import NotLoaded
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.session import WorkerSession

LAWS = tuple(law for law in laws_of(shipped()) if law.id in ("allMask", "complement", "maskedLoss"))
AROUND = Surroundings("/folder", ("shipped",), "", {"python": "3.11.7"})
A, B = "tcp://a:1", "tcp://b:2"


def record(name: str) -> BackendRecord:
    return BackendRecord(name, "python", {}, {}, {"all_mask": OperationRecord(7, "f.py:1", "list", None, None)})


def passed(name: str, law: Law) -> Result:
    return Result(name, law.id, law.kind, law.level, "passed", 9, Evidence(None, None, None, {}), 0.1, None)


class Loaded(ClusterSession):
    """A backend that is loaded already."""

    def __init__(self, name: str) -> None:
        here = WorkerSession(Plan(name, (), "quick", 0, False, None), 10.0)
        super().__init__(here, LAWS, str, "", lambda: "")
        self.name, self._is_open = name, True

    def known(self) -> BackendRecord:
        return record(self.name)


Behaviour = Callable[[str, Sequence[str] | None, int], Outcome | None]
"""What becomes of a unit, by its first law, the workers that may do it and how often it was given; None for nothing."""


class Cluster:
    """Two workers that do what a test says."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.alive = {A: 1, B: 1}
        self.given: list[tuple[str, str, Sequence[str] | None]] = []
        self.cancelled = 0
        self.ended = False

    def workers(self) -> dict[str, int]:
        return self.alive

    def greet(self, job: str) -> dict[str, str | Exception]:
        raise NotImplementedError

    def submit(
        self, job: str, seconds: float, label: str, only: Sequence[str] | None, done: Callable[[Outcome], None]
    ) -> Job:
        _, unit = read_job(job)
        assert unit is not None
        self.given.append((unit.name, unit.laws[0], only))
        outcome = self.behaviour(unit.laws[0], only, [law for _, law, _ in self.given].count(unit.laws[0]))
        if outcome is not None:
            done(answered(unit.name, unit.laws) if outcome == DONE else outcome)
        return Job(SimpleNamespace(cancel=self._cancel), only)  # type: ignore[arg-type]

    def _cancel(self) -> None:
        self.cancelled += 1

    def end_jobs(self) -> None:
        self.ended = True


DONE = Outcome(A, "done")
LOST = Outcome(B, problem="4 workers that had it were lost", is_lost=True)


def answered(name: str, laws: Sequence[str]) -> Outcome:
    by_id = {law.id: law for law in LAWS}
    return Outcome(A, Answer(results=tuple([passed(name, by_id[one]) for one in laws]), record=record(name)).text())


def refusing(*, of_backend: bool) -> Outcome:
    return Outcome(B, Answer(("numpy 1 here, 2 there",), of_backend).text())


def filled(
    behaviour: Behaviour, *names: str, cluster: Cluster | None = None, waiting: float = 0.0
) -> tuple[Filling, Cluster, dict[tuple[str, str], Result | str]]:
    """The results of each backend's laws, or why it was not loaded."""
    used = cluster or Cluster(behaviour)
    sessions = [Loaded(name) for name in names or ("mine",)]
    filling = Filling(used, AROUND, waiting=waiting)
    results: dict[tuple[str, str], Result | str] = {}

    def work(place: int, laws: Sequence[Law]) -> None:
        for law in laws:
            assert (sessions[place].name, law.id) not in results
            try:
                sessions[place].open(laws)
                results[sessions[place].name, law.id] = sessions[place].check(law)
            except NotLoaded as error:
                results[sessions[place].name, law.id] = error.message

    filling(work, sessions, LAWS, 1)
    return filling, used, results


def statuses(results: dict[tuple[str, str], Result | str]) -> dict[str, str]:
    return {law: one if isinstance(one, str) else one.status for (_, law), one in results.items()}


@pytest.fixture(autouse=True)
def a_unit_a_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is anything waited for."""
    monkeypatch.setattr(module, "TICK", 0.0)
    monkeypatch.setattr(module, "parted", lambda laws, backends, threads: [([law], 1) for law in laws])


def test_laws_are_parted_for_the_threads_that_there_are() -> None:
    assert [share[0].id for share, parts in parted(LAWS, 1, 1) if parts == 1] == ["maskedLoss", "complement", "allMask"]
    few, many = (parted(laws_of(shipped()), 50, threads) for threads in (2, 1_000))
    assert len(few) < len(many)
    assert sorted(law.id for share, _ in many for law in share) == sorted(law.id for law in laws_of(shipped()))
    assert parted([law for law in LAWS if law.id == "maskedLoss"], 1, 1_000)[0][1] > 1_000


def test_each_unit_is_given_once_and_told_once() -> None:
    _, cluster, results = filled(lambda *_: DONE, "mine", "other")
    assert len(results) == 2 * len(LAWS)
    assert all(isinstance(one, Result) and one.status == "passed" for one in results.values())
    assert len(cluster.given) == len(set(cluster.given)) == 2 * len(LAWS)
    assert [name for name, _, _ in cluster.given[:2]] == ["mine", "other"]


def test_what_took_workers_with_it_is_given_once_more_after_all_else() -> None:
    _, cluster, results = filled(lambda law, only, time: LOST if law == "maskedLoss" and time == 1 else DONE)
    assert set(statuses(results).values()) == {"passed"}
    assert cluster.given[-1][1] == "maskedLoss"
    assert len(cluster.given) == len(LAWS) + 1


def test_what_takes_workers_with_it_by_itself_is_a_fault_of_the_harness() -> None:
    _, _, results = filled(lambda law, only, time: LOST if law == "maskedLoss" else DONE)
    assert statuses(results) == {"allMask": "passed", "complement": "passed", "maskedLoss": "harness_error"}
    lost = results["mine", "maskedLoss"]
    assert isinstance(lost, Result)
    assert lost.note == "4 workers that had it were lost"


@pytest.mark.parametrize(
    ("outcome", "note"),
    [(Outcome(problem="there was no answer within 9 seconds"), "there was no answer within 9 seconds"),
     (Outcome(A, "no JSON"), f"{A} gave no answer to it: "),
     (Outcome(A, json.dumps({"differs": [], "results": [], "record": None})), "results of other laws")],
)  # fmt: skip
def test_what_is_no_answer_is_a_fault_of_the_harness(outcome: Outcome, note: str) -> None:
    _, _, results = filled(lambda law, only, time: outcome if law == "maskedLoss" else DONE)
    found = results["mine", "maskedLoss"]
    assert isinstance(found, Result)
    assert found.status == "harness_error"
    assert note in found.note


def test_a_worker_with_another_backend_does_nothing_of_that_one_and_the_others_go_on() -> None:
    def behaviour(law: str, only: Sequence[str] | None, time: int) -> Outcome:
        return refusing(of_backend=True) if law == "maskedLoss" and only is None else DONE

    filling, cluster, results = filled(behaviour, "mine", "other")
    assert all(isinstance(one, Result) and one.status == "passed" for one in results.values())
    assert cluster.given[-1] == ("other", "maskedLoss", [A])
    assert filling.told(["mine", "other"]) == [
        f"worker {B} was refused for {name}: numpy 1 here, 2 there" for name in ("mine", "other")
    ]


def test_a_worker_that_stands_otherwise_does_nothing_at_all() -> None:
    filling, cluster, _ = filled(lambda law, only, time: DONE if only else refusing(of_backend=False))
    assert filling.told(["mine"]) == [f"worker {B} was refused: numpy 1 here, 2 there"]
    assert {tuple(only) for _, _, only in cluster.given if only} == {(A,)}


def test_a_backend_that_no_worker_has_counts_as_not_loaded() -> None:
    def behaviour(law: str, only: Sequence[str] | None, time: int) -> Outcome:
        refused = Answer(("backend `mine`: there is no file `mine.py`",), True).text()
        return Outcome(B if only is None else only[0], refused)

    _, _, results = filled(behaviour)
    each = ", ".join(f"{one} (backend `mine`: there is no file `mine.py`)" for one in (B, A))
    wanted = f"no worker of the cluster can check `mine`: {each}"
    assert statuses(results) == {law.id: wanted for law in LAWS}


def test_what_waits_for_workers_that_are_gone_is_given_to_those_that_came() -> None:
    cluster = Cluster(lambda law, only, time: None)

    def behaviour(law: str, only: Sequence[str] | None, time: int) -> Outcome | None:
        if only is None:
            return refusing(of_backend=False)
        if only == [A]:
            cluster.alive = {B: 1, "tcp://c:3": 1}
            return None
        return DONE

    cluster.behaviour = behaviour
    _, _, results = filled(behaviour, cluster=cluster)
    assert set(statuses(results).values()) == {"passed"}
    assert cluster.cancelled
    assert cluster.given[-1][2] == ["tcp://c:3"]


def test_where_all_workers_are_lost_what_is_finished_is_kept() -> None:
    cluster = Cluster(lambda law, only, time: None)

    def behaviour(law: str, only: Sequence[str] | None, time: int) -> Outcome | None:
        if law == "allMask":
            return DONE
        cluster.alive = {}
        return None

    cluster.behaviour = behaviour
    _, _, results = filled(behaviour, cluster=cluster)
    assert statuses(results) == {"allMask": "passed", "complement": "harness_error", "maskedLoss": "harness_error"}
    lost = results["mine", "complement"]
    assert isinstance(lost, Result)
    assert lost.note == "no worker of the cluster was left to check it"


def test_nothing_is_sent_for_results_that_are_there() -> None:
    earlier: Any = SimpleNamespace(of=lambda session, law: None if law.id == "complement" else passed("mine", law))
    cluster = Cluster(lambda *_: DONE)
    told: list[str] = []
    filling = Filling(cluster, AROUND, earlier)
    filling(lambda place, laws: told.extend(law.id for law in laws), [Loaded("mine")], LAWS, 1)
    assert sorted(told) == sorted(law.id for law in LAWS)
    assert {law for _, law, _ in cluster.given} == {"complement"}


def test_a_run_that_is_given_up_lets_go_of_what_is_under_way() -> None:
    def give_up(place: int, laws: Sequence[Law]) -> None:
        raise KeyboardInterrupt

    cluster = Cluster(lambda law, only, time: DONE if law == "allMask" else None)
    filling = Filling(cluster, AROUND)
    with pytest.raises(KeyboardInterrupt):
        filling(give_up, [Loaded("mine")], LAWS, 1)
    filling.stop()
    assert cluster.cancelled == len(LAWS) - 1
    assert cluster.ended


def test_calls_of_all_units_are_told_together() -> None:
    session = Loaded("mine")
    for _ in range(3):
        session.take([], record("mine"))
    session.here.record = lambda: record("mine")  # type: ignore[method-assign]
    assert session.record().operations["all_mask"].calls == 4 * 7


def test_where_there_are_more_threads_than_laws_each_is_tried_in_parts_that_are_put_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "parted", parted)
    cluster = Cluster(lambda *_: DONE)
    cluster.alive = {A: 5, B: 4}
    shards: list[str | None] = []
    submit = cluster.submit

    def noting(job: str, *others: Any) -> Job:
        _, unit = read_job(job)
        assert unit is not None
        shards.append(unit.plan.shard)
        return submit(job, *others)

    cluster.submit = noting  # type: ignore[method-assign]
    _, _, results = filled(cluster.behaviour, cluster=cluster)
    # One over a size alone weighs little beside one over lists.
    of = {law.id: parts for (law,), parts in parted(LAWS, 1, 9)}
    assert of["allMask"] < of["complement"] < of["maskedLoss"]
    assert of["allMask"] == 1
    assert sorted(map(str, shards)) == sorted(
        f"{k + 1}/{n}" if n > 1 else "None" for n in of.values() for k in range(n)
    )
    assert statuses(results) == dict.fromkeys((law.id for law in LAWS), "passed")
    found = results["mine", "complement"]
    assert isinstance(found, Result)
    assert found.seconds == pytest.approx(0.1 * of["complement"])


def test_a_part_that_no_worker_answers_leaves_the_law_without_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "parted", parted)
    cluster = Cluster(lambda law, only, time: LOST if time == 2 or time > 9 else DONE)
    cluster.alive = {A: 5, B: 4}
    _, _, results = filled(cluster.behaviour, cluster=cluster)
    assert statuses(results)["maskedLoss"] == "harness_error"


# Greeting


def greeted(answers: dict[str, str | Exception]) -> Filling:
    cluster = Cluster(lambda *_: DONE)
    cluster.greet = lambda job: answers  # type: ignore[method-assign]
    filling = Filling(cluster, AROUND)
    filling.greet()
    return filling


def test_a_worker_that_is_otherwise_is_named_with_both_values() -> None:
    filling = greeted({A: Answer().text(), B: Answer(("python 3.11.7 here, 3.12.1 there",)).text()})
    assert filling.told() == [f"worker {B} was refused: python 3.11.7 here, 3.12.1 there"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [(ModuleNotFoundError("No module", name="conformance"), "it has no module conformance: masking-conformance is not"),
     (RuntimeError("there was no answer within 9 seconds"), "there was no answer within 9 seconds"),
     (OSError("broken"), "OSError: broken"),
     ("[]", "what it says cannot be read")],
)  # fmt: skip
def test_where_no_worker_is_left_the_run_does_not_begin(answer: str | Exception, told: str) -> None:
    with pytest.raises(UsageError) as error:
        greeted({A: answer})
    first, line = str(error.value).splitlines()
    assert first == "no worker of the cluster can be used"
    assert line.startswith(f"worker {A} was refused: {told}")


def test_a_cluster_without_workers_is_told() -> None:
    with pytest.raises(UsageError, match=r"^the cluster has no workers$"):
        greeted({})
