"""Processes that are ended with all that they started, wherever that has gone since."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Collection
from pathlib import Path

MARK = "CONFORMANCE_PROCESS"
"""The environment variable by which what a process started is known after it has left its parent and its session."""

_ADOPTS = 36  # PR_SET_CHILD_SUBREAPER

_ROUNDS = 10
"""How often it is looked for processes that were started meanwhile."""


def kill_tree(process: int, mark: str = "") -> bool:
    """Kills a process with its group and its descendants, which may be in sessions of their own.

    Descendants whose parents have ended are found by the value of `MARK` that the process was started with. It must be
    a child of this process that was not waited for, so that its number is nobody else's. Where the system does not tell
    of processes in `/proc`, the group alone is killed. Returns whether there were descendants.
    """
    _send(process, signal.SIGSTOP)
    ended = _stopped(process, mark) if mark or _children(process) != [] else set()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.getpgid(process) == process:
            os.killpg(process, signal.SIGKILL)
    for one in (process, *ended):
        _send(one, signal.SIGKILL)
    return bool(ended)


def end_descendants() -> None:
    """Kills all that this process has started, as far as it is known; those in other sessions too."""
    for one in _stopped(os.getpid(), ""):
        _send(one, signal.SIGKILL)


def _stopped(process: int, mark: str) -> set[int]:
    """The descendants of a process, which is not stopped itself; what is stopped starts nothing meanwhile."""
    stopped: set[int] = set()
    for _ in range(_ROUNDS):
        found = _descendants(process, mark) - stopped
        for one in found:
            _send(one, signal.SIGSTOP)
        if not found:
            break
        stopped |= found
    return stopped


def adopt_orphans() -> bool:
    """Makes this process the parent of descendants whose own parent ends, where the system can; whether it did."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes

        done: int = ctypes.CDLL(None).prctl(_ADOPTS, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        return False
    return done == 0


_adopts = False


def ends_orphans() -> None:
    """From now on `end_orphans` does what it says: what this process starts itself stays in its own session."""
    global _adopts
    _adopts = adopt_orphans()


def end_orphans(known: Collection[int]) -> None:
    """Ends the children of this process in other sessions but for the known: those whose own parent has ended."""
    if not _adopts:
        return
    for _ in range(_ROUNDS):
        children = _children(os.getpid())
        if children is not None and set(children) <= set(known):
            return
        found = [one for one, (_, parent, session) in _table().items() if parent == os.getpid()
                 and session != os.getsid(0) and one not in known]  # fmt: skip
        if not found:
            return
        for one in found:
            kill_tree(one)
        for one in found:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(one, 0)


def start_of(process: int) -> str:
    """When a process was started, as the system counts; empty where that is not known."""
    try:
        return Path("/proc", str(process), "stat").read_bytes().rpartition(b")")[2].split()[19].decode()
    except (OSError, IndexError):
        return ""


def _send(process: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)


def _descendants(process: int, mark: str) -> set[int]:
    """The processes that it started, those that they started, and so on, as far as they are known."""
    children: dict[int, list[int]] = {}
    todo = [process]
    for one, parent in _parents().items():
        children.setdefault(parent, []).append(one)
        if mark and _has_mark(one, mark):
            todo.append(one)
    found: set[int] = set()
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += children.get(one, ())
    return found - {process, os.getpid()}


def _children(process: int) -> list[int] | None:
    """The processes that a process is the parent of; None where the system does not tell."""
    try:
        threads = [Path("/proc", str(process), "task", one, "children") for one in os.listdir(f"/proc/{process}/task")]
        return [int(child) for file in threads for child in file.read_bytes().split()]
    except (OSError, ValueError):
        return None


def _parents() -> dict[int, int]:
    """The parent of each process that has not ended."""
    return {process: parent for process, (state, parent, _) in _table().items() if state not in (b"Z", b"X")}


def _table() -> dict[int, tuple[bytes, int, int]]:
    """State, parent and session of each process."""
    found = {}
    with contextlib.suppress(OSError):
        for entry in os.listdir("/proc"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                # The name of the program stands in parentheses, and may hold anything.
                state, parent, _, session, *_ = Path("/proc", entry, "stat").read_bytes().rpartition(b")")[2].split()
                found[int(entry)] = state, int(parent), int(session)
    return found


def _has_mark(process: int, mark: str) -> bool:
    try:
        return f"{MARK}={mark}".encode() in Path("/proc", str(process), "environ").read_bytes().split(b"\0")
    except OSError:
        return False
