"""The backends of a run: each in workers of its own, or all in this process."""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.api import load_all, local_sessions, unlike
from conformance.laws import Law
from conformance.processes import ends_orphans
from conformance.profiles import Profile
from conformance.sessions import Session
from conformance.specfile import Spec
from conformance.workers.session import Call, WorkerSession
from conformance.workers.team import Team, shares_of
from conformance.workers.worker import Plan, hand_down

SHARES = 2
"""Workers of one backend at most: one more halves the time to wait, and loads the backend once more."""


LOADING = 60.0
"""Seconds that loading a backend may take at least where no time limit was given."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opened sessions; `workers` are the processes in which they live, where they do not live in this one."""

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
    laws: Sequence[Law],
    profile: Profile,
    seed: int,
    workers: int | None,
    timeout: float | None,
    memory_limit: int,
) -> Sessions:
    """Loads the backends, several at a time.

    Args:
        paths: the files that `spec` was read from; a worker that is not forked reads them again.
        laws: what is to be checked.
        workers: how many workers are at work at a time, 0 for this process, None for one a core.
        timeout: seconds that a law may take; the profile's where it is None.
        memory_limit: mebibytes that a worker may take beyond what it starts with.

    Raises:
        UsageError: one of them cannot be loaded.
    """
    seconds = timeout or float(profile.timeout)
    if workers == 0:
        loaded = load_all(named, spec, cwd=True)
        return Sessions(local_sessions(loaded, spec, profile, seed, remember=True, timeout=seconds), (), 1)
    at_once = workers or os.cpu_count() or 1
    loading = timeout or max(LOADING, float(profile.timeout))
    ends_orphans()
    files = tuple(str(path) for path in paths)
    hand_down(files, spec)
    shares = shares_of(laws, min(SHARES, at_once))
    side_by_side = max(1, min(at_once, len(shares) * len(named)))
    cores_each = max(1, (os.cpu_count() or 1) // side_by_side)
    plans = [Plan(name, files, profile.name, seed, True, memory_limit << 20, cores_each, seconds) for name in named]
    teams = []
    for plan in plans:
        unanswered: dict[Call, tuple[str, str]] = {}
        teams.append(Team([WorkerSession(plan, seconds, unanswered, loading) for _ in shares], shares))
    sessions = Sessions(teams, [member for team in teams for member in team.members], at_once)
    try:
        with concurrent.futures.ThreadPoolExecutor(at_once) as threads:
            names = list(threads.map(WorkerSession.load, sessions.workers))[:: len(shares)]
    except BaseException:
        sessions.stop()
        sessions.close()
        raise
    for team, name in zip(teams, unlike(names), strict=True):
        team.name = name
    return sessions
