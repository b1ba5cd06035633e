"""What a worker does for each request: a backend is loaded and asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.cases.claims import Bounds
from conformance.cases.profiles import PROFILES
from conformance.cases.shards import chosen_shard
from conformance.cases.streams import Streams
from conformance.checking.bound import bounds_of
from conformance.checking.checker import Checker
from conformance.checking.database import failing_inputs
from conformance.checking.laws import laws_of
from conformance.checking.recording import backend_record
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.records.ledger import Ledger
from conformance.records.record import plain_json
from conformance.runs.reals import InReals
from conformance.runs.transcripts import Transcripts
from conformance.runs.workers import wire
from conformance.runs.workers.journal import Asked, JournalWriter
from conformance.runs.workers.requests import Plan, Request
from conformance.runs.workers.surroundings import limit_memory
from conformance.subjects.backend import Backend
from conformance.subjects.calls import NoAnswer
from conformance.subjects.declared import Declared
from conformance.subjects.loading import load_backend
from conformance.system.garbage import collect_rarely, give_back
from conformance.system.pacing import Pace
from conformance.values.membership import has_types

LOST_DEVICE = 86

ENDINGS = {LOST_DEVICE: "was left without its device, as after a failed assertion on it"}
"""What exit statuses say that a worker ends itself with."""


def _end() -> None:
    """Ends the process, as all that follows in it would fail."""
    os._exit(LOST_DEVICE)


class Served:
    """The backend of this worker."""

    def __init__(self, plan: Plan, spec: Spec, journal: JournalWriter) -> None:
        self.plan, self.spec, self.journal = plan, spec, journal
        self.pace = Pace(plan.seconds, on_turn=self.journal.turned)
        self.journal.pace = self.pace
        self.backend: Backend | None = None
        self.laws = {law.id: law for law in laws_of(spec)}
        self._checker: Checker | None = None
        self._transcripts: Transcripts | None = None

    def load(self) -> Backend:
        if self.backend is None:
            said = Declared(**self.plan.declared)
            self.backend = load_backend(self.plan.named, self.spec.operations, cwd=True, declared=said)
            limit_memory(self.plan.memory)
            # What was imported stays, and the inputs of a law that are kept are no garbage.
            collect_rarely()
        return self.backend

    def checker(self, request: Request) -> Checker:
        if self._checker is None:
            profile, seed = PROFILES[self.plan.profile], self.plan.seed
            backend = replace(self.load(), name=request.name)
            remembered = failing_inputs(backend) if self.plan.remember else None
            streams = Streams(profile, seed)
            self._checker = Checker(
                backend,
                self.spec,
                profile,
                seed,
                streams,
                remembered,
                self.journal.at_stage,
                self.pace,
                tries_snippets=True,
                shard=chosen_shard(self.plan.shard),
                ledger=None if self.plan.ledger is None else Ledger.read(Path(self.plan.ledger)),
            )
            for operation in self._checker.operations.values():
                operation.on_lost_device = _end
        self._checker.write_to(self.journal if request.journaled else None, request.unanswered)
        return self._checker

    def transcripts(self, request: Request) -> Transcripts:
        checker = self.checker(request)
        if self._transcripts is None:
            self._transcripts = Transcripts(checker)
        return self._transcripts


# Requests: what each gives is plain, as JSON has it


def _load(served: Served, request: Request) -> Any:
    """The backend's name, how far its inputs go, the Lean names of its operations, and what it says of itself."""
    backend = served.load()
    record = plain_json(backend_record(backend, {}))
    return [backend.name, wire.plain_bounds(bounds_of(backend)), sorted(backend.functions), record]


def _check(served: Served, request: Request, law: str) -> Any:
    """The result of a law, and how many calls this worker has made of each operation, by Lean name."""
    checker = served.checker(request)
    result = checker.check(served.laws[law])
    give_back()
    return [plain_json(result), {name: o.calls for name, o in checker.operations.items()}]


def _early(served: Served, request: Request, laws: Sequence[str], most: int) -> Any:
    """Those of the laws that fail on one of a few inputs, as many as are wanted."""
    return [law.id for law in served.checker(request).early([served.laws[law] for law in laws], most)]


def _replay(served: Served, request: Request, law: str, inputs: Mapping[str, Any], layout: str) -> Any:
    """The law asked of one kept input alone."""
    return plain_json(served.checker(request).replay(served.laws[law], inputs, layout))


def _unanswered(
    served: Served, request: Request, law: str, asked: Any, reason: str, message: str, cases: int
) -> Any:  # fmt: skip
    """The result of a law in which a call gave no answer; the call is not made again. None where none can be told."""
    told, checker = Asked.read(asked), served.checker(request)
    operation = checker.operations.get(told.operation)
    if operation is None or len(told.arguments) != len(operation.definition.binders) or not _fits(served, law, told):
        return None
    error = NoAnswer(told.operation, told.arguments, reason, message)
    return plain_json(checker.unanswered(served.laws[law], told.frame, told.layout, error, cases))


def _fits(served: Served, law: str, asked: Asked) -> bool:
    binders = served.laws[law].binders
    return len(binders) == len(asked.frame) and has_types(binders, asked.frame)


def _transcript(served: Served, request: Request, law: str, bounds: Any) -> Any:
    """What a definition's operation came to on each shared input."""
    return served.transcripts(request).digests(*_law_and_bounds(served, law, bounds))


def _input_at(served: Served, request: Request, law: str, bounds: Any, position: int) -> Any:
    """An input of the transcript."""
    is_small, frame = served.transcripts(request).input_at(*_law_and_bounds(served, law, bounds), position)
    return [is_small, wire.plain_value(frame)]


def _outcome(served: Served, request: Request, law: str, frame: Any) -> Any:
    """What the operation comes to on an input."""
    kind, value = served.transcripts(request).outcome(served.laws[law], wire.frame(frame))
    return [kind, wire.plain_value(value)]


def _numbers(served: Served, request: Request, law: str, frames: Any) -> Any:
    """What the operation comes to on inputs with real numbers."""
    numbers = InReals(served.checker(request)).of(served.laws[law], list(map(wire.frame, frames)))
    return [numbers.digits, numbers.largest, numbers.came]


def _record(served: Served, request: Request) -> Any:
    """What a report says of the backend."""
    checker = served.checker(request)
    return plain_json(backend_record(checker.backend, checker.operations))


def _law_and_bounds(served: Served, law: str, bounds: Any) -> tuple[Law, Bounds]:
    return served.laws[law], wire.bounds(bounds)


DOES: Mapping[str, Callable[..., Any]] = {
    "load": _load, "early": _early, "check": _check, "replay": _replay, "unanswered": _unanswered,
    "transcript": _transcript, "input_at": _input_at, "outcome": _outcome, "numbers": _numbers, "record": _record,
}  # fmt: skip
