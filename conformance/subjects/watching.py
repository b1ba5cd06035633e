"""Calls in this process that do not return: they are interrupted, or the process ends with a message that says why.

A thread looks on. A call that runs Python code, or waits for something, is made to raise; what runs in native code that
never comes back cannot be, and so ends the process after a grace. A backend that is named is better checked by the
command line, whose workers can be ended from outside.
"""

from __future__ import annotations

import _thread
import contextlib
import ctypes
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from conformance.carriers import base
from conformance.subjects.calls import NoReply
from conformance.subjects.operation import Operation
from conformance.system import originals

TICKS = 20
"""How often it is looked at a call in the time that it may take."""

GRACE = 10.0
"""Seconds after its time in which a call may still end once it was made to raise, at least."""

_CALLING = frozenset({Operation.apply.__code__, Operation.call.__code__, Operation.decode.__code__})
_CARRIERS = str(Path(base.__file__).parent)


class Watched:
    """What is done inside is watched: a call that takes longer than `seconds` gives no answer, with reason `timeout`.

    Args:
        seconds: what one call may take.
        calls: how many calls have been made so far; where that has not changed, it is the same call.
        doing: what is done, for the message that ends the process.
        end: ends the process.
    """

    @originals.in_place()
    def __init__(
        self, seconds: float, calls: Callable[[], int], doing: str, end: Callable[[str], None] | None = None
    ) -> None:
        self._seconds, self._calls, self._doing = seconds, calls, doing
        self._end = end or _end
        message = f"no answer within {seconds:g} s"
        self._raised: Any = type(
            "TimedOut", (NoReply,), {"__init__": lambda error: NoReply.__init__(error, "timeout", message)}
        )
        self._working, self._lock = threading.Lock(), threading.Lock()
        self._is_over = self._is_poked = self._was_poked = False
        self._is_main = threading.current_thread() is threading.main_thread() and hasattr(signal, "pthread_kill")
        self._before: Any = None
        self._thread = threading.get_ident()

    @originals.in_place()
    def __enter__(self) -> None:
        if self._is_main:
            self._before = signal.signal(signal.SIGALRM, self._on_alarm)
        self._working.acquire()
        # The thread and the locks are native: they need nothing that a backend may have replaced.
        _thread.start_new_thread(self._watch, ())

    @originals.in_place()
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._is_over = True
        self._working.release()
        if self._is_main:
            if self._was_poked:
                # An alarm that is still under way is dropped.
                signal.signal(signal.SIGALRM, signal.SIG_IGN)
            signal.signal(signal.SIGALRM, signal.SIG_DFL if self._before is None else self._before)
        elif self._was_poked:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), None)

    def _watch(self) -> None:
        step = self._seconds / TICKS
        calls, since = self._calls(), 0.0
        while not self._working.acquire(timeout=step):
            if (now := self._calls()) != calls:
                calls, since = now, 0.0
                continue
            since += step
            if since < self._seconds:
                continue
            operation = _operation_in(sys._current_frames().get(self._thread))
            if operation is None:
                since = 0.0
            elif since > 2 * self._seconds + GRACE:
                self._end(
                    f"conformance: {self._doing}: a call of `{operation.definition.name}` has not returned for "
                    f"{since:.0f} s, and native code cannot be interrupted: this process ends. "
                    "`conformance check` has each backend in processes that it can end."
                )
                return
            else:
                self._poke()

    def _poke(self) -> None:
        with self._lock:
            if self._is_over:
                return
            self._is_poked = self._was_poked = True
            if self._is_main:
                signal.pthread_kill(self._thread, signal.SIGALRM)
            else:
                thread, error = ctypes.c_ulong(self._thread), ctypes.py_object(self._raised)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)

    def _on_alarm(self, number: int, frame: FrameType | None) -> None:
        if not self._is_poked:
            # An alarm of somebody else's, such as a time limit of the test runner.
            if callable(self._before):
                self._before(number, frame)
            return
        self._is_poked = False
        if not self._is_over and _operation_in(frame) is not None:
            raise self._raised()


def _operation_in(frame: FrameType | None) -> Operation | None:
    """The operation whose call, or the reading of whose result, a thread is in; None where it is in neither."""
    inner: FrameType | None = None
    while frame is not None:
        if frame.f_code in _CALLING:
            is_ours = inner is not None and inner.f_code.co_filename.startswith(_CARRIERS)
            if is_ours and inner is not None and not inner.f_code.co_name.startswith("decode"):
                return None
            operation = frame.f_locals.get("self")
            return operation if isinstance(operation, Operation) else None
        inner, frame = frame, frame.f_back
    return None


def _end(message: str) -> None:
    with contextlib.suppress(Exception):
        os.write(2, f"{message}\n".encode("utf-8", "backslashreplace"))
        faulthandler.dump_traceback(2)
    os._exit(1)
