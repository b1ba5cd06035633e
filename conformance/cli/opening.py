"""The backends of a run: each in workers of its own, or all in this process."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from conformance.api import local_sessions
from conformance.cases.profiles import Profile
from conformance.cases.shards import Shard
from conformance.cluster.opening import OnCluster, address_of, opened
from conformance.cluster.sessions import ClusterSession
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.records.ledger import Ledger
from conformance.runs.local import Unloaded
from conformance.runs.names import Names, unlike
from conformance.runs.resuming import Earlier
from conformance.runs.sessions import Session
from conformance.runs.sharing import Spread, in_shares
from conformance.runs.workers.crew import Crew
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.session import Call, WorkerSession
from conformance.runs.workers.shares import shares_of
from conformance.runs.workers.team import Team
from conformance.runs.workers.worker import hand_down
from conformance.subjects.backend import Backend
from conformance.subjects.declared import TARGET, Declared
from conformance.subjects.identity import identity, refuse_twice
from conformance.subjects.loading import load_backend
from conformance.subjects.naming import find
from conformance.system.processes import ends_orphans

SHARES = 2
"""Workers of one backend at most: one more halves the time to wait, and loads the backend once more."""

SPARE = 2
"""Workers that may live beside as many as `SHARES` for each that is at work."""

LOADING = 60.0
"""Seconds that loading a backend may take at least where no time limit was given."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opened sessions; `workers` are the processes in which they live, where they do not live in this one."""

    opened: Sequence[Session]
    workers: Sequence[WorkerSession]
    names: Names
    at_once: int
    spread: Spread = in_shares
    cluster: OnCluster | None = None

    def stop(self) -> None:
        """Ends all workers at once."""
        self.names.give_up()
        if self.cluster is not None:
            self.cluster.filling.stop()
        for session in self.workers:
            session.stop()

    def close(self) -> None:
        """Ends all workers, and removes what they have written."""
        for session in self.workers:
            session.close()
        if self.cluster is not None:
            self.cluster.engine.close()

    def told(self) -> list[str]:
        """What is to be told of where the laws were checked, a line each."""
        return [] if self.cluster is None else self.cluster.filling.told([one.name for one in self.opened])


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
    declared: Mapping[str, Declared] | None = None,
    shard: Shard | None = None,
    ledger: Ledger | None = None,
    on: str | None = None,
    earlier: Earlier | None = None,
) -> Sessions:
    """Sessions of the backends, each of which is loaded when its first law is checked.

    Args:
        paths: the files that `spec` was read from; a worker that is not forked reads them again.
        laws: what is to be checked.
        workers: how many workers are at work at a time, 0 for this process, None for one a core.
        timeout: seconds that a law may take; the profile's where it is None.
        memory_limit: mebibytes that a worker may take beyond what it starts with.
        declared: what is said of backends beside their code, by the name that they are given.
        shard: which part of the inputs is tried; all where it is None.
        ledger: by which enumerated inputs go on.
        on: the engine that checks laws elsewhere, as the command line names it; None for this machine.
        earlier: a run whose results are taken over, for which nothing is sent elsewhere.

    Raises:
        UsageError: there is nothing of that name, two names are those of one backend, or there is no such engine.
    """
    said = {name: (declared or {}).get(name, Declared()) for name in named}
    for name in named:
        with said[name].at(TARGET):
            find(said[name].target or name, cwd=True)
    refuse_twice([(name, said[name]) for name in named])
    identities = {name: identity(name, said[name]) for name in named}
    seconds = timeout or float(profile.timeout)
    address = None if on is None else address_of(on)
    if workers == 0:
        if on is not None:
            raise UsageError("`--workers 0` is for this process alone, and `--on` for others; leave one of them out")
        return Sessions(_here(said, named, spec, profile, seed, seconds, shard, ledger), (), Names(0), 1)
    at_once = workers or os.cpu_count() or 1
    loading = timeout or max(LOADING, float(profile.timeout))
    ends_orphans()
    files = tuple(str(path) for path in paths)
    hand_down(files, spec)
    shares = shares_of(laws, min(SHARES, at_once)) if on is None else [laws]
    side_by_side = max(1, min(at_once, len(shares) * len(named)))
    cores_each = max(1, (os.cpu_count() or 1) // side_by_side)
    plans = [
        Plan(
            name,
            files,
            profile.name,
            seed,
            True,
            memory_limit << 20,
            cores_each if on is None else 1,
            seconds,
            spec.revision,
            asdict(said[name]),
            None if shard is None else shard.text,
            None if ledger is None else str(ledger.folder.absolute()),
        )
        for name in named
    ]
    names, crew = Names(len(plans)), Crew(SHARES * at_once + SPARE)
    if address is not None:
        cluster = opened(address, workers, spec, files, earlier, plans[0].ledger)
        elsewhere = [
            ClusterSession(
                WorkerSession(plan, seconds, {}, loading, crew), laws, names.of(place), identities[plan.named],
                cluster.filling.where,
            )
            for place, plan in enumerate(plans)
        ]  # fmt: skip
        return Sessions(elsewhere, [one.here for one in elsewhere], names, at_once, cluster.filling, cluster)
    teams = []
    for place, plan in enumerate(plans):
        unanswered: dict[Call, tuple[str, str]] = {}
        members = [WorkerSession(plan, seconds, unanswered, loading, crew) for _ in shares]
        teams.append(Team(members, shares, names.of(place), identities[plan.named]))
    return Sessions(teams, [member for team in teams for member in team.members], names, at_once)


def _here(
    said: Mapping[str, Declared],
    named: Sequence[str],
    spec: Spec,
    profile: Profile,
    seed: int,
    seconds: float,
    shard: Shard | None,
    ledger: Ledger | None,
) -> list[Session]:
    """Sessions in this process, one for each name."""
    loaded: list[Backend | Unloaded] = []
    for name in named:
        try:
            loaded.append(load_backend(name, spec.operations, cwd=True, declared=said[name]))
        except UsageError as error:
            loaded.append(Unloaded(name, str(error), identity(name, said[name])))
    names = unlike([one.name for one in loaded])
    backends = [replace(one, name=name) for one, name in zip(loaded, names, strict=True) if isinstance(one, Backend)]
    sessions = iter(
        local_sessions(backends, spec, profile, seed, remember=True, timeout=seconds, shard=shard, ledger=ledger)
    )
    return [
        Unloaded(name, one.message, one.identity) if isinstance(one, Unloaded) else next(sessions)
        for one, name in zip(loaded, names, strict=True)
    ]
