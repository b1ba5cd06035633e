"""What runs in a worker: a backend is loaded and asked, and a journal tells what it is at."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.agreement import Outcome, Transcripts
from conformance.binding import Backend, Limits, NoAnswer, Unanswered
from conformance.cases.domain import Bounds
from conformance.cases.streams import Streams
from conformance.checking import Checker
from conformance.database import failing_inputs
from conformance.errors import ConformanceError
from conformance.laws import laws_of
from conformance.lean.evaluate import Frame
from conformance.loading import load_backend
from conformance.pacing import Pace
from conformance.profiles import PROFILES
from conformance.recording import backend_record
from conformance.results import BackendRecord, Result
from conformance.specfile import Spec
from conformance.workers.journal import Asked, JournalWriter


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker is to check, as plain data.

    `memory` is how many bytes it may take beyond what it starts with, `threads` how many a library may use at once
    for one call, and `seconds` what a law may take.
    """

    named: str
    spec: tuple[str, ...]
    profile: str
    seed: int
    remember: bool
    journal: str
    memory: int | None
    threads: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A backend that was loaded in a worker."""

    name: str
    limits: Limits
    max_nat: int | None
    operations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Request:
    """What all requests say: their number, the backend's name in the report, whether each call is told to the journal,
    and calls that are not made."""

    task: int
    name: str = ""
    journaled: bool = False
    unanswered: Unanswered | None = None


_COLLECT_AFTER = (20_000, 50, 50)
"""Thresholds of the garbage collector in a worker, which would else go through the inputs over and over."""


LOST_DEVICE = 86
"""The exit status of a worker whose device gives no more answers."""


def _end() -> None:
    """Ends the process, as all that follows in it would fail."""
    os._exit(LOST_DEVICE)


class _Served:
    """The backend of this worker."""

    def __init__(self, plan: Plan, spec: Spec) -> None:
        self.plan, self.spec = plan, spec
        self.journal = JournalWriter(plan.journal)
        self.pace = Pace(plan.seconds, on_turn=self.journal.turned)
        self.journal.pace = self.pace
        self.backend: Backend | None = None
        self.laws = {law.id: law for law in laws_of(spec)}
        self._checker: Checker | None = None
        self._transcripts: Transcripts | None = None

    def load(self) -> Backend:
        if self.backend is None:
            self.backend = load_backend(self.plan.named, self.spec.definitions, cwd=True)
            _limit_memory(self.plan.memory)
            # What was imported stays, and the inputs of a law that are kept are no garbage.
            gc.freeze()
            gc.set_threshold(*_COLLECT_AFTER)
        return self.backend

    def checker(self, request: Request) -> Checker:
        if self._checker is None:
            profile, seed = PROFILES[self.plan.profile], self.plan.seed
            backend = replace(self.load(), name=request.name)
            remembered = failing_inputs(backend) if self.plan.remember else None
            streams = Streams(profile, seed)
            self._checker = Checker(
                backend, self.spec, profile, seed, streams, remembered, self.journal.at_stage, self.pace
            )  # fmt: skip
            for operation in self._checker.operations.values():
                operation.on_lost_device = _end
        self._checker.write_to(self.journal if request.journaled else None, request.unanswered or {})
        return self._checker

    def transcripts(self, request: Request) -> Transcripts:
        checker = self.checker(request)
        if self._transcripts is None:
            self._transcripts = Transcripts(checker)
        return self._transcripts


_served: _Served | None = None
_specs: dict[tuple[str, ...], Spec] = {}


def hand_down(paths: tuple[str, ...], spec: Spec) -> None:
    """Leaves a spec that was loaded to the workers that are forked from this process."""
    _specs[paths] = spec


def _spec_of(paths: tuple[str, ...]) -> Spec:
    if paths not in _specs:
        from conformance.specfile import load

        _specs[paths] = load(paths)
    return _specs[paths]


def start(plan: Plan) -> None:
    """Makes this process a worker: a session of its own, nothing on its terminal, no core file."""
    global _served
    with contextlib.suppress(OSError, AttributeError):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _silence()
    _no_core_files()
    # Libraries that are asked for nothing start a thread a core, and those of workers side by side wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", str(plan.threads))
    _served = _Served(plan, _spec_of(plan.spec))


def _silence() -> None:
    """Standard input is empty, and what is printed goes nowhere: the terminal and the report are the parent's."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


def _no_core_files() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_memory(beyond: int | None) -> None:
    """Lets the process take that many bytes of memory to write to more than it has, where the system can say so."""
    if beyond is None:
        return
    with contextlib.suppress(ImportError, ValueError, OSError, AttributeError):
        import resource

        with open("/proc/self/status", encoding="ascii") as file:
            taken = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmData:"))
        resource.setrlimit(resource.RLIMIT_DATA, (taken + beyond, taken + beyond))


def _serving(request: Request) -> _Served:
    assert _served is not None
    _served.journal.begin(request.task)
    return _served


# Requests


def load(request: Request) -> Loaded | str:
    """The backend, or why it cannot be loaded."""
    try:
        backend = _serving(request).load()
        operations = frozenset(backend.functions)
        return Loaded(backend.name, backend.limits, backend.max_nat, operations)
    except ConformanceError as error:
        return str(error)


def check(request: Request, law: str) -> tuple[Result, dict[str, int]]:
    """The result of a law, and how many calls this worker has made of each operation, by Lean name."""
    served = _serving(request)
    checker = served.checker(request)
    return checker.check(served.laws[law]), {name: o.calls for name, o in checker.operations.items()}


def replay(request: Request, law: str, inputs: Mapping[str, Any], layout: str) -> Result:
    """The law asked of one kept input alone."""
    served = _serving(request)
    return served.checker(request).replay(served.laws[law], inputs, layout)


def unanswered(request: Request, law: str, asked: Asked, reason: str, message: str, cases: int) -> Result:
    """The result of a law in which a call gave no answer; the call is not made again."""
    served = _serving(request)
    error = NoAnswer(asked.operation, asked.arguments, reason, message)
    return served.checker(request).unanswered(served.laws[law], asked.frame, asked.layout, error, cases)


def transcript(request: Request, law: str, bounds: Bounds) -> Sequence[str | None]:
    """What a definition's operation came to on each shared input."""
    served = _serving(request)
    return served.transcripts(request).digests(served.laws[law], bounds)


def input_at(request: Request, law: str, bounds: Bounds, position: int) -> tuple[bool, Frame]:
    """An input of the transcript."""
    served = _serving(request)
    return served.transcripts(request).input_at(served.laws[law], bounds, position)


def outcome(request: Request, law: str, frame: Frame) -> Outcome:
    """What the operation comes to on an input."""
    served = _serving(request)
    return served.transcripts(request).outcome(served.laws[law], frame)


def record(request: Request) -> BackendRecord:
    """What a report says of the backend."""
    checker = _serving(request).checker(request)
    return backend_record(checker.backend, checker.operations)
