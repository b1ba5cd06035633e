"""What ends a run from outside: a request to end, or a terminal that is closed, does what Ctrl-C does."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from conformance.errors import Terminated

_number = int(signal.SIGINT)


@contextlib.contextmanager
def termination_interrupts() -> Iterator[None]:
    """Inside, SIGTERM and SIGHUP raise `Terminated` in the main thread; an ignored one, as under nohup, stays so."""
    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None or threading.current_thread() is not threading.main_thread():
            continue
        if signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, _terminate)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminate(number: int, frame: FrameType | None) -> None:
    global _number
    _number = number
    # What is finished is still written, which a second one does not cut short.
    signal.signal(number, signal.SIG_IGN)
    raise Terminated


def interrupted_status() -> int:
    """The exit status of a run that was interrupted: 128 and the number of the signal."""
    return 128 + _number
