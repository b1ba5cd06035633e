"""The laws of a run on a cluster: units of work are given to it, and each is told as its results come.

The cluster does the work of a lost worker again elsewhere. What is seen to here is which workers may do it: one whose
interpreter or whose code of a backend is another than the caller's is refused by name. Work that took several workers
with it is given once more, by itself, so that what merely lay on the same workers is done; then it is given up.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Protocol

from conformance.cases.shards import MOST, Shard
from conformance.cluster.engine import Job, Outcome
from conformance.cluster.sessions import ClusterSession, no_results
from conformance.cluster.units import Answer, Surroundings, Unit, job_of
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.records.joining import joined
from conformance.records.record import plain_json
from conformance.records.result import Result
from conformance.runs.resuming import Earlier
from conformance.runs.sessions import NotLoaded, Session
from conformance.runs.sharing import Work, in_shares
from conformance.runs.workers.shares import shares_of, weight

UNITS = 4
"""Units that there are for each thread of the cluster at least, where the laws allow, so that all end at about one
time."""

TICK = 1.0
"""Seconds after which it is looked who is there."""

WAITING = 30.0
"""Seconds that are waited for a worker where none is left, as one that ended may start again."""


class Runs(Protocol):
    """What jobs are given to; see `Engine`."""

    def workers(self) -> dict[str, int]: ...

    def greet(self, job: str) -> dict[str, str | Exception]: ...

    def submit(
        self, job: str, seconds: float, label: str, only: Sequence[str] | None, done: Callable[[Outcome], None]
    ) -> Job | None: ...

    def end_jobs(self) -> None: ...


@dataclass(eq=False, slots=True)
class _Share:
    """Laws of the backend at a place, whose inputs are in some parts; what came of each, by its number."""

    place: int
    session: ClusterSession
    laws: Sequence[Law]
    parts: int
    came: dict[int, Sequence[Result]] = field(default_factory=dict)

    def results(self) -> list[Result]:
        """What all parts come to."""
        if self.parts == 1:
            return list(self.came[1])
        return [joined([self.came[number][k] for number in sorted(self.came)], None) for k in range(len(self.laws))]


@dataclass(eq=False, slots=True)
class _Given:
    """A unit that was given to the cluster: a part of a share, by its number, and the job."""

    share: _Share
    number: int
    unit: Unit
    job: Job | None = None
    attempts: int = 0
    turn: int = 0
    """Of the job that is waited for: what came of one before it is of no matter."""


@dataclass(slots=True)
class Filling:
    """Fills the matrix of a run from a cluster.

    Args:
        engine: the cluster.
        around: where laws are to be checked.
        earlier: a run whose results are taken over, so that nothing is asked for them.
        waiting: seconds that are waited for a worker where none is left.
    """

    engine: Runs
    around: Surroundings
    earlier: Earlier | None = None
    waiting: float = WAITING
    refused: dict[tuple[str, int | None], tuple[str, ...]] = field(default_factory=dict)
    """Why a worker does nothing of the run, or, where there is a backend's place, nothing of that backend."""
    _open: set[_Given] = field(default_factory=set)
    _suspects: deque[_Given] = field(default_factory=deque)
    _came: queue.SimpleQueue[tuple[_Given, int, Outcome]] = field(default_factory=queue.SimpleQueue)
    _alive: dict[str, int] = field(default_factory=dict)
    _seen: float = 0.0
    _looked: float = 0.0
    _count: int = 0

    def greet(self) -> None:
        """Asks each worker what it is, and refuses those that are not as this interpreter is.

        Raises:
            UsageError: there is no worker, or none that is.
        """
        answers = self.engine.greet(job_of(self.around))
        for address, told in answers.items():
            differs = _greeting(told)
            if differs:
                self.refused[address, None] = differs
        if len(self.refused) == len(answers):
            none = "no worker of the cluster can be used" if answers else "the cluster has no workers"
            raise UsageError("\n".join([none, *self.told()]))

    def told(self, names: Sequence[str] = ()) -> list[str]:
        """Which workers were refused and why, a line each; `names` are those of the backends."""
        return [
            f"worker {address} was refused{'' if place is None else f' for {names[place]}'}: {'; '.join(why)}"
            for (address, place), why in self.refused.items()
        ]

    def where(self) -> str:
        """How far the units are."""
        left = len(self._open) + len(self._suspects)
        return f"{self._count - left} of {self._count} units, {len(self._alive)} workers"

    def __call__(self, work: Work, sessions: Sequence[Session], laws: Sequence[Law], at_once: int) -> None:
        """Does the work of each unit as its results come; see `runs.sharing.in_shares`."""
        self._alive, self._seen = self.engine.workers(), time.monotonic()
        threads = max(1, sum(self._alive.values()))
        given: list[list[_Given]] = []

        def load(place: int, share: Sequence[Law]) -> None:
            with contextlib.suppress(NotLoaded):
                sessions[place].open(share)

        in_shares(load, sessions, laws, at_once)
        for place, session in enumerate(sessions):
            assert isinstance(session, ClusterSession)
            try:
                session.open(laws)
            except NotLoaded:
                work(place, laws)
                continue
            left = [law for law in laws if self.earlier is None or self.earlier.of(session, law) is None]
            if len(left) < len(laws):
                kept = {law.id for law in laws} - {law.id for law in left}
                work(place, [law for law in laws if law.id in kept])
            given.append(self._units(place, session, parted(left, len(sessions), threads)))
        # One of each backend after the other, so that no backend waits for all others.
        for turn in range(max(map(len, given), default=0)):
            for units in given:
                if turn < len(units):
                    self._count += 1
                    self._open.add(units[turn])
                    self._submit(units[turn])
        while self._open or self._suspects:
            self._next(work)

    def _units(self, place: int, session: ClusterSession, shares: Sequence[tuple[list[Law], int]]) -> list[_Given]:
        """A unit for each part of each share; what is a part of a run, or goes on by a ledger, has no parts."""
        plan, known = session.here.plan, session.known()
        assert known is not None
        record = plain_json(replace(known, name=session.name))
        found = []
        for laws, many in shares:
            parts = many if plan.shard is None and plan.ledger is None else 1
            share, ids = _Share(place, session, laws, parts), tuple(law.id for law in laws)
            for number in range(1, parts + 1):
                own = plan if parts == 1 else replace(plan, shard=Shard(number, parts).text)
                unit = Unit(own, ids, session.name, record, session.here.timeout, session.here.loading)
                found.append(_Given(share, number, unit))
        return found

    def _submit(self, one: _Given) -> None:
        usable, refused = self._usable(one.share.place)
        one.attempts += 1
        one.turn += 1
        if refused and not usable:
            # Nobody is to be given it, which is seen to where it is looked who is there.
            return
        turn = one.turn

        def done(outcome: Outcome) -> None:
            self._came.put((one, turn, outcome))

        label = "-".join([one.unit.name, one.unit.laws[0], one.unit.plan.shard or ""]).rstrip("-")
        only = usable if refused else None
        one.job = self.engine.submit(job_of(self.around, one.unit), one.unit.seconds, label, only, done)

    def _usable(self, place: int) -> tuple[list[str], bool]:
        """The workers that may do something of a backend, and whether any may not."""
        usable = [a for a in self._alive if not {(a, None), (a, place)} & set(self.refused)]
        return usable, len(usable) < len(self._alive)

    def _next(self, work: Work) -> None:
        """Sees to the next unit that came, or to who is there."""
        if not self._open:
            # What took workers with it is given again, by itself.
            one = self._suspects.popleft()
            self._open.add(one)
            self._submit(one)
        try:
            one, turn, outcome = self._came.get(timeout=TICK)
        except queue.Empty:
            self._look(work)
            return
        if one not in self._open or turn != one.turn:
            return
        try:
            answer = None if outcome.answer is None else Answer.read(outcome.answer, one.share.laws, one.unit.name)
        except (ValueError, TypeError, KeyError) as error:
            answer, outcome = None, Outcome(outcome.worker, problem=f"{outcome.worker} gave no answer to it: {error}")
        if answer is None:
            if outcome.is_lost and one.attempts == 1:
                self._open.discard(one)
                self._suspects.append(one)
            else:
                self._give_up(one, outcome.problem, work)
        elif answer.differs:
            self.refused[outcome.worker, one.share.place if answer.of_backend else None] = answer.differs
            one.attempts -= 1
            self._look(work, again=one)
        else:
            one.share.session.take((), answer.record)
            self._finish(one, answer.results, work)
        if time.monotonic() - self._looked > TICK:
            self._look(work)

    def _look(self, work: Work, again: _Given | None = None) -> None:
        """Sees who is there; what nobody there may do is given to others, or given up."""
        now = time.monotonic()
        self._looked = now
        self._alive = self.engine.workers()
        if self._alive:
            self._seen = now
        for one in list(self._open):
            usable, refused = self._usable(one.share.place)
            if not usable and refused:
                self._refuse(one, work)
            elif not usable:
                if now - self._seen > self.waiting:
                    self._give_up(one, "no worker of the cluster was left to check it", work)
            elif one is again or (one.job is not None and one.job.only and not set(one.job.only) & set(usable)):
                if one is not again and one.job is not None:
                    one.job.cancel()
                    one.attempts -= 1
                self._submit(one)

    def _refuse(self, one: _Given, work: Work) -> None:
        place, named = one.share.place, one.unit.plan.named
        why = [f"{address} ({'; '.join(told)})" for (address, at), told in self.refused.items() if at in (None, place)]
        one.share.session.fail(f"no worker of the cluster can check `{named}`: {', '.join(why)}")
        self._finish(one, (), work)

    def _give_up(self, one: _Given, problem: str, work: Work) -> None:
        if one.job is not None:
            one.job.cancel()
        self._finish(one, no_results(one.unit.name, one.share.laws, problem), work)

    def _finish(self, one: _Given, results: Sequence[Result], work: Work) -> None:
        """Has a share told once all of its parts are there."""
        share = one.share
        self._open.discard(one)
        share.came[one.number] = results
        if len(share.came) < share.parts:
            return
        if not share.session.has_failed:
            try:
                share.session.take(share.results(), None)
            except ValueError as error:
                share.session.take(no_results(one.unit.name, share.laws, f"parts that do not fit: {error}"), None)
        work(share.place, share.laws)

    def stop(self) -> None:
        """Nothing is waited for any more, and what is at work ends."""
        for one in self._open:
            if one.job is not None:
                one.job.cancel()
        if self._open:
            self.engine.end_jobs()


def parted(laws: Sequence[Law], backends: int, threads: int) -> list[tuple[list[Law], int]]:
    """The laws of one of several backends in shares, the heaviest first, each with the number of parts that it is
    checked in: several where it is more than half of what a thread has to do, and threads are more than backends."""
    shares = sorted(shares_of(laws, max(1, -(-UNITS * threads // max(1, backends)))), key=weight, reverse=True)
    if threads <= backends:
        return [(share, 1) for share in shares]
    most = max(1, weight(laws)) * backends / (2 * threads)
    return [(share, min(MOST, max(1, ceil(weight(share) / most)))) for share in shares]


def _greeting(told: str | Exception) -> tuple[str, ...]:
    """Why a worker cannot be used, by what it says when it is asked; nothing where it can."""
    if isinstance(told, ModuleNotFoundError):
        return (f"it has no module {told.name}: masking-conformance is not installed there",)
    if isinstance(told, Exception):
        return (str(told) if isinstance(told, RuntimeError) else f"{type(told).__name__}: {told}",)
    try:
        return Answer.read(told, (), "").differs
    except ValueError:
        return ("what it says cannot be read",)
