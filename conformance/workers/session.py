"""A backend in a worker, from the side that asks: time limits, workers that end, and what they were at."""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from conformance.agreement import Outcome
from conformance.binding import Limits
from conformance.cases.domain import Bounds
from conformance.errors import UsageError
from conformance.laws import Law, snake_case
from conformance.lean.evaluate import Frame, Value
from conformance.results import BackendRecord, Evidence, Result
from conformance.sessions import NotAnswered, Stopped
from conformance.workers import worker
from conformance.workers.journal import Asked, Entry, JournalReader

T = TypeVar("T")

Call = tuple[str, tuple[Value, ...]]
"""An operation by Lean name, and its arguments."""

LOADING = 120.0
"""Seconds that loading a backend may take, where the time limit of a law is not longer."""

_SILENT = 0.5
"""Seconds after which a worker that is gone, and of which the pool says nothing, counts as ended."""

DEPENDS_ON_EARLIER_CALLS = (
    "on a newly loaded backend this input passes: the failure depends on earlier calls, or on chance"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A worker that gave no answer: why, and what it was at."""

    reason: str
    message: str
    entry: Entry


class WorkerSession:
    """A backend in a process of its own, which is replaced when it gives no answer.

    Args:
        plan: what the worker is to check; its journal is made here.
        timeout: seconds that a law may take.
        unanswered: reason and message of the calls that are not made any more, which workers of one backend may share.

    Raises:
        UsageError: from `load`, where the backend cannot be loaded.
    """

    def __init__(
        self, plan: worker.Plan, timeout: float, unanswered: dict[Call, tuple[str, str]] | None = None
    ) -> None:
        handle, path = tempfile.mkstemp(prefix="conformance-")
        os.ftruncate(handle, 1 << 31)
        os.close(handle)
        self.plan = replace(plan, journal=path)
        self.timeout = timeout
        self.name = plan.named
        self.limits = Limits()
        self.bounds = Bounds(Limits(), None)
        self.operations: frozenset[str] = frozenset()
        self._journal = JournalReader(path)
        self._pool: ProcessPool | None = None
        self._is_loaded = False
        self._task = 0
        self._unanswered = {} if unanswered is None else unanswered
        self._suspect = False
        self._repeats: set[frozenset[str]] = set()
        self._anew: WorkerSession | None = None
        self._calls: dict[str, int] = {}
        self._calls_before: Counter[str] = Counter()
        self._stopping = threading.Event()

    def load(self) -> str:
        """Loads the backend, and returns the name that it gives itself."""
        answer = self._ask(worker.load, timeout=max(LOADING, self.timeout))
        if isinstance(answer, Ended):
            raise UsageError(f"backend `{self.plan.named}` could not be loaded: {answer.message}")
        if isinstance(answer, str):
            raise UsageError(answer)
        self._is_loaded = True
        self.limits, self.bounds = answer.limits, Bounds(answer.limits, answer.max_nat)
        self.operations = answer.operations
        return answer.name

    def shares(self, laws: Sequence[Law]) -> Sequence[Sequence[Law]]:
        return (laws,)

    def at(self, law: Law) -> tuple[str, int]:
        entry = self._journal.entry()
        return entry.stage, entry.inputs

    def check(self, law: Law) -> Result:
        answer = self._checked(law)
        if not isinstance(answer, Ended):
            return self._tried_anew(law, answer)
        first = answer
        if not self._suspect:
            self._suspect = True
            answer = self._checked(law)
            if not isinstance(answer, Ended):
                if first.reason == "timeout" and first.entry.in_call <= self.timeout / 2:
                    # No single call hung: the machine was busy, or what is made once had still to be made.
                    return replace(answer, note=f"{first.message} in a first run; this is the result of a second one")
                note = f"{first.message} in a first run; a second one answered"
                return replace(answer, status=_status(first), note=note, failure=answer.failure)
        asked = self._journal.asked()
        if answer.entry.seconds < self.timeout / 2 and answer.reason == "timeout":
            note = f"{answer.message}, of which the backend's calls took {answer.entry.seconds:.1f} s"
            return self._result(law, "harness_error", answer, f"{note}; give more time, or a smaller profile")
        if asked is None:
            return self._result(law, _status(answer), answer, answer.message)
        message = self._told(answer)
        if answer.reason == "crash" or answer.entry.in_call > self.timeout / 2:
            self._unanswered[asked.operation, asked.arguments] = answer.reason, message
        return self._explained(law, answer, asked, message)

    def _tried_anew(self, law: Law, result: Result) -> Result:
        """The result, with a note where the input that it shows fails only after other calls.

        A newly loaded backend is asked once for each group of operations that fail: where one failure repeats, so will
        those that are like it.
        """
        failure = result.failure
        if result.status != "failed" or failure is None or result.note or law.obligation is not None:
            return result
        if failure.reason == "nondeterministic" or law.operations in self._repeats:
            return result
        anew = self._anew = WorkerSession(replace(self.plan, remember=False), self.timeout)
        try:
            again = anew.replay(law, failure.inputs, failure.layout)
        except (NotAnswered, UsageError):
            return result
        finally:
            self._anew = None
            anew.close()
        if again.status != "passed":
            self._repeats.add(law.operations)
            return result
        return replace(result, note=DEPENDS_ON_EARLIER_CALLS)

    def _checked(self, law: Law) -> Result | Ended:
        answer = self._ask(worker.check, law.id, journaled=self._suspect)
        if isinstance(answer, Ended):
            return answer
        result, self._calls = answer
        return result

    def _told(self, ended: Ended) -> str:
        entry = ended.entry
        if ended.reason == "timeout" and entry.in_call <= self.timeout / 2:
            each = entry.seconds / max(1, entry.calls)
            return f"{ended.message}; {entry.calls:,} calls took {entry.seconds:.1f} s, {each:.2g} s each"
        return ended.message

    def _explained(self, law: Law, ended: Ended, asked: Asked, message: str) -> Result:
        cases = ended.entry.evaluations
        result = self._ask(worker.unanswered, law.id, asked, ended.reason, message, cases)
        if isinstance(result, Ended):
            return self._result(law, _status(ended), ended, f"{message}; {result.message} again while it was explained")
        return replace(result, seconds=self.timeout if ended.reason == "timeout" else result.seconds)

    def _result(self, law: Law, status: str, ended: Ended, note: str) -> Result:
        return Result(
            self.name, law.id, law.kind, law.level, status, ended.entry.evaluations, Evidence(None, None, None, {}),
            0.0, None, note,
        )  # fmt: skip

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        answer = self._ask(worker.replay, law.id, inputs, layout)
        return self._result(law, _status(answer), answer, answer.message) if isinstance(answer, Ended) else answer

    def transcript(self, law: Law, bounds: Bounds) -> Sequence[str | None]:
        return self._answer(worker.transcript, law.id, bounds)

    def input_at(self, law: Law, bounds: Bounds, position: int) -> tuple[bool, Frame]:
        return self._answer(worker.input_at, law.id, bounds, position)

    def outcome(self, law: Law, frame: Frame) -> Outcome:
        return self._answer(worker.outcome, law.id, frame)

    def record(self) -> BackendRecord:
        told = self._answer(worker.record)
        before = {snake_case(name): calls for name, calls in self._calls_before.items()}
        operations = {
            name: replace(one, calls=one.calls + before.get(name, 0)) for name, one in told.operations.items()
        }
        return replace(told, operations=operations)

    def _answer(self, function: Callable[..., T], *arguments: Any) -> T:
        answer = self._ask(function, *arguments)
        if isinstance(answer, Ended):
            raise NotAnswered(answer.reason, f"{self.name}: {answer.message}")
        return answer

    # Asking

    def _ask(
        self, function: Callable[..., T], *arguments: Any, journaled: bool = False, timeout: float | None = None
    ) -> T | Ended:
        """What a function gives in the worker, or how the worker ended.

        Raises:
            Stopped: the session is being stopped.
        """
        if function is not worker.load and not self._is_loaded:
            self.load()
        if self._stopping.is_set():
            raise Stopped
        self._task += 1
        request = worker.Request(self._task, self.name, journaled, dict(self._unanswered))
        seconds = timeout if timeout is not None else self.timeout
        asked = time.monotonic()
        future = self._workers().schedule(function, args=(request, *arguments))
        gone_since: float | None = None
        while True:
            concurrent.futures.wait([future], timeout=0.1)
            if self._stopping.is_set():
                raise Stopped
            if future.done():
                break
            now = time.monotonic()
            gone_since = None if not self._is_gone() else gone_since or now
            if gone_since is not None and now - gone_since > _SILENT:
                return self._ended("crash", "the process ended with exit status 0")
            # A law whose own time is over ends by itself: only where nothing gets on, a call does not return.
            if now - max(asked, self._turned()) > seconds:
                return self._ended("timeout", f"no answer within {seconds:g} s")
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, ProcessExpired):
            return self._ended("crash", f"the process {_ending(error.exitcode)}")
        return self._ended("crash", f"the worker gave no answer that can be read ({type(error).__name__})")

    def _turned(self) -> float:
        """When the worker was last known to get on with the task."""
        entry = self._journal.entry()
        return entry.turned if entry.task == self._task else 0.0

    def _is_gone(self) -> bool:
        """Whether the worker that took the task is no more."""
        entry = self._journal.entry()
        if entry.task != self._task or not entry.process:
            return False
        try:
            os.kill(entry.process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False

    def _ended(self, reason: str, message: str) -> Ended:
        entry = self._journal.entry()
        self._discard()
        return Ended(reason, message, entry)

    def _workers(self) -> ProcessPool:
        if self._pool is None:
            context = multiprocessing.get_context(start_method())
            self._pool = ProcessPool(1, initializer=worker.start, initargs=(self.plan,), context=context)
        return self._pool

    def _discard(self) -> None:
        """Ends the worker, all processes that it has started, and the pool; the next question makes new ones."""
        self._is_loaded = False
        self._calls_before.update(self._calls)
        self._calls = {}
        self._kill()
        pool, self._pool = self._pool, None
        if pool is not None:
            # A pool whose worker has sent half a message waits for the rest for ever: it is left to itself.
            threading.Thread(target=_close, args=(pool,), daemon=True).start()

    def _kill(self) -> None:
        processes = {self._journal.entry().process}
        if self._pool is not None:
            processes |= set(self._pool._pool_manager.worker_manager.workers)
        for process in processes - {0, os.getpid()}:
            for kill in (_kill_group, _kill_process):
                with contextlib.suppress(OSError):
                    kill(process)

    def stop(self) -> None:
        """Ends the worker at once; whoever waits for it is told `Stopped`."""
        self._stopping.set()
        if (anew := self._anew) is not None:
            anew.stop()
        self._kill()

    def close(self) -> None:
        """Ends the worker, and removes the journal."""
        self._discard()
        Path(self.plan.journal).unlink(missing_ok=True)


def start_method() -> str:
    """How workers start: forked where that is quick and safe, else from a fresh interpreter."""
    unsafe = {"torch", "jax", "tensorflow"} & set(sys.modules)
    return "fork" if sys.platform == "linux" and not unsafe else "spawn"


def _close(pool: ProcessPool) -> None:
    stop: Callable[[], None] = pool.stop
    with contextlib.suppress(Exception):
        stop()
        pool.join(timeout=5)


def _kill_group(process: int) -> None:
    # A worker that has not yet made itself the leader of its group is still in ours.
    if os.getpgid(process) == process:
        os.killpg(process, signal.SIGKILL)


def _kill_process(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def _status(ended: Ended) -> str:
    return "timed_out" if ended.reason == "timeout" else "crashed"


def _ending(status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"died of {signal.Signals(-status).name}"
        return f"died of signal {-status}"
    if status == worker.LOST_DEVICE:
        return "was left without its device, as after a failed assertion on it"
    return f"ended with exit status {status}"
