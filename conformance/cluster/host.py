"""A process beside a worker of the cluster: it checks laws of backends, each of which it has in a worker of ours.

What a worker of the cluster has loaded is of no matter here, and a backend that hangs, crashes or ends processes has
none of it to end.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import IO

from conformance.checking.laws import in_turn, laws_of
from conformance.cluster.standing import differences, standing
from conformance.cluster.units import Answer, Surroundings, Unit, read_job
from conformance.errors import ConformanceError
from conformance.laws.specfile import Spec, load
from conformance.records.backend import BackendRecord, less, read_backend_record
from conformance.records.circumstances import PLACES, backend_changes
from conformance.runs.sessions import NotAnswered, NotLoaded
from conformance.runs.workers.crew import Crew
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.session import WorkerSession
from conformance.runs.workers.worker import hand_down
from conformance.system.processes import ends_orphans

RESTING = 60.0
"""Seconds after which a process that is asked nothing ends: whoever asked may be gone."""

LIVE = 2
"""Backends that stay loaded at most."""


def main() -> None:
    """Answers each line of standard input, and ends with whoever holds the other side of it."""
    # Nothing else writes to what answers go to.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    jobs: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin, jobs), daemon=True).start()
    ends_orphans()
    host = Host()
    while True:
        try:
            job = jobs.get(timeout=RESTING)
        except queue.Empty:
            break
        answers.write(f"{host.answer(*read_job(job)).text()}\n")
        answers.flush()
    host.close()
    # The thread that still reads is not waited for.
    os._exit(0)


def _read(lines: IO[str], jobs: queue.SimpleQueue[str]) -> None:
    """Takes jobs until the other side is gone, and ends this process then; the guardian ends the workers."""
    for line in lines:
        jobs.put(line)
    os._exit(1)


class Host:
    """What stays from job to job: the spec that was read, and the backends that were loaded."""

    def __init__(self) -> None:
        self._specs: dict[tuple[tuple[str, ...], str], Spec] = {}
        self._sessions: dict[str, WorkerSession] = {}
        self._records: dict[str, BackendRecord] = {}
        self._crew = Crew(LIVE)

    def answer(self, around: Surroundings, unit: Unit | None) -> Answer:
        """What is asked comes to."""
        is_there = os.path.isdir(around.folder)
        if is_there:
            os.chdir(around.folder)
        try:
            spec = self._spec(around)
        except ConformanceError as error:
            return Answer((f"the spec cannot be read: {error}",))
        try:
            differs = differences(around.standing, standing(spec.digest, around.ledger))
        except ConformanceError as error:
            return Answer((f"the ledger cannot be read: {error}",))
        if differs or unit is None:
            return Answer(tuple(differs))
        try:
            return self._checked(self._session(unit), spec, unit)
        except NotLoaded as error:
            folder = "" if is_there else f"; the folder `{around.folder}` of the caller is not there"
            return Answer((f"{error.message}{folder}",), of_backend=True)

    def close(self) -> None:
        """Ends the backends' workers."""
        for session in self._sessions.values():
            session.close()

    def _spec(self, around: Surroundings) -> Spec:
        key = around.spec, around.revision
        if key not in self._specs:
            self._specs[key] = load(*key)
            hand_down(around.spec, self._specs[key])
        return self._specs[key]

    def _session(self, unit: Unit) -> WorkerSession:
        key = _key(unit.plan)
        if key not in self._sessions:
            self._sessions[key] = WorkerSession(unit.plan, unit.timeout, {}, unit.loading, self._crew)
        return self._sessions[key]

    def _checked(self, session: WorkerSession, spec: Spec, unit: Unit) -> Answer:
        session.load()
        session.name = unit.name
        here, there = read_backend_record(unit.known), session.at_first
        assert there is not None
        changes = tuple(backend_changes(here, replace(there, name=unit.name), PLACES))
        if changes:
            return Answer(changes, of_backend=True)
        laws = {law.id: law for law in laws_of(spec)}
        found = {law.id: session.check(law) for law in in_turn([laws[one] for one in unit.laws])}
        told, key = _told(session.record, there), _key(unit.plan)
        before = self._records.get(key)
        self._records[key] = told
        return Answer(
            results=tuple([found[one] for one in unit.laws]), record=told if before is None else less(told, before)
        )


def _key(plan: Plan) -> str:
    return repr(plan)


def _told(record: Callable[[], BackendRecord], before: BackendRecord) -> BackendRecord:
    """What the backend says of itself, as it did before where it gives no answer any more."""
    try:
        return record()
    except NotAnswered:
        return before
