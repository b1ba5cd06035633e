"""A worker as a child process: started, asked in lines, and ended with all that it has started."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict

from conformance.errors import ConformanceError
from conformance.runs.workers import wire, worker
from conformance.runs.workers.guardian import Guardian
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.served import ENDINGS
from conformance.system.processes import end_orphans, kill_tree

POLL = 0.1
"""Seconds after which it is looked whether a worker that says nothing is still there."""

_LAST_WORDS = 1.0
"""Seconds that a worker has to end once it has closed its side."""


class Gone(Exception):
    """The worker ended, with that exit status, or closed its side, where it is None."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


_starting = threading.Lock()
_guardian: Guardian | None = None
_ours: set[int] = set()
"""Descriptors that no worker may hold: by their end it is seen that this process has ended."""
_workers: set[int] = set()


def start_method() -> str:
    """How workers start: forked where that is quick and safe, else from a fresh interpreter."""
    unsafe = {"torch", "jax", "tensorflow", "distributed"} & set(sys.modules)
    return "fork" if sys.platform == "linux" and not unsafe else "fresh"


class WorkerProcess:
    """A process that serves a plan.

    Args:
        plan: what it is to check.
        journal: a descriptor of the file that it writes its journal to.

    Raises:
        ConformanceError: the system starts no process.
    """

    def __init__(self, plan: Plan, journal: int) -> None:
        self._status: int | None = None
        self._ending = threading.Lock()
        self._asking = threading.Lock()
        self._closed = self._is_killed = False
        fresh = start_method() == "fresh"
        with _starting:
            guardian = _guarded(fresh)
            requests, self._requests = os.pipe()
            self._answers, answers = os.pipe()
            _ours.update((self._requests, self._answers, journal))
            try:
                start = _fresh if fresh else _forked
                self.pid = start(plan, requests, answers, journal)
            except OSError as error:
                self._let_go()
                raise ConformanceError(f"no worker could be started: {error.strerror}") from None
            finally:
                os.close(requests)
                os.close(answers)
            _workers.add(self.pid)
            guardian.watch(self.pid)
        os.set_blocking(self._requests, False)
        os.set_blocking(self._answers, False)

    def exchange(self, line: bytes, look: Callable[[], None]) -> bytes:
        """Sends a line, and waits for the one that answers it.

        `look` is called now and then, and ends the waiting by raising.

        Raises:
            Gone: the worker has ended, or closed its side.
            Unreadable: it writes more than a line, or one that does not end.
        """
        with self._asking:
            unsent, received = memoryview(line), bytearray()
            poll = select.poll()
            poll.register(self._answers, select.POLLIN)
            poll.register(self._requests, select.POLLOUT)
            while True:
                events = dict(poll.poll(POLL * 1_000))
                look()
                if self._requests in events:
                    unsent = self._write(unsent)
                    if not unsent:
                        poll.unregister(self._requests)
                has_ended = not events and self.poll() is not None
                if (self._answers in events or has_ended) and self._read(received):
                    return bytes(received[:-1])
                if has_ended:
                    raise Gone(self._status)

    def _write(self, unsent: memoryview) -> memoryview:
        try:
            return unsent[os.write(self._requests, unsent) :]
        except BlockingIOError:
            return unsent
        except OSError:
            # It reads no more; the end of what it writes tells why.
            return unsent[:0]

    def _read(self, received: bytearray) -> bool:
        """Reads what there is; whether that ends the line."""
        try:
            while chunk := os.read(self._answers, 2**16):
                received += chunk
                if b"\n" in chunk:
                    if received.index(b"\n") != len(received) - 1:
                        raise wire.Unreadable("more than one line")
                    return True
                if len(received) > wire.MAX_LINE:
                    raise wire.Unreadable("a line without an end")
        except BlockingIOError:
            return False
        end = time.monotonic() + _LAST_WORDS
        while self.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        raise Gone(self._status)

    def poll(self) -> int | None:
        """The exit status, minus the number of the signal where one ended it; None while it runs."""
        with self._ending:
            return self._reap(os.WNOHANG)

    def kill(self) -> None:
        """Ends it with all that it has started; whoever waits for an answer finds it gone."""
        with self._ending:
            if self._is_killed:
                return
            self._is_killed = True
            left_some = True
            if self._reap(os.WNOHANG) is None:
                left_some = kill_tree(self.pid)
                self._reap(0)
        if left_some:
            with _starting:
                end_orphans(_workers if _guardian is None else {*_workers, _guardian.process})

    def close(self) -> None:
        """Ends it, and lets go of what this process holds of it."""
        self.kill()
        with self._asking, _starting:
            if not self._closed:
                self._closed = True
                self._let_go()

    def _reap(self, options: int) -> int | None:
        if self._status is None:
            try:
                process, status = os.waitpid(self.pid, options)
            except ChildProcessError:
                process, status = self.pid, 0
            if process:
                self._status = os.waitstatus_to_exitcode(status)
                _workers.discard(self.pid)
                if _guardian is not None:
                    _guardian.forget(self.pid)
        return self._status

    def _let_go(self) -> None:
        for descriptor in (self._requests, self._answers):
            _ours.discard(descriptor)
            with contextlib.suppress(OSError):
                os.close(descriptor)


def let_go_of(journal: int) -> None:
    """Closes a journal's descriptor."""
    with _starting:
        _ours.discard(journal)
        with contextlib.suppress(OSError):
            os.close(journal)


def _guarded(fresh: bool) -> Guardian:
    """The guardian of this process, and not the one of a process that this one was forked from."""
    global _guardian
    if _guardian is None or _guardian.owner != os.getpid():
        _ours.clear()
        _workers.clear()
        _guardian = Guardian(fresh)
        _ours.add(_guardian.descriptor)
    return _guardian


def _forked(plan: Plan, requests: int, answers: int, journal: int) -> int:
    process = os.fork()
    if process:
        return process
    try:
        for descriptor in _ours - {journal}:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        worker.serve(plan, requests, answers, journal)
    finally:
        os._exit(70)


def _fresh(plan: Plan, requests: int, answers: int, journal: int) -> int:
    arguments = f"{asdict(plan)!r}, {requests}, {answers}, {journal}"
    code = f"import sys; sys.path[:] = {sys.path!r}; from {worker.__name__} import main; main({arguments})"
    started = subprocess.Popen([sys.executable, "-c", code], pass_fds=(requests, answers, journal),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)  # fmt: skip
    started.returncode = 0  # it is waited for here
    return started.pid


def ending(status: int | None) -> str:
    """How a process ended, in words."""
    if status is None:
        return "ended its connection"
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"died of {signal.Signals(-status).name}"
        return f"died of signal {-status}"
    return ENDINGS.get(status, f"ended with exit status {status}")
