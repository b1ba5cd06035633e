"""Standard streams that are there whatever the program was started with, and that can lose their reader.

A run goes on to its verdict and its files though nobody reads what it prints; what could not be printed is told at the
end.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import select
import sys
from collections.abc import Iterator
from typing import Any


class Outlet(io.FileIO):
    """A descriptor that is written to until that fails; `problem` is then why."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.problem: OSError | None = None

    def write(self, data: Any) -> int:
        length = memoryview(data).nbytes
        while self.problem is None:
            try:
                written = super().write(data)
            except OSError as problem:
                self.problem = problem
                break
            # The stream is shared with a program that made it one that does not wait.
            if written is not None:
                return written
            select.select([], [self], [])
        return length


@contextlib.contextmanager
def standard_streams() -> Iterator[list[Outlet]]:
    """Standard output and error as streams that never fail; gives what they write to.

    A stream that is closed is one to nowhere: a file that is opened later would have its number, and get what is
    printed. Streams that something else put in place, as a test does, stay as they are.
    """
    _fill_gaps()
    outlets: list[Outlet] = []
    kept = sys.stdout, sys.stderr
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is not getattr(sys, f"__{name}__") or (os.name == "nt" and stream is not None):
            continue
        outlet = Outlet(descriptor)
        outlets.append(outlet)
        encoding = getattr(stream, "encoding", None) or "utf-8"
        lines = name == "stderr" or outlet.isatty()
        wrapped = io.TextIOWrapper(io.BufferedWriter(outlet), encoding, "backslashreplace", line_buffering=lines)
        setattr(sys, name, wrapped)
    try:
        yield outlets
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        sys.stdout, sys.stderr = kept


def lost(outlets: list[Outlet]) -> OSError | None:
    """Why something that was printed went nowhere, but for a reader that had enough of it."""
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    return next((o.problem for o in outlets if o.problem is not None and o.problem.errno != errno.EPIPE), None)


def _fill_gaps() -> None:
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is taken, which is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
