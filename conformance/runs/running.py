"""A run: the matrix of laws and backends is filled, several shares of it at a time, in the order of their names."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from conformance.cases.profiles import PROFILES, QUICK_PROFILE, Profile
from conformance.cases.shards import Shard
from conformance.cases.streams import Streams
from conformance.checking.laws import in_turn, laws_of
from conformance.checking.recording import environment, law_record, spec_record
from conformance.checking.statements import FalseStatement, false_statements, same_for_all
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord
from conformance.records.levels import is_demanded, joined
from conformance.records.matrix import fill, summary_of
from conformance.records.parts import Shards
from conformance.records.places import placed
from conformance.records.report import Report
from conformance.records.result import NOT_LOADED, Evidence, Result
from conformance.records.verdicts import is_acceptable
from conformance.records.vocabulary import SCHEMA_VERSION
from conformance.runs.agreement import agreement
from conformance.runs.apart import agreement_in_reals
from conformance.runs.causes import with_causes
from conformance.runs.expectations import Expectations
from conformance.runs.names import unlike
from conformance.runs.resuming import Earlier
from conformance.runs.sessions import NotAnswered, NotLoaded, Session
from conformance.runs.settling import check as check_expected
from conformance.runs.settling import complaints
from conformance.runs.sharing import Spread, in_shares
from conformance.system import originals
from conformance.system.places import roots_of
from conformance.words import Status

Progress = Callable[[Session, Law, int, int], None]
"""Called before each law with the session, the law, the number of cells done and the number planned."""


class Interrupted(Exception):
    """A run that was given up; `report` holds what is finished."""

    def __init__(self, report: Report) -> None:
        super().__init__("interrupted")
        self.report = report


class _Enough(Exception):
    """As many have failed as are to be waited for."""


def run(
    sessions: Sequence[Session],
    spec: Spec,
    laws: Sequence[Law],
    profile: Profile,
    seed: int,
    require: str = "core",
    progress: Progress | None = None,
    at_once: int = 1,
    give_up: Callable[[], None] | None = None,
    expected: Expectations | None = None,
    others: Collection[str] | None = None,
    max_failures: int | None = None,
    known_laws: Collection[str] | None = None,
    shard: Shard | None = None,
    earlier: Earlier | None = None,
    spread: Spread = in_shares,
) -> Report:
    """Checks the laws on each backend, `at_once` shares of laws at a time.

    `expected` are failures that are known. An entry whose backend is neither in the run nor one of `others` is
    complained of, unless `others` is None, as where some backends of several were asked for. `known_laws` are the laws
    that entries may name, those of `spec` where it is None.

    `spread` does the work of each share of each backend; of an `earlier` run the results are taken over that it has.

    `give_up` is called where the run is interrupted, and must make every session answer at once.

    Of a `shard` that the sessions were opened for, the report has its part of the run alone.

    The run is given up once `max_failures` required results keep their backends from conforming, if that is a number.
    Laws that fail on one of a few inputs are checked first then, where a session has them asked.

    Raises:
        UsageError: there is no such level.
        Interrupted: by the user or by failures; it holds the report of what is finished.
    """
    with originals.in_place():
        require = joined(require, "require")
        started = datetime.now(UTC).isoformat(timespec="seconds")
        # Before a call of a backend can change the folder.
        roots = roots_of()
        records = tuple(law_record(law) for law in laws)
    # By place, as a backend says its name once it is loaded.
    results: dict[tuple[int, str], Result] = {}
    count = len(sessions) * len(laws)
    failures: list[Result] = []

    false: dict[str, FalseStatement] = {}

    def checked(session: Session, law: Law) -> Result:
        entry = None if expected is None else expected.of(session.name, law.id, session.identity)
        try:
            return check_expected(session if earlier is None else earlier.checks(session, law), law, entry)
        except NotLoaded as error:
            return _not_loaded(session, law, error)

    def note(place: int, result: Result) -> None:
        results[place, result.law] = result
        if max_failures is not None and not is_acceptable(result) and is_demanded(result.level, require):
            failures.append(result)
            if len(failures) >= max_failures:
                raise _Enough

    def first(place: int, share: Sequence[Law], most: int) -> None:
        """Checks the laws of a share before others that seem to fail where the run waits for it."""
        session = sessions[place]
        unknown = [
            law for law in share
            if is_demanded(law.level, require) and law.id not in false
            and (expected is None or expected.of(session.name, law.id, session.identity) is None)
        ]  # fmt: skip
        if not unknown:
            return
        for law in session.early(unknown, most):
            if progress is not None:
                progress(session, law, len(results), count)
            if not is_acceptable(result := checked(session, law)):
                note(place, result)
        session.anew(share)

    def work(place: int, share: Sequence[Law]) -> None:
        session = sessions[place]
        try:
            session.open(share)
        except NotLoaded as error:
            for law in share:
                note(place, _not_loaded(session, law, error))
            return
        if max_failures is not None and earlier is None:
            first(place, share, max_failures)
        for law in in_turn(share):
            if (place, law.id) in results:
                continue
            if law.id in false:
                note(place, false[law.id].result(session.name))
                continue
            if progress is not None:
                progress(session, law, len(results), count)
            note(place, checked(session, law))
        session.rest(share)

    compared: list[AgreementRecord] = []
    incomplete, had_enough = False, False
    try:
        # The shipped theorems are held by a test.
        own = [law for law in laws if law.id not in spec.shipped]
        if own:
            with originals.in_place():
                false = false_statements(spec, own, PROFILES[QUICK_PROFILE], seed)
        spread(work, sessions, laws, at_once)
        if len(sessions) > 1:
            found = list(results.values())
            shared = laws if shard is None else [law for law in laws if _compares(shard, law)]
            compared = agreement(sessions, shared, spec, found, at_once)
            compared += agreement_in_reals(sessions, shared, spec, found, compared, Streams(profile, seed), at_once)
    except (KeyboardInterrupt, _Enough) as error:
        incomplete, had_enough = True, isinstance(error, _Enough)
        if give_up is not None:
            give_up()
    with originals.in_place():
        for session, name in zip(sessions, unlike([s.name for s in sessions]), strict=True):
            session.name = name
        planned = [(session.name, record) for session in sessions for record in records]
        told = [_record(s, incomplete) for s in sessions]
        if earlier is not None:
            told = [earlier.added(s, record) for s, record in zip(sessions, told, strict=True)]
        found = [
            results[cell] for place in range(len(sessions)) for law in laws if (cell := (place, law.id)) in results
        ]
        filled = found if incomplete else fill(planned, found)
        filled = filled if shard is not None else same_for_all(filled)
        filled = [r for s in sessions for r in with_causes([r for r in filled if r.backend == s.name])]
        wrong: tuple[str, ...] = ()
        if expected is not None and not incomplete:
            known = [law.id for law in laws_of(spec)] if known_laws is None else known_laws
            wrong = complaints(expected.on(told), filled, known, others)
        report = Report(
            SCHEMA_VERSION, spec_record(spec), records, tuple(told), filled,
            compared, seed, profile.name, environment(), summary_of(len(planned), filled), require, started,
            incomplete, wrong, max_failures if had_enough else None,
            None if shard is None else Shards((shard.number,), shard.of),
        )  # fmt: skip
        report = placed(report, roots)
    if incomplete:
        raise Interrupted(report)
    return report


def _compares(shard: Shard, law: Law) -> bool:
    """Whether a shard holds backends against each other on the operation of a law."""
    return law.subject is not None and shard.owns(law.subject.name)


def _not_loaded(session: Session, law: Law, error: NotLoaded) -> Result:
    """The result of a law on a backend that cannot be loaded; no entry of known failures speaks of that."""
    status: Status = "timed_out" if error.reason == "timeout" else "crashed"
    none = Evidence(None, None, None, {})
    note = f"{NOT_LOADED}{error.message}"
    return Result(session.name, law.id, law.kind, law.level, status, 0, none, 0.0, None, note)


def _record(session: Session, incomplete: bool) -> BackendRecord:
    """What is told of a backend; where it is not to be asked, what it said of itself as it was loaded."""
    told = None
    if not incomplete:
        with contextlib.suppress(NotAnswered):
            told = session.record()
    if told is None:
        told = session.known() or BackendRecord("", "", session.limits.shown(), {}, {})
    return replace(told, name=session.name, identity=session.identity)
