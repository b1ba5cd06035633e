"""One law on one backend: inputs are enumerated, sampled and drawn wide until the law fails or they run out."""

from __future__ import annotations

import errno
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

from conformance.cases.claims import Bounds
from conformance.cases.domain import Domain
from conformance.cases.profiles import Profile
from conformance.cases.shards import Shard
from conformance.cases.streams import Streams
from conformance.checking.ahead import Ahead
from conformance.checking.asking import Asker, Failing
from conformance.checking.bound import BoundLaws, InputJournal
from conformance.checking.early import failing_early
from conformance.checking.evaluation import Check, Guard
from conformance.checking.further import Further
from conformance.checking.laws import owned_by
from conformance.checking.replaying import NotAdmitted, could_come, question
from conformance.checking.stages import UNTIL, Observer, Progress, Stages
from conformance.checking.statements import check_again, command
from conformance.checking.tally import Tally
from conformance.checking.verdicts import Verdicts
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.lean.allowance import TooMuch
from conformance.lean.closures import Frame, Value
from conformance.records.joining import joined
from conformance.records.ledger import Ledger, Reached
from conformance.records.parts import REMEMBERED, Bearing, CrossedPart, Part, Piece, Shards
from conformance.records.result import Crossing, Evidence, Result, StageEvidence, WorstError
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.subjects import layouts
from conformance.subjects.backend import Backend
from conformance.subjects.calls import NoAnswer, Unanswered
from conformance.system import originals
from conformance.system.forks import Owned
from conformance.system.pacing import Pace
from conformance.system.stack import in_one_block

if TYPE_CHECKING:
    from conformance.checking.database import FailingInputs


class Checker:
    """Checks the laws of a spec on one backend.

    `streams` may be shared among the checkers of a run; `remembered` holds failing inputs of earlier runs. `observe` is
    told of a stage when it begins, and of the inputs that it has had now and then; `at` holds what it was told last.
    `pace` ends a law between two of its calls where its time is over; without one there is no end. `tries_snippets`
    says whether snippets of failures are tried in fresh interpreters. Where there is a `shard`, its inputs alone are
    tried; enumerated ones go on where the runs of a `ledger` ended.
    """

    @originals.in_place()
    def __init__(
        self,
        backend: Backend,
        spec: Spec,
        profile: Profile,
        seed: int,
        streams: Streams | None = None,
        remembered: FailingInputs | None = None,
        observe: Observer | None = None,
        pace: Pace | None = None,
        *,
        tries_snippets: bool = False,
        shard: Shard | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self.backend, self._shard = backend, shard
        self.pace = pace or Pace()
        self.streams = streams or Streams(profile, seed)
        self.remembered = remembered
        self._laws = BoundLaws(backend, spec, profile, self.streams, self.pace)
        self.reference, self.definitions = self._laws.reference, self._laws.definitions
        self.operations, self.tabulated = self._laws.operations, self._laws.tabulated
        self._progress = Progress(observe)
        self._asker = Asker(self._laws)
        self._further = Further(self._laws, self._asker)
        self._stages = Stages(self._laws, profile, self._asker, self._progress, shard)
        self._ahead = None if ledger is None else Ahead(ledger, backend, self.streams)
        again = partial(check_again, spec, profile, seed)
        self._verdicts = Verdicts(self._laws, command(spec, profile, seed), again, tries_snippets=tries_snippets)

    @property
    def at(self) -> tuple[str, int]:
        return self._progress.at

    def check(self, law: Law) -> Result:
        """The result of a law; a fault of this program comes as `harness_error`."""
        try:
            return self._timed(law, lambda: self._check(law))
        finally:
            self._laws.let_go()

    @in_one_block
    def fails_in(self, law: Law, stage: str) -> bool:
        """Whether a law fails on an input of that stage, which no other comes before; nothing is made small."""
        if self._laws.missing(law):
            return False
        self.pace.begin()
        found = dict(self._stages.of(law)).get(stage)
        if found is None:
            return False
        with Owned():
            return found(law, self.domain(law), Tally())[1] is not None

    @in_one_block
    def early(self, laws: Sequence[Law], most: int) -> list[Law]:
        """At most so many of the laws that fail on one of a few inputs, as they are found; see `failing_early`."""
        try:
            with Owned():
                return list(islice(failing_early(self._laws, self._stages, laws), most))
        finally:
            self._laws.let_go()

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        """The law asked of one kept input alone, by variable as JSON has it.

        The result is `failed` or `passed`, or `vacuous` where the law does not admit the input, as its note says; or
        `false_statement` where it fails there by the spec's own definitions.
        """
        return self._timed(law, lambda: self._replay(law, inputs, layout))

    @in_one_block
    def _timed(self, law: Law, work: Callable[[], Result]) -> Result:
        started = perf_counter()
        try:
            self.pace.begin()
            with Owned():
                result = work()
        except KeyboardInterrupt:
            raise
        except TooMuch as error:
            result = self._verdicts.result(law, "vacuous", note=f"its inputs cannot be worked out: {error}")
        except Exception as error:
            result = self._faulty(law, error)
        with originals.in_place():
            return replace(result, seconds=round(perf_counter() - started, 6))

    def _faulty(self, law: Law, error: Exception) -> Result:
        """What an exception of this program comes to: it is the backend's where that has taken what we rely on."""
        note = " ".join(f"{type(error).__name__}: {error}".split())
        taken = ""
        if names := originals.replaced():
            taken = f"{originals.told(names)} had been replaced in this process"
        elif isinstance(error, OSError) and error.errno == errno.EMFILE:
            taken = "all files that this process may have open had been opened in it"
        if taken:
            note = f"the check could not go on once {taken}: {note}"
        return self._verdicts.result(law, "crashed" if taken else "harness_error", note=note)

    def write_to(self, journal: InputJournal | None, unanswered: Unanswered) -> None:
        """Tells a journal of inputs and calls from now on, and makes no call of those that are known not to return."""
        self._laws.write_to(journal, unanswered)

    def unanswered(self, law: Law, frame: Frame, layout: str, error: NoAnswer, cases: int) -> Result:
        """The result of a law that a call without an answer has ended, after some inputs."""
        evidence = Evidence(None, None, None, {})
        result = self._verdicts.failed(law, Failing(frame, error, layout), evidence)
        return result if result.status == FALSE_STATEMENT else replace(result, cases=cases)

    def domain(self, law: Law) -> Domain:
        """The inputs of a law, shared with those that quantify over the same variables."""
        return self._laws.domain(law)

    def domain_within(self, law: Law, bounds: Bounds) -> Domain:
        """The same inside other bounds than the backend's."""
        return self._laws.domain_within(law, bounds)

    def compile(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        """The law as a check of an input, evaluated with the given operations."""
        return self._laws.compile(law, operations)

    def guarded(self, law: Law) -> Guard | None:
        """What says anew on which inputs the law can be evaluated; None where it can be on all."""
        return self._laws.guarded(law)

    def _replay(self, law: Law, inputs: Mapping[str, Any], layout: str) -> Result:
        if missing := self._laws.missing(law):
            return self._verdicts.result(law, "not_provided", note=missing)
        try:
            asked = question(law, self._laws.unguarded(law, self.operations), self.domain(law), inputs)
            if not layouts.is_known(self.backend.carrier, layout):
                raise NotAdmitted(f"the carrier has no arrays that are {layout}")
        except NotAdmitted as why:
            return self._verdicts.result(law, "vacuous", note=str(why))
        if (refused := self._verdicts.refused(law, asked.frame)) is not None:
            return refused
        error, counted = self._asker.asked(law, asked.ask, layout)
        if error is None and not counted and law.asked:
            return self._verdicts.result(law, "vacuous", note="the backend says that the premises do not hold for it")
        if error is None:
            return replace(self._verdicts.result(law, "passed"), cases=1)
        result = self._verdicts.failed(law, Failing(asked.frame, error, layout), is_kept=True)
        return result if result.status == FALSE_STATEMENT else replace(result, status="failed", cases=1)

    def _check(self, law: Law) -> Result:
        if missing := self._laws.missing(law):
            return self._verdicts.result(law, "not_provided", note=missing)
        is_split = self._stages.is_split(law)
        if self._shard is not None and not is_split and not self._shard.owns(owned_by(law)):
            return self._told_by(self._verdicts.result(law, "vacuous"), Part(self._shard.number, is_elsewhere=True))
        domain = self.domain(law)
        before = self._laws.calls_made()
        reached = self._reached(law, domain)
        self._stages.stretch = None
        if self._ahead is not None and reached is not None:
            self._stages.stretch = self._ahead.stretch(domain, reached, self._stages.most_enumerated(law, domain))
        again = self._again(law, domain, reached)
        found = self._tried(law, domain)
        failing, failed_in, note = found.failing, found.stage, ""
        if failing is None:
            failed_in = ""
            if again is not None:
                failing, failed_in, note = again, REMEMBERED, "found by an earlier run, and not by this one"
        stages = [s for s in found.stages.values() if s is not None]
        if failing is None and not any(s.cases for s in stages):
            guard = self._laws.guard(law)
            if guard is not None and guard.refused is not None and not guard.admitted:
                return self._verdicts.not_evaluated(law, *guard.refused)
        evidence = Evidence(
            found.stages["exhaustive"], found.stages["sampled"], found.stages["wide"],
            domain.classifier.counts(found.by_bits), self._verdicts.required(law, domain), found.crossed,
            found.stages["numeric"], found.worst,
        )  # fmt: skip
        bearing = Bearing(domain.classifier.names, evidence.required)
        if failing is not None:
            if self.remembered is not None:
                self.remembered.save(law, failing.frame, failing.layout)
            first = failing
            result = self._verdicts.failed(law, first, evidence, note, lambda: self._further.after(law, domain, first))
        else:
            if self._ahead is not None and reached is not None:
                evidence = self._ahead.united(evidence, found.pieces, reached)
            bearing = self._verdicts.bearing(law, domain, evidence, found.nothing_said)
            calls = self._laws.calls_made() - before
            if found.is_cut:
                result = self._verdicts.so_far(law, evidence, bearing, found.answered, calls)
            elif not found.answered and any(s.cases for s in stages):
                note = "the operation gave no result on any input"
                result = self._verdicts.result(law, "vacuous", evidence, note=note)
            else:
                result = self._verdicts.passed_or_vacuous(law, evidence, bearing)
        if reached is not None:
            return replace(result, parts=(Part(0, pieces=tuple(found.pieces), failed_in=failed_in),))
        if not is_split or self._shard is None:
            return result
        return self._told_by(result, Part(
            self._shard.number, False, tuple(found.pieces), found.bounds, bearing, found.crossed_part, failed_in, 0,
            found.is_cut, self._laws.calls_made() - before if found.is_cut else 0,
            self.pace.seconds if found.is_cut else None,
        ))  # fmt: skip

    def _reached(self, law: Law, domain: Domain) -> Reached | None:
        """How far the runs of a ledger have come with a law; None where it does not go on."""
        if self._ahead is None or not self._stages.is_by_input(law):
            return None
        return self._ahead.reached(law, domain)

    def _told_by(self, result: Result, part: Part) -> Result:
        """A result as the shard that found it tells it."""
        assert self._shard is not None
        return joined([replace(result, parts=(part,))], Shards((self._shard.number,), self._shard.of))

    def _tried(self, law: Law, domain: Domain) -> _Found:
        """What a law comes to on its inputs, one stage after the other, until it fails."""
        found = _Found()
        has_pieces = self._stages.is_split(law) or self._stages.stretch is not None
        for name, stage in self._stages.of(law):
            tally = Tally()
            self._progress.tell(name, 0)
            self.pace.until(UNTIL[name])
            bounds, failing = stage(law, domain, tally)
            if failing is not None:
                failing = self._stages.shown(name, law, domain, failing)
            found.stage, found.failing = name, failing
            found.is_cut = found.is_cut or tally.is_cut
            found.stages[name] = tally.evidence(bounds) if tally.drawn else None
            found.by_bits.update(tally.by_bits)
            found.crossed, found.worst = found.crossed or tally.crossed, tally.worst
            found.answered = found.answered or tally.answered
            found.nothing_said = tally.nothing_said or found.nothing_said
            if has_pieces:
                found.bounds[name] = tally.extent or bounds
                pieces = tally.as_pieces(name, domain.classifier.counts)
                stretch = self._stages.stretch if name == "exhaustive" else None
                if stretch is not None:
                    pieces = tuple(
                        [replace(p, rung=stretch.rung, total=tally.total, extent=tally.extent) for p in pieces]
                    )
                found.pieces += pieces
                found.crossed_part = found.crossed_part or tally.crossed_part
            if failing is not None:
                break
        self.pace.until(math.inf)
        return found

    def _again(self, law: Law, domain: Domain, reached: Reached | None) -> Failing | None:
        """A failing input of an earlier run on which the law still fails."""
        found: Failing | None = None
        known = [] if self.remembered is None else self.remembered.fetch(law)
        if self._ahead is not None and reached is not None:
            known = [*known, *self._ahead.failing(law, reached)]
        for frame, layout in known:
            if not could_come(domain, frame) or not layouts.is_known(self.backend.carrier, layout):
                continue
            if not domain.admits(frame) or not domain.premises_met(frame):
                continue
            error = self._asker.error(law, frame, layout)
            if error is None:
                if self.remembered is not None:
                    self.remembered.forget(law, frame, layout)
            elif found is None:
                found = Failing(frame, error, layout)
        return found


@dataclass(slots=True)
class _Found:
    """What the stages of a law came to: the last one, and the input on which the law failed in it, if it did."""

    stage: str = ""
    failing: Failing | None = None
    stages: dict[str, StageEvidence | None] = field(default_factory=lambda: dict.fromkeys(UNTIL))
    by_bits: Counter[int] = field(default_factory=Counter)
    crossed: Crossing | None = None
    worst: WorstError | None = None
    answered: bool = False
    is_cut: bool = False
    nothing_said: str = ""
    pieces: list[Piece] = field(default_factory=list)
    bounds: dict[str, str] = field(default_factory=dict)
    crossed_part: CrossedPart | None = None
