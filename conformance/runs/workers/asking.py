"""Questions to a worker that may hang, end or write anything: each has an answer, or says how the worker ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from conformance.runs.sessions import Stopped
from conformance.runs.workers import wire
from conformance.runs.workers.answers import given
from conformance.runs.workers.journal import NOTHING, Asked, Entry, JournalReader, open_file
from conformance.runs.workers.process import Gone, WorkerProcess, ending, let_go_of
from conformance.runs.workers.requests import Plan, Request

T = TypeVar("T")

STARTING = 60.0
"""Seconds that a worker may take to start, at least: a fresh interpreter on a busy machine takes some."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A worker that gave no answer: why, and what it was at."""

    reason: str
    message: str
    entry: Entry


class Questions:
    """Questions to a worker, which starts for the first of them, and again for the next where it has ended.

    Args:
        plan: what the worker is to check.
        make_room: called before a worker starts.
    """

    def __init__(self, plan: Plan, make_room: Callable[[], None]) -> None:
        self.plan = plan
        self._make_room = make_room
        self._file = -1
        self._journal = JournalReader(self._file)
        self._process: WorkerProcess | None = None
        self._task = 0
        self._stopping = threading.Event()

    @property
    def has_worker(self) -> bool:
        """Whether one was started that was not ended."""
        return self._process is not None

    def ask(self, request: Request, read: Callable[[Any], T], seconds: float) -> T | Ended:
        """What the worker gives, made of plain values by `read`, or how the worker ended.

        Args:
            request: the question, of whatever number.
            read: raises `ValueError` or `TypeError` for what is no answer to it.
            seconds: how long the worker may not get on.

        Raises:
            Stopped: the worker is being stopped.
            Refused: the worker says why it gives nothing.
        """
        self._task += 1
        request = replace(request, task=self._task)
        asked = time.monotonic()

        def look() -> None:
            if self._stopping.is_set():
                raise Stopped
            # A law whose own time is over ends by itself: only where nothing gets on, a call does not return.
            turned = self._turned()
            # What passes until a worker begins to load is the system's: nothing of the backend's has run in it.
            most = seconds if turned or request.do != "load" else max(seconds, STARTING)
            if time.monotonic() - max(asked, turned) > most:
                raise _NothingGetsOn

        try:
            look()
            return read(given(self._worker().exchange(request.line(), look), self._task))
        except _NothingGetsOn:
            return self.ended("timeout", f"no answer within {seconds:g} s")
        except Gone as gone:
            return self.ended("crash", f"the process {ending(gone.status)}")
        except (ValueError, TypeError) as error:
            told = str(error) if isinstance(error, wire.Unreadable) else type(error).__name__
            return self.ended("crash", f"the process gave no answer that can be read ({told})")

    def entry(self) -> Entry:
        """What the worker is at, or was last."""
        return self._journal.entry()

    def asked(self) -> Asked | None:
        """The last input and call of which the worker told its journal."""
        return self._journal.asked()

    def ended(self, reason: str, message: str) -> Ended:
        """Ends the worker, and tells what it was at."""
        entry = self._journal.entry()
        self.end()
        return Ended(reason, message, entry if entry.task == self._task else NOTHING)

    def end(self) -> None:
        """Ends the worker and all processes that it has started; its journal can still be read."""
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def stop(self) -> None:
        """Ends the worker at once; whoever waits for it is told `Stopped`."""
        self._stopping.set()
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """Ends the worker, and lets go of the journal."""
        self.end()
        self._forget_journal()

    def _turned(self) -> float:
        """When the worker was last known to get on with the task."""
        entry = self._journal.entry()
        return entry.turned if entry.task == self._task else 0.0

    def _worker(self) -> WorkerProcess:
        if self._process is None:
            # A file of its own for each, as a backend may have left one that cannot be written to.
            self._forget_journal()
            self._make_room()
            self._file = open_file()
            self._journal = JournalReader(self._file)
            self._process = WorkerProcess(self.plan, self._file)
        return self._process

    def _forget_journal(self) -> None:
        if self._file >= 0:
            let_go_of(self._file)
            self._file = -1


class _NothingGetsOn(Exception):
    """The worker has not got on for longer than it may."""
