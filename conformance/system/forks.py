"""Whose process this is: what a backend's call forks off, and what comes back here, ends at once.

A backend may fork: to run a command, to share work, or by mistake. A child that ends by itself is the backend's own
matter. One that returns from the call would check on beside this process, and fork again at its next call.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
from types import TracebackType
from typing import Final

is_copy = False
"""Whether this process was forked since it last said that its work is its own; asked after each call."""

_works: set[tuple[int, int]] = set()
"""What is at work on a law: the process, and which `Owned` it is in there; a copy has those of the process it is of."""

_WIPED_IN_CHILD: Final = 18  # MADV_WIPEONFORK


def _page() -> mmap.mmap | bytearray:
    """A byte that the kernel sets to 0 in a child, also in one that was forked without Python's knowing."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError):
            page = mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            page.madvise(_WIPED_IN_CHILD)
            return page
    return bytearray(1)


_mark = _page()


def _forked() -> None:
    global is_copy
    is_copy = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def _is_mine() -> None:
    global is_copy
    is_copy = False
    _mark[0] = 1


_is_mine()


class Owned:
    """What is done inside is this process's own work: a process that is forked meanwhile and comes back ends."""

    def __enter__(self) -> None:
        self._work = os.getpid(), id(self)
        self._was_copy = is_copy
        _works.add(self._work)
        _is_mine()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        global is_copy
        end_copy()
        # Threads may be at work side by side, and end in any order.
        _works.discard(self._work)
        is_copy = self._was_copy


def end_copy() -> None:
    """Ends this process where it is a copy of the one at work, without a word and without cleaning up."""
    if is_copy or not _mark[0]:
        process = os.getpid()
        if _works and all(owner != process for owner, _ in _works):
            os._exit(0)
        # Forked between two pieces of work, as by a test runner: the work that follows is its own.
        _is_mine()
