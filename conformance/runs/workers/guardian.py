"""A small process that ends the workers, and all that they started, where this one is gone without having done so.

It reads from a pipe that this process alone holds open: which workers there are, and by its end that nobody is left to
end them. It is no thread of a worker, as a backend may keep those from running.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import NoReturn

from conformance.system.processes import kill_tree, start_of


class Guardian:
    """The guardian of this process's workers, started with the first; `descriptor` is this side's end of the pipe."""

    def __init__(self, fresh: bool) -> None:
        reader, self.descriptor = os.pipe()
        self.owner = os.getpid()
        try:
            self.process = _fresh(reader) if fresh else _forked(reader)
        finally:
            os.close(reader)

    def watch(self, process: int) -> None:
        self._tell(f"+{process}\n")

    def forget(self, process: int) -> None:
        """The process was waited for: its number may be another's from now on."""
        self._tell(f"-{process}\n")

    def _tell(self, line: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self.descriptor, line.encode())


def _forked(reader: int) -> int:
    process = os.fork()
    if process:
        return process
    try:
        guard(reader)
    finally:
        os._exit(70)


def _fresh(reader: int) -> int:
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import guard; guard({reader})"
    started = subprocess.Popen([sys.executable, "-c", code], pass_fds=(reader,), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)  # fmt: skip
    started.returncode = 0  # it is ended by nobody but itself
    return started.pid


def guard(reader: int) -> NoReturn:
    """Waits for the end of the pipe, and ends the workers that are left."""
    with contextlib.suppress(PermissionError):
        os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    # Whatever else is open here would seem to be open there for as long.
    os.closerange(3, reader)
    os.closerange(reader + 1, 4_096)
    watched: dict[int, str] = {}
    with os.fdopen(reader, "rb") as lines:
        for line in lines:
            process = int(line[1:])
            if line.startswith(b"+"):
                watched[process] = start_of(process)
            else:
                watched.pop(process, None)
    for process, start in watched.items():
        if start_of(process) == start:
            kill_tree(process)
    os._exit(0)
