"""A fresh interpreter, asked what source does in it: whether a snippet shows what it is to show."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from conformance.system import originals
from conformance.system import pieces as server
from conformance.system.processes import kill_tree

_POLL = 0.1
"""Seconds after which whoever waits is told that it goes on."""

_MARK = "CONFORMANCE_FRESH"
"""The environment variable by which a fresh interpreter is known, which starts no other: a module may check itself."""

_LONGEST = 65_536
"""Bytes of an answer at most."""


class NotLoaded(Exception):
    """A fresh interpreter cannot run the source that comes first; the message says why."""


class Silent(Exception):
    """What was asked gave no answer in its time, or ended the interpreter."""


class Fresh:
    """An interpreter in which some source was run, and of which each trial has a copy, or one of its own.

    Args:
        source: what is run first, such as imports.
        seconds: how long that, and each trial, may take.
        alive: called now and then while it is waited.

    Raises:
        NotLoaded: the source raises, or does not end in its time.
    """

    @originals.in_place()
    def __init__(self, source: str, seconds: float, alive: Callable[[], object] = lambda: None) -> None:
        self._source, self._seconds, self._alive = source, seconds, alive
        self._process = _Process(source, seconds, alive)
        self._is_used = False
        self.told = ""
        """What the piece that failed last raised; of an assertion only what it says."""

    @originals.in_place()
    def failing(self, pieces: Sequence[str], times: int = 1, seconds: float | None = None) -> int | None:
        """The first piece that raises where they are run in order, so many times, from the beginning; None for none.

        It is counted over all times. `seconds` is how long they may take, where that is less than another trial may.

        Raises:
            Silent: they do not end in their time, or end the interpreter.
        """
        if self._is_used:
            self._process.close()
            try:
                self._process = _Process(self._source, self._seconds, self._alive)
            except NotLoaded as error:
                raise Silent(str(error)) from None
        self._is_used = not self._process.copies
        answer = self._process.ask({"pieces": list(pieces), "times": times, "seconds": seconds or self._seconds})
        if answer is None or not isinstance(failed := answer.get("failed", ()), int | None):
            self._is_used = self._is_used or answer is None
            raise Silent("no answer")
        self.told = str(answer.get("told", ""))
        return failed

    def close(self) -> None:
        """Ends the interpreter."""
        self._process.close()


class _Process:
    def __init__(self, source: str, seconds: float, alive: Callable[[], object]) -> None:
        self._seconds, self._alive = seconds, alive
        if _MARK in os.environ:
            raise NotLoaded("this is a fresh interpreter itself")
        # Libraries that start a thread a core cannot be copied.
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        try:
            started = subprocess.Popen(
                [sys.executable, "-c", Path(server.__file__).read_text(encoding="utf-8")], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **single, _MARK: "1"},
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise NotLoaded(f"no interpreter could be started: {error}") from None
        assert started.stdin is not None
        assert started.stdout is not None
        self._requests, self._answers = started.stdin, started.stdout
        os.set_blocking(self._requests.fileno(), False)
        os.set_blocking(self._answers.fileno(), False)
        # It is waited for here.
        started.returncode = 0
        self._end = weakref.finalize(self, _end, os.getpid(), started.pid, self._requests, self._answers)
        answer = self.ask({"source": source, "path": sys.path})
        if answer is None or not isinstance(answer.get("copies"), bool):
            self.close()
            raise NotLoaded(str((answer or {}).get("refuses", f"no answer within {seconds:g} s")))
        self.copies: bool = answer["copies"]

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a request; None where there is none, or none that can be read, and the process was ended."""
        answer = self._exchange(json.dumps(request).encode() + b"\n")
        with contextlib.suppress(ValueError):
            if isinstance(found := json.loads(answer), dict):
                return found
        self.close()
        return None

    def _exchange(self, line: bytes) -> bytes:
        unsent, received = memoryview(line), bytearray()
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        poll.register(self._requests, select.POLLOUT)
        # A copy is ended after its time: what gives no answer by then hangs otherwise.
        end = time.monotonic() + self._seconds * 2 + 1
        while time.monotonic() < end and len(received) <= _LONGEST:
            self._alive()
            for descriptor, _ in poll.poll(_POLL * 1_000):
                try:
                    if descriptor == self._answers.fileno():
                        chunk = os.read(descriptor, _LONGEST)
                        received += chunk
                        if not chunk or received.endswith(b"\n"):
                            return bytes(received)
                    else:
                        unsent = unsent[os.write(descriptor, unsent) :]
                except BlockingIOError:
                    continue
                except OSError:
                    return b""
                if not unsent:
                    with contextlib.suppress(KeyError):
                        poll.unregister(self._requests)
        return b""

    def close(self) -> None:
        self._end()


def _end(owner: int, process: int, *pipes: IO[bytes]) -> None:
    """Ends a process, and lets go of its pipes; a copy of the one that started it has nothing to end."""
    if os.getpid() == owner:
        kill_tree(process)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0)
    for pipe in pipes:
        with contextlib.suppress(OSError):
            pipe.close()


@originals.in_place()
def fails(source: str, seconds: float) -> bool | None:
    """Whether a script raises in an interpreter of its own; None where it does not end, or ends otherwise."""
    script = f"import sys; sys.path[:] = {sys.path!r}\n{source}".encode()
    try:
        done = subprocess.run(
            [sys.executable, "-"], input=script, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, _MARK: "1"}, timeout=seconds, check=False,
        )  # fmt: skip
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return {0: False, 1: True}.get(done.returncode)
