"""The backends of a run: each in a worker of its own, or all in this process."""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.api import load_all, local_sessions, unlike
from conformance.profiles import Profile
from conformance.sessions import Session
from conformance.specfile import Spec
from conformance.workers.session import WorkerSession
from conformance.workers.worker import Plan, hand_down


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opened sessions; `workers` are those of them that live in a process of their own."""

    opened: Sequence[Session]
    workers: Sequence[WorkerSession]
    at_once: int

    def stop(self) -> None:
        """Ends all workers at once."""
        for session in self.workers:
            session.stop()

    def close(self) -> None:
        """Ends all workers, and removes what they have written."""
        for session in self.workers:
            session.close()


def open_sessions(
    named: Sequence[str],
    spec: Spec,
    paths: Sequence[str],
    profile: Profile,
    seed: int,
    workers: int | None,
    timeout: float | None,
    memory_limit: int,
) -> Sessions:
    """Loads the backends, several at a time.

    Args:
        paths: the files that `spec` was read from; a worker that is not forked reads them again.
        workers: how many backends are checked at a time, 0 for this process, None for one a core.
        timeout: seconds that a law may take; the profile's where it is None.
        memory_limit: mebibytes that a worker may take beyond what it starts with.

    Raises:
        UsageError: one of them cannot be loaded.
    """
    if workers == 0:
        loaded = load_all(named, spec, cwd=True)
        return Sessions(local_sessions(loaded, spec, profile, seed, remember=True), (), 1)
    at_once = workers or os.cpu_count() or 1
    files = tuple(str(path) for path in paths)
    hand_down(files, spec)
    plans = [Plan(name, files, profile.name, seed, True, "", memory_limit << 20) for name in named]
    opened = [WorkerSession(plan, timeout or float(profile.timeout)) for plan in plans]
    sessions = Sessions(opened, opened, at_once)
    try:
        with concurrent.futures.ThreadPoolExecutor(at_once) as threads:
            names = list(threads.map(WorkerSession.load, opened))
    except BaseException:
        sessions.stop()
        sessions.close()
        raise
    for session, name in zip(opened, unlike(names), strict=True):
        session.name = name
    return sessions
