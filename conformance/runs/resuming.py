"""An earlier run that is gone on with: the results that are taken over from it, and what keeps others from being so."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.cases.shards import Shard
from conformance.checking.recording import environment
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.records.backend import BackendRecord, together
from conformance.records.circumstances import backend_changes, versions
from conformance.records.parts import Shards
from conformance.records.report import Report
from conformance.records.result import OUT_OF_TIME, Result, is_not_loaded
from conformance.records.saved import read_results
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.runs.sessions import Session
from conformance.runs.settling import unsettled

_ANEW = ("harness_error", "timed_out", "expected_failure", FALSE_STATEMENT)
"""What is asked again: faults of the harness, what hangs on a time limit that may be another now, known failures, of
which one kept input may have been asked alone, and statements that every run tries for itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What asks a law of a backend where its result is known already."""

    result: Result
    session: Session

    def check(self, law: Law) -> Result:
        return self.result

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        return self.session.replay(law, inputs, layout)


class Earlier:
    """The results of an earlier run, for a run of the same spec, seed and profile in the same environment.

    Args:
        report: the earlier run.
        source: the file that it was read from, as messages name it.
        spec: what is checked now.
        profile: its profile, by name.
        seed: its seed.
        shard: which part of the run it is, None for the whole.

    Raises:
        UsageError: the run was made otherwise; the message says in what, with both values.
    """

    def __init__(self, report: Report, source: str, spec: Spec, profile: str, seed: int, shard: Shard | None) -> None:
        self.report, self.source = report, source
        self.taken = 0
        self.refused: dict[str, tuple[str, ...]] = {}
        self._records: dict[int, BackendRecord | None] = {}
        self._results = {(r.backend, r.law): r for r in report.results}
        self._lock = threading.Lock()
        part = "the whole" if shard is None else Shards((shard.number,), shard.of).text
        now = {"spec": spec.digest[:16], "seed": seed, "profile": profile, "part": part, **versions(environment())}
        then = {
            "spec": report.spec.digest[:16], "seed": report.seed, "profile": report.profile,
            "part": "the whole" if report.shards is None else report.shards.text, **versions(report.environment),
        }  # fmt: skip
        parts = [
            f"{name} {then.get(name, 'not told')} there, {now.get(name, 'not told')} here"
            for name in dict.fromkeys((*now, *then))
            if then.get(name) != now.get(name)
        ]
        if parts:
            raise UsageError(
                f"`{source}` is of another run, whose results are not those of this one: {'; '.join(parts)}"
            )

    @classmethod
    def read(cls, path: str, spec: Spec, profile: str, seed: int, shard: Shard | None = None) -> Earlier:
        """The run of a results file.

        Raises:
            ResultsError: the file cannot be read, or holds no results.
            UsageError: the run was made otherwise.
        """
        return cls(read_results(Path(path)), path, spec, profile, seed, shard)

    def told(self, report: Report) -> list[str]:
        """How many results of a run were taken over, and why those of some backends were not, a line each."""
        lines = [f"Taken over from {self.source}: {self.taken:,} of {report.summary.planned:,} results"]
        return lines + [f"Not taken over: {one}" for changes in self.refused.values() for one in changes]

    def of(self, session: Session, law: Law) -> Result | None:
        """The result of a law that the earlier run has of a backend that was loaded, as it is without known failures;
        None where the law is to be checked."""
        record = self._record_of(session)
        result = None if record is None else self._results.get((record.name, law.id))
        if result is None or result.status in _ANEW or is_not_loaded(result) or result.note.startswith(OUT_OF_TIME):
            return None
        return replace(unsettled(result), backend=session.name, cause="")

    def checks(self, session: Session, law: Law) -> Session | Kept:
        """What is asked for the law's result: the backend, or the earlier run where it has it."""
        result = self.of(session, law)
        if result is None:
            return session
        with self._lock:
            self.taken += 1
        return Kept(result, session)

    def added(self, session: Session, record: BackendRecord) -> BackendRecord:
        """What is told of a backend, with the calls of the earlier run where results were taken over."""
        before = self._record_of(session)
        return record if before is None else together([record, before])

    def _record_of(self, session: Session) -> BackendRecord | None:
        """What the earlier run tells of the backend, None where it is another now."""
        with self._lock:
            if id(session) not in self._records:
                now = session.known()
                if now is None:
                    return None
                self._records[id(session)] = self._same(session, replace(now, name=session.name))
            return self._records[id(session)]

    def _same(self, session: Session, now: BackendRecord) -> BackendRecord | None:
        known = session.identity
        before = next(
            (b for b in self.report.backends if (b.identity == known if b.identity and known else b.name == now.name)),
            None,
        )
        if before is None or not before.is_told:
            return None
        changes = tuple(backend_changes(before, now))
        if changes:
            self.refused[session.name] = changes
        return None if changes else before
