"""What runs in a worker of the cluster itself: processes beside it are asked, one job at a time each, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading

LAST_WORDS = 2_000
"""Characters that are kept of what a process writes beside its answers."""


def do(job: str, run: str, seconds: float) -> str:
    """The address of this worker and the answer to a job, as JSON.

    Args:
        job: a line of text.
        run: the run that it is of; its processes are asked again for others of it.
        seconds: how long an answer may take.

    Raises:
        RuntimeError: no process gives one, or none in that time.
    """
    from distributed import get_worker

    return json.dumps([str(get_worker().address), asked(job, run, seconds)])


async def greeted(job: str, run: str, seconds: float) -> str:
    """The answer to a job, while this worker goes on with what it is at.

    Raises:
        RuntimeError: as `do`.
    """
    return await asyncio.to_thread(asked, job, run, seconds)


def asked(job: str, run: str, seconds: float) -> str:
    """The answer of a process of the run: one that rests, or one that is started for it.

    Raises:
        RuntimeError: as `do`.
    """
    host = _rested(run) or _Host(run)
    try:
        answer = host.answer(job, seconds)
    except BaseException:
        host.end()
        raise
    with _lock:
        if host in _started:
            _resting.setdefault(run, []).append(host)
    return answer


def end(run: str) -> None:
    """Ends the processes of a run; whoever waits for one of them is told that there is no answer."""
    with _lock:
        ended = [host for host in _started if host.run == run]
        _resting.pop(run, None)
    for host in ended:
        host.end()


def _rested(run: str) -> _Host | None:
    with _lock:
        while _resting.get(run):
            host = _resting[run].pop()
            if host.process.poll() is None:
                return host
            _started.discard(host)
    return None


class _Host:
    """A process that answers jobs; it ends by itself where it rests long, or this process ends."""

    def __init__(self, run: str) -> None:
        # The interpreter finds what this one finds.
        code = f"import sys; sys.path[:] = {sys.path!r}; from conformance.cluster.host import main; main()"
        self.run, self.said = run, ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._ending = threading.Lock()
        with _lock:
            _started.add(self)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said = f"{self.said}{line}"[-LAST_WORDS:]

    def answer(self, job: str, seconds: float) -> str:
        """The answer to a job.

        Raises:
            RuntimeError: there is none, or none in that time.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        over = threading.Event()

        def stop() -> None:
            over.set()
            self.kill()

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            with contextlib.suppress(OSError):
                self.process.stdin.write(f"{job}\n")
                self.process.stdin.flush()
            answer = self.process.stdout.readline()
        finally:
            clock.cancel()
        if over.is_set():
            raise RuntimeError(f"there was no answer within {seconds:,.0f} seconds")
        if not answer.endswith("\n"):
            self._listener.join(1.0)
            words = self.said.strip().splitlines()
            last = words[-1] if words else "it wrote nothing"
            raise RuntimeError(f"the process that checks ended without an answer: {last}")
        return answer

    def kill(self) -> None:
        """Has it end, with whom it shares a group; its workers end with it."""
        with self._ending:
            # It was not waited for, so that its number is nobody else's.
            if self.process.returncode is None:
                with contextlib.suppress(OSError):
                    os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Ends it, and lets go of what this process has of it."""
        self.kill()
        with self._ending:
            self.process.wait()
        with _lock:
            _started.discard(self)


_lock = threading.Lock()
_started: set[_Host] = set()
_resting: dict[str, list[_Host]] = {}
"""Processes that have nothing to do, by the run that they are of."""
