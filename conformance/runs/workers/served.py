"""What runs in a worker: a backend is loaded and asked, and a journal tells what it is at."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from conformance.cases.claims import Bounds
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.checker import Checker
from conformance.checking.database import failing_inputs
from conformance.checking.laws import laws_of
from conformance.checking.recording import backend_record
from conformance.errors import ConformanceError
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.records.record import plain_json
from conformance.runs.transcripts import Transcripts
from conformance.runs.workers import wire
from conformance.runs.workers.journal import Asked, JournalWriter
from conformance.subjects.backend import Backend
from conformance.subjects.calls import NoAnswer, Unanswered
from conformance.subjects.loading import load_backend
from conformance.system import originals
from conformance.system.forks import Owned
from conformance.system.garbage import collect_rarely
from conformance.system.pacing import OutOfTime, Pace
from conformance.system.processes import adopt_orphans, end_descendants
from conformance.values.limits import Limits
from conformance.values.membership import has_types


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
    memory: int | None
    threads: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What all requests say: what is to be done, with what, the request's number, the backend's name in the report,
    whether each call is told to the journal, and calls that are not made."""

    do: str
    arguments: Sequence[Any]
    task: int
    name: str
    journaled: bool
    unanswered: Unanswered

    def line(self) -> bytes:
        silent = [[name, wire.plain_value(given), *told] for (name, given), told in self.unanswered.items()]
        return wire.line_of(
            {"id": self.task, "do": self.do, "with": list(self.arguments), "name": self.name,
             "journaled": self.journaled, "unanswered": silent}
        )  # fmt: skip

    @classmethod
    def read(cls, line: bytes) -> Request:
        """What `line` gave."""
        told = wire.message_of(line)
        silent = {(name, wire.values(given)): (reason, message) for name, given, reason, message in told["unanswered"]}
        return cls(told["do"], told["with"], told["id"], told["name"], told["journaled"], silent)


LOST_DEVICE = 86

ENDINGS = {LOST_DEVICE: "was left without its device, as after a failed assertion on it"}
"""What exit statuses say that a worker ends itself with."""


def _end() -> None:
    """Ends the process, as all that follows in it would fail."""
    os._exit(LOST_DEVICE)


class _Served:
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
            self.backend = load_backend(self.plan.named, self.spec.definitions, cwd=True)
            _limit_memory(self.plan.memory)
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
                backend, self.spec, profile, seed, streams, remembered, self.journal.at_stage, self.pace
            )  # fmt: skip
            for operation in self._checker.operations.values():
                operation.on_lost_device = _end
        self._checker.write_to(self.journal if request.journaled else None, request.unanswered)
        return self._checker

    def transcripts(self, request: Request) -> Transcripts:
        checker = self.checker(request)
        if self._transcripts is None:
            self._transcripts = Transcripts(checker)
        return self._transcripts


_specs: dict[tuple[str, ...], Spec] = {}


def hand_down(paths: tuple[str, ...], spec: Spec) -> None:
    """Leaves a spec that was loaded to the workers that are forked from this process."""
    _specs[paths] = spec


def _spec_of(paths: tuple[str, ...]) -> Spec:
    if paths not in _specs:
        from conformance.laws.specfile import load

        _specs[paths] = load(paths)
    return _specs[paths]


def main(plan: Mapping[str, Any], requests: int, answers: int, journal: int) -> NoReturn:
    """Serves in a fresh interpreter."""
    serve(Plan(**plan), requests, answers, journal)


def serve(plan: Plan, requests: int, answers: int, journal: int) -> NoReturn:
    """Makes this process a worker, and answers requests, a line each, until none will come any more.

    Args:
        plan: what is checked.
        requests: the descriptor that requests are read from.
        answers: the descriptor that answers are written to.
        journal: the descriptor of the journal's file.
    """
    _settle(plan.threads)
    served = _Served(plan, _spec_of(plan.spec), JournalWriter(journal))
    with os.fdopen(requests, "rb") as lines:
        for line in lines:
            with originals.in_place():
                request = Request.read(line)
                served.journal.begin(request.task)
            with Owned():
                answer = _answer(served, request)
            with originals.in_place():
                _write(answers, wire.line_of({"id": request.task, **answer}))
    _leave(0)


def _settle(threads: int) -> None:
    """A session of its own, which the orphans of it stay with; nothing on its terminal, no core file."""
    with contextlib.suppress(OSError, AttributeError):
        os.setsid()
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    _silence()
    _no_core_files()
    # Libraries that are asked for nothing start a thread a core, and those of workers side by side wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))


def _answer(served: _Served, request: Request) -> dict[str, Any]:
    try:
        return {"gives": _DOES[request.do](served, request, *request.arguments)}
    except OutOfTime:
        return {"refuses": "time ran out"}
    except ConformanceError as error:
        return {"refuses": str(error)}
    except Exception as error:
        names = originals.replaced()
        once = f", once {originals.told(names)} had been replaced in it" if names else ""
        return {"fails": f"{type(error).__name__}{once}"}


def _write(answers: int, line: bytes) -> None:
    unsent = memoryview(line)
    while unsent:
        try:
            unsent = unsent[os.write(answers, unsent) :]
        except OSError:
            _leave(1)


def _leave(status: int) -> NoReturn:
    """Ends the process where nobody asks any more: who asked has ended, and will not see to what was started here."""
    with originals.in_place():
        end_descendants()
    os._exit(status)


def _silence() -> None:
    """Standard input is empty, and what is printed goes nowhere: the terminal and the report are the parent's."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


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


# Requests: what each gives is plain, as JSON has it


def _load(served: _Served, request: Request) -> Any:
    """The backend's name, its limits, the largest natural, and the Lean names of its operations."""
    backend = served.load()
    limits = backend.limits
    told = [limits.max_n, limits.max_nat, limits.distinct_indices, limits.nonempty]
    return [backend.name, told, backend.max_nat, sorted(backend.functions)]


def _check(served: _Served, request: Request, law: str) -> Any:
    """The result of a law, and how many calls this worker has made of each operation, by Lean name."""
    checker = served.checker(request)
    result = checker.check(served.laws[law])
    return [plain_json(result), {name: o.calls for name, o in checker.operations.items()}]


def _replay(served: _Served, request: Request, law: str, inputs: Mapping[str, Any], layout: str) -> Any:
    """The law asked of one kept input alone."""
    return plain_json(served.checker(request).replay(served.laws[law], inputs, layout))


def _unanswered(
    served: _Served, request: Request, law: str, asked: Any, reason: str, message: str, cases: int
) -> Any:  # fmt: skip
    """The result of a law in which a call gave no answer; the call is not made again. None where none can be told."""
    told, checker = Asked.read(asked), served.checker(request)
    operation = checker.operations.get(told.operation)
    if operation is None or len(told.arguments) != len(operation.definition.binders) or not _fits(served, law, told):
        return None
    error = NoAnswer(told.operation, told.arguments, reason, message)
    return plain_json(checker.unanswered(served.laws[law], told.frame, told.layout, error, cases))


def _fits(served: _Served, law: str, asked: Asked) -> bool:
    binders = served.laws[law].binders
    return len(binders) == len(asked.frame) and has_types(binders, asked.frame)


def _transcript(served: _Served, request: Request, law: str, bounds: Any) -> Any:
    """What a definition's operation came to on each shared input."""
    return served.transcripts(request).digests(*_law_and_bounds(served, law, bounds))


def _input_at(served: _Served, request: Request, law: str, bounds: Any, position: int) -> Any:
    """An input of the transcript."""
    is_small, frame = served.transcripts(request).input_at(*_law_and_bounds(served, law, bounds), position)
    return [is_small, wire.plain_value(frame)]


def _outcome(served: _Served, request: Request, law: str, frame: Any) -> Any:
    """What the operation comes to on an input."""
    kind, value = served.transcripts(request).outcome(served.laws[law], wire.frame(frame))
    return [kind, wire.plain_value(value)]


def _record(served: _Served, request: Request) -> Any:
    """What a report says of the backend."""
    checker = served.checker(request)
    return plain_json(backend_record(checker.backend, checker.operations))


def _law_and_bounds(served: _Served, law: str, bounds: Any) -> tuple[Law, Bounds]:
    limits, max_nat = bounds
    return served.laws[law], Bounds(Limits(*limits), max_nat)


_DOES: Mapping[str, Callable[..., Any]] = {
    "load": _load, "check": _check, "replay": _replay, "unanswered": _unanswered, "transcript": _transcript,
    "input_at": _input_at, "outcome": _outcome, "record": _record,
}  # fmt: skip
