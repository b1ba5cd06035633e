"""A run: the matrix of laws and backends is filled, several shares of it at a time, in the order of their names."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

from conformance.cases.profiles import PROFILES, QUICK_PROFILE, Profile
from conformance.cases.streams import Streams
from conformance.checking.laws import in_turn, laws_of
from conformance.checking.recording import environment, law_record
from conformance.checking.statements import FalseStatement, false_statements, same_for_all
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord
from conformance.records.law import SpecRecord
from conformance.records.levels import joined
from conformance.records.matrix import fill, summary_of
from conformance.records.places import placed, roots_of
from conformance.records.report import Report
from conformance.records.result import NOT_LOADED, Evidence, Result
from conformance.records.vocabulary import SCHEMA_VERSION
from conformance.runs.agreement import agreement
from conformance.runs.apart import agreement_in_reals
from conformance.runs.causes import with_causes
from conformance.runs.expectations import Expectations
from conformance.runs.names import unlike
from conformance.runs.sessions import NotAnswered, NotLoaded, Session
from conformance.runs.settling import check as check_expected
from conformance.runs.settling import complaints
from conformance.system import originals
from conformance.words import Status

Progress = Callable[[Session, Law, int, int], None]
"""Called before each law with the session, the law, the number of cells done and the number planned."""


class Interrupted(Exception):
    """A run that was given up; `report` holds what is finished."""

    def __init__(self, report: Report) -> None:
        super().__init__("interrupted")
        self.report = report


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
) -> Report:
    """Checks the laws on each backend, `at_once` shares of laws at a time.

    `expected` are failures that are known. An entry whose backend is neither in the run nor one of `others` is
    complained of, unless `others` is None, as where some backends of several were asked for.

    `give_up` is called where the run is interrupted, and must make every session answer at once.

    Raises:
        UsageError: there is no such level.
        Interrupted: by the user; it holds the report of what is finished.
    """
    require = joined(require, "require")
    started = datetime.now(UTC).isoformat(timespec="seconds")
    # Before a backend can change the folder.
    roots = roots_of()
    records = tuple(law_record(law) for law in laws)
    # By place, as a backend says its name once it is loaded.
    results: dict[tuple[int, str], Result] = {}
    count = len(sessions) * len(laws)

    false: dict[str, FalseStatement] = {}

    def checked(session: Session, law: Law) -> Result:
        entry = None if expected is None else expected.of(session.name, law.id)
        try:
            return check_expected(session, law, entry)
        except NotLoaded as error:
            return _not_loaded(session, law, error)

    def work(place: int, share: Sequence[Law]) -> None:
        session = sessions[place]
        try:
            session.open(share)
        except NotLoaded as error:
            results.update({(place, law.id): _not_loaded(session, law, error) for law in share})
            return
        for law in in_turn(share):
            if law.id in false:
                results[place, law.id] = false[law.id].result(session.name)
                continue
            if progress is not None:
                progress(session, law, len(results), count)
            results[place, law.id] = checked(session, law)
        session.rest(share)

    compared: list[AgreementRecord] = []
    incomplete = False
    try:
        # The shipped theorems are held by a test.
        own = [law for law in laws if law.id not in spec.shipped]
        if own:
            with originals.in_place():
                false = false_statements(spec, own, PROFILES[QUICK_PROFILE], seed)
        shares = [(place, share) for place, session in enumerate(sessions) for share in session.shares(laws)]
        if at_once > 1 and len(shares) > 1:
            _in_threads(work, shares, at_once)
        else:
            for place, share in shares:
                work(place, share)
        if len(sessions) > 1:
            found = list(results.values())
            compared = agreement(sessions, laws, spec, found)
            compared += agreement_in_reals(sessions, laws, spec, found, compared, Streams(profile, seed))
    except KeyboardInterrupt:
        incomplete = True
        if give_up is not None:
            give_up()
    with originals.in_place():
        for session, name in zip(sessions, unlike([s.name for s in sessions]), strict=True):
            session.name = name
        planned = [(session.name, record) for session in sessions for record in records]
        told = [_record(s, incomplete) for s in sessions]
        found = [
            results[cell] for place in range(len(sessions)) for law in laws if (cell := (place, law.id)) in results
        ]
        filled = found if incomplete else fill(planned, found)
        filled = same_for_all(filled)
        filled = [r for s in sessions for r in with_causes([r for r in filled if r.backend == s.name])]
        wrong: tuple[str, ...] = ()
        if expected is not None and not incomplete:
            wrong = complaints(expected, filled, [law.id for law in laws_of(spec)], others)
        report = Report(
            SCHEMA_VERSION, SpecRecord(spec.modules, spec.digest, spec.revision), records, tuple(told), filled,
            compared, seed, profile.name, environment(), summary_of(len(planned), filled), require, started,
            incomplete, wrong,
        )  # fmt: skip
        report = placed(report, roots)
    if incomplete:
        raise Interrupted(report)
    return report


def _in_threads(
    work: Callable[[int, Sequence[Law]], None], shares: Sequence[tuple[int, Sequence[Law]]], at_once: int
) -> None:
    """Does the work of each share, that many at a time; an interrupt does not wait for what is under way."""
    pool = concurrent.futures.ThreadPoolExecutor(at_once)
    try:
        for future in [pool.submit(work, *share) for share in shares]:
            future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _not_loaded(session: Session, law: Law, error: NotLoaded) -> Result:
    """The result of a law on a backend that cannot be loaded; no entry of known failures speaks of that."""
    status: Status = "timed_out" if error.reason == "timeout" else "crashed"
    none = Evidence(None, None, None, {})
    note = f"{NOT_LOADED}{error.message}"
    return Result(session.name, law.id, law.kind, law.level, status, 0, none, 0.0, None, note)


def _record(session: Session, incomplete: bool) -> BackendRecord:
    if not incomplete:
        try:
            return session.record()
        except NotAnswered:
            pass
    return BackendRecord(session.name, "", session.limits.shown(), {}, {})
