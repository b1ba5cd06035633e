"""One law on one backend: inputs are enumerated, sampled and drawn wide until the law fails or they run out."""

from __future__ import annotations

import contextlib
import errno
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain, telescope
from conformance.cases.enumerate import Chunk
from conformance.cases.premises import trivially_met
from conformance.cases.profiles import Profile
from conformance.cases.reduce import reduce_frame
from conformance.cases.streams import Streams
from conformance.checking.batching import Batches
from conformance.checking.evaluation import Check, ClaimCheck, Guard, GuardedCheck, Violated, claim_check
from conformance.checking.explaining import Explainer
from conformance.checking.laws import laws_of
from conformance.checking.obligations.base import Subject
from conformance.checking.obligations.beyond import BeyondDomain
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.checking.replaying import NotAdmitted, question
from conformance.checking.statements import FalseStatement, command, not_evaluated, refutation
from conformance.laws.laws import Law, snake_case
from conformance.laws.specfile import Spec
from conformance.lean.allowance import MAX_COUNT, Ration, TooMuch
from conformance.lean.evaluate import Frame, Value, reference_operations
from conformance.records.result import OUT_OF_TIME, Evidence, Failure, Result, StageEvidence
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.subjects.backend import Backend
from conformance.subjects.calls import CallFailed, NoAnswer, OutsideLimits, Unanswered
from conformance.subjects.operation import Journal, Operation, bind
from conformance.subjects.tabulated import Tabulated
from conformance.system import originals
from conformance.system.forks import Owned
from conformance.system.pacing import GRACE, OutOfTime, Pace
from conformance.system.stack import in_one_block

if TYPE_CHECKING:
    from conformance.checking.database import FailingInputs

CALLED_ANEW = 16
"""How many times fewer inputs a law enumerates whose check calls the operation anew, for each of its calls."""

ASKED_AGAIN = 20
"""How many of the smallest inputs found are asked again: a failure may hang on more than the input, as on the stack."""

FEWEST = 16
"""How many sampled or wide inputs such a law has at least, where there are as many, and how many inputs a law must have
had to pass whose time ran out."""

MANY = 256
"""How many inputs many calls at once are made for at least, where there are as many."""

GUARDED_STEPS = 1_000
"""Steps for each input of a budget that a law which may be heavy takes by the spec, before a backend is asked."""

UNTIL = {"exhaustive": 0.8, "sampled": 0.9, "wide": 1.0}
"""The share of a law's time that is over at the latest when a stage ends, so that a slow backend meets each of them."""

CONFIRMATIONS = 3
"""How many times a law must fail again on the input that is shown, for the failure to hang on the input alone."""


@dataclass(slots=True)
class Tally:
    """Inputs tried, those on which a law was evaluated, those that its premises say something of, and partitions."""

    drawn: int = 0
    met: int = 0
    nontrivial: int = 0
    by_bits: Counter[int] = field(default_factory=Counter)
    answered: bool = False
    is_cut: bool = False
    """Whether time ran out before all inputs were tried."""

    def count(self, bits: int, nontrivial: bool) -> None:
        """Counts an input on which a law was evaluated."""
        self.met += 1
        self.nontrivial += nontrivial
        self.by_bits[bits] += 1

    def count_chunk(
        self, chunk: Chunk, end: int, uncounted: Sequence[int], drawn: int, trivial: Collection[int] = ()
    ) -> None:
        """Counts the inputs of a chunk before `end` but for some of them, after that many were enumerated.

        `trivial` are those, by `id` of the frame, of which premises that operations were asked for say nothing.
        """
        bits: Iterable[int] = islice(chunk.bits, end)
        nontrivial: Iterable[bool] | None = None if chunk.nontrivial is None else islice(chunk.nontrivial, end)
        if uncounted or trivial:
            left_out = frozenset(uncounted)
            kept = [k for k in range(end) if k not in left_out]
            bits = [chunk.bits[k] for k in kept]
            nontrivial = None if chunk.nontrivial is None else [chunk.nontrivial[k] for k in kept]
            if trivial:
                said = nontrivial or [True] * len(kept)
                nontrivial = [s and id(chunk.frames[k]) not in trivial for s, k in zip(said, kept, strict=True)]
        self.by_bits.update(bits)
        met = end - len(uncounted)
        self.drawn += drawn
        self.met += met
        self.nontrivial += met if nontrivial is None else sum(nontrivial)

    def evidence(self, bounds: str = "") -> StageEvidence:
        return StageEvidence(self.met, self.drawn, bounds, self.nontrivial)


@dataclass(frozen=True, slots=True)
class Failing:
    """An input on which a law failed, what was raised, and how vectors were laid out."""

    frame: Frame
    error: Violated | CallFailed
    layout: str = ""


class InputJournal(Journal, Protocol):
    """A journal that is told of a law's inputs as well, and of how vectors are laid out."""

    def evaluating(self, frame: Frame, layout: str) -> None: ...


Observer = Callable[[str, int], None]
"""Is told the name of a stage and how many inputs it has had."""


class Checker:
    """Checks the laws of a spec on one backend.

    `streams` may be shared among the checkers of a run; `remembered` holds failing inputs of earlier runs. `observe` is
    told of a stage when it begins, and of the inputs that it has had now and then; `at` holds what it was told last.
    `pace` ends a law between two of its calls where its time is over; without one there is no end.
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
    ) -> None:
        self.backend = backend
        self.pace = pace or Pace()
        self.observe = observe
        self.profile = profile
        self.streams = streams or Streams(profile, seed)
        self.remembered = remembered
        self.reference: Mapping[str, Callable[..., Value]] = spec.reference
        self.definitions = spec.definitions
        self._tried_by = command(spec, profile, seed)
        self.operations = bind(backend, self.definitions)
        self.claims = Claims(self.definitions, self.reference, Bounds(backend.limits, backend.max_nat))
        self.tabulated = {n: Tabulated(o, self.claims.inside(n)) for n, o in self.operations.items()}
        self.explainer = Explainer(backend, self.operations, self.reference)
        self._alike: dict[object, list[Law]] = {}
        for law in laws_of(spec):
            self._alike.setdefault(telescope(law), []).append(law)
        self._domains: dict[object, Domain] = {}
        self._domain_of: dict[str, Domain] = {}
        self._claim_checks: dict[int, tuple[Law, ClaimCheck]] = {}
        self._guards: dict[int, tuple[Law, Guard]] = {}
        self._ration = Ration(math.inf)
        self._rationed = reference_operations(self.definitions, self._ration)
        self._layouts = ("", *backend.carrier.layouts)
        self._journal: InputJournal | None = None
        self.at = "", 0

    def check(self, law: Law) -> Result:
        """The result of a law; a fault of this program comes as `harness_error`."""
        return self._timed(law, lambda: self._check(law))

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
            result = self._result(law, "vacuous", note=f"its inputs cannot be worked out: {error}")
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
        return self._result(law, "crashed" if taken else "harness_error", note=note)

    def _observed(self, stage: str, inputs: int) -> None:
        self.at = stage, inputs
        if self.observe is not None:
            self.observe(stage, inputs)

    def write_to(self, journal: InputJournal | None, unanswered: Unanswered) -> None:
        """Tells a journal of inputs and calls from now on, and makes no call of those that are known not to return."""
        self._journal = journal
        for operation in self.operations.values():
            operation.journal, operation.unanswered = journal, unanswered

    def unanswered(self, law: Law, frame: Frame, layout: str, error: NoAnswer, cases: int) -> Result:
        """The result of a law that a call without an answer has ended, after some inputs."""
        evidence = Evidence(None, None, None, {})
        result = self._failed(law, Failing(frame, error, layout), evidence)
        return result if result.status == FALSE_STATEMENT else replace(result, cases=cases)

    def domain(self, law: Law) -> Domain:
        """The inputs of a law, shared with those that quantify over the same variables."""
        found = self._domain_of.get(law.id)
        if found is None:
            with originals.in_place():
                key = telescope(law)
                if key not in self._domains:
                    self._domains[key] = Domain(self._alike.get(key, [law]), self.claims)
                found = self._domain_of[law.id] = self._domains[key]
        return found

    def _replay(self, law: Law, inputs: Mapping[str, Any], layout: str) -> Result:
        if missing := self._missing(law):
            return self._result(law, "not_provided", note=missing)
        try:
            asked = question(law, self._unguarded(law, self.operations), self.domain(law), inputs)
            if layout not in self._layouts:
                raise NotAdmitted(f"the carrier has no arrays that are {layout}")
        except NotAdmitted as why:
            return self._result(law, "vacuous", note=str(why))
        if (refused := self._refused(law, asked.frame)) is not None:
            return refused
        error, counted = self._asked(law, asked.ask, layout)
        if error is None and not counted and law.asked:
            return self._result(law, "vacuous", note="the backend says that the premises do not hold for it")
        if error is None:
            return replace(self._result(law, "passed"), cases=1)
        result = self._failed(law, Failing(asked.frame, error, layout))
        return result if result.status == FALSE_STATEMENT else replace(result, status="failed", cases=1)

    def _check(self, law: Law) -> Result:
        if missing := self._missing(law):
            return self._result(law, "not_provided", note=missing)
        domain = self.domain(law)
        before = self._calls_made()
        again = self._again(law, domain)
        stages: dict[str, StageEvidence | None] = {"exhaustive": None, "sampled": None, "wide": None}
        by_bits: Counter[int] = Counter()
        answered = is_cut = False
        failing: Failing | None = None
        for name, stage in (("exhaustive", self._exhaustive), ("sampled", self._sampled), ("wide", self._wide)):
            tally = Tally()
            self._observed(name, 0)
            self.pace.until(UNTIL[name])
            bounds, failing = stage(law, domain, tally)
            is_cut = is_cut or tally.is_cut
            stages[name] = tally.evidence(bounds) if tally.drawn else None
            by_bits.update(tally.by_bits)
            answered = answered or tally.answered
            if failing is not None:
                break
        self.pace.until(math.inf)
        note = ""
        if failing is None and again is not None:
            failing, note = again, "found by an earlier run, and not by this one"
        if failing is None and not any(s.cases for s in stages.values() if s is not None):
            guard = self._guard(law)
            if guard is not None and guard.refused is not None and not guard.admitted:
                return self._not_evaluated(law, *guard.refused)
        required = self._required(law, domain)
        evidence = Evidence(
            stages["exhaustive"], stages["sampled"], stages["wide"], domain.classifier.counts(by_bits), required
        )
        if failing is not None:
            if self.remembered is not None:
                self.remembered.save(law, failing.frame, failing.layout)
            return self._failed(law, failing, evidence, note)
        if is_cut:
            return self._so_far(law, domain, evidence, answered, self._calls_made() - before)
        if not answered and any(s.cases for s in stages.values() if s is not None):
            return self._result(law, "vacuous", evidence, note="the operation gave no result on any input")
        return self._passed_or_vacuous(law, domain, evidence)

    def _calls_made(self) -> int:
        return sum(operation.calls for operation in self.operations.values())

    def _so_far(self, law: Law, domain: Domain, evidence: Evidence, answered: bool, calls: int) -> Result:
        """The result of a law that held until its time ran out: passed where that is all that a pass demands."""
        told = [s for s in (evidence.exhaustive, evidence.sampled, evidence.wide) if s is not None]
        inputs, nontrivial = sum(s.cases for s in told), sum(s.nontrivial for s in told)
        note = (
            f"{OUT_OF_TIME}checked on {inputs:,} inputs, with {calls:,} calls, in {self.pace.seconds:g} s; "
            "more time tries the rest of the profile"
        )
        unmet = [name for name in evidence.required if not evidence.covered[name]]
        missed = [name for name in unmet if not self._excluded_by(domain, name)]
        if nontrivial < FEWEST:
            note = f"{note}; of {nontrivial:,} inputs the premises say something, and a pass demands {FEWEST}"
        elif missed:
            note = f"{note}; no input met {_listed(missed)}"
        elif not answered:
            note = f"{note}; the operation gave no result on any input"
        status = "passed" if nontrivial >= FEWEST and not missed and answered else "vacuous"
        return self._result(law, status, evidence, note=note)

    def _passed_or_vacuous(self, law: Law, domain: Domain, evidence: Evidence) -> Result:
        told = [s for s in (evidence.exhaustive, evidence.sampled, evidence.wide) if s is not None]
        if not sum(s.cases for s in told):
            if blamed := self._to_blame(law):
                note = f"no input inside {self._limits_told(blamed)}"
                return self._result(law, "vacuous", evidence, note=note, limited=True)
            if (beyond := self._beyond(law, self.backend, self.claims)) is not None and beyond.nothing_beyond:
                return self._result(law, "not_provided", evidence, note=beyond.nothing_beyond)
            note = "the backend met the premises on no input" if law.asked else "no input met the premises"
            if why := self.domain(law).undecided:
                note = f"{note}; on some they cannot be evaluated: {why}"
            return self._result(law, "vacuous", evidence, note=note)
        if not sum(s.nontrivial for s in told):
            note = "the premises were met in a trivial way only: no input on which they say anything"
            if blamed := self._to_blame(law, nontrivially=True):
                note = f"inside {self._limits_told(blamed)}, {note}"
                return self._result(law, "vacuous", evidence, note=note, limited=True)
            return self._result(law, "vacuous", evidence, note=note)
        unmet = [name for name in evidence.required if not evidence.covered[name]]
        excluded = {n: limits for n in unmet if (limits := self._excluded_by(domain, n))}
        if missed := [n for n in unmet if n not in excluded]:
            return self._result(law, "vacuous", evidence, note=f"no input met {_listed(missed)}")
        named = dict.fromkeys(limit for each in excluded.values() for limit in each)
        note = f"not covered: {_listed(excluded)} (outside {self._limits_told(named)})" if excluded else ""
        return self._result(law, "passed", evidence, note=note)

    def _to_blame(self, law: Law, *, nontrivially: bool = False) -> tuple[str, ...]:
        """The limits that leave the law without inputs, or without those that its premises speak of."""
        from conformance.checking.blame import limits_to_blame

        def speaks(backend: Backend, claims: Claims) -> Callable[[Frame], bool] | None:
            beyond = self._beyond(law, backend, claims)
            return None if beyond is None else beyond.says_something

        return limits_to_blame(law, self.backend, self.definitions, self.reference, speaks, nontrivially=nontrivially)

    def _beyond(self, law: Law, backend: Backend, claims: Claims) -> BeyondDomain | None:
        """The check of an obligation that speaks of calls beyond the domain; None for another law."""
        if law.obligation is None or law.subject is None:
            return None
        operation = self.operations[law.subject.name]
        check = OBLIGATIONS[law.obligation].check(Subject(backend, operation, operation, claims))
        return check if isinstance(check, BeyondDomain) else None

    def _limits_told(self, names: Iterable[str]) -> str:
        shown = {**self.backend.limits.shown(), "carrier": self.backend.carrier.text}
        told = [f"{name}={shown[name]}" for name in names]
        return f"the {'limit' if len(told) == 1 else 'limits'} {', '.join(told)}"

    def _required(self, law: Law, domain: Domain) -> tuple[str, ...]:
        """The partitions that a pass demands: those that the law names, and those that its types do."""
        partitions = domain.classifier.partitions.items()
        every = law.level == "core" and not law.premises
        derived = [n for n, ps in partitions if any(p.required for p in ps)] if every else []
        return tuple(dict.fromkeys((*law.cover, *derived)))

    def _excluded_by(self, domain: Domain, name: str) -> list[str]:
        """The backend's limits under which no input lies in a partition."""
        limits = self.backend.limits.shown()
        excluding = frozenset().union(*(p.excluded_by for p in domain.classifier.partitions[name]))
        return [limit for limit in limits if limit in excluding]

    # Stages

    def _again(self, law: Law, domain: Domain) -> Failing | None:
        """A failing input of an earlier run on which the law still fails."""
        found: Failing | None = None
        for frame, layout in self.remembered.fetch(law) if self.remembered is not None else ():
            if not domain.could_come(frame) or layout not in self._layouts:
                continue
            if not domain.admits(frame) or not domain.premises_met(frame):
                continue
            error = self._error(law, frame, layout)
            if error is None:
                assert self.remembered is not None
                self.remembered.forget(law, frame, layout)
            elif found is None:
                found = Failing(frame, error, layout)
        return found

    def _exhaustive(self, law: Law, domain: Domain, tally: Tally) -> tuple[str, Failing | None]:
        tabulates = self._calls_anew(law) == 1
        enumerated = self.streams.enumerated(domain, self.profile.exhaustive // self._calls_anew(law))
        if enumerated is None:
            return "", None
        bounds, chunks = enumerated
        check = self.compile(law, self.tabulated)
        # A bound method is called in two thirds of the time that an object takes.
        counts: Callable[[Frame], bool] = check.__call__
        trivial: set[int] = set()
        if law.asked:
            counts = self._noting(law, check, trivial)
        batches = Batches(self.tabulated, self.reference)
        rehearsal = self.compile(law, batches.recorders) if tabulates and batches.helps(law) else None
        asks_admission = not tabulates and not domain.bounds.unlimited
        frame: Frame = ()
        try:
            for chunk in chunks:
                uncounted: list[int] = []
                position, done = -1, 0
                try:
                    for start, stop in self.pace.pieces(len(chunk.frames), 1 if rehearsal is None else MANY):
                        frames = chunk.frames if stop - start == len(chunk.frames) else chunk.frames[start:stop]
                        if rehearsal is not None:
                            batches.prepare(rehearsal, frames)
                        for position, frame in enumerate(frames, start):
                            if asks_admission and not domain.admits(frame):
                                uncounted.append(position)
                                continue
                            try:
                                if not counts(frame):
                                    uncounted.append(position)
                            except OutsideLimits:
                                uncounted.append(position)
                        done = stop
                except (Violated, CallFailed):
                    tally.count_chunk(chunk, position, uncounted, chunk.drawn_until(position), trivial)
                    raise
                except OutOfTime:
                    done = max(0, position)
                    uncounted = [k for k in uncounted if k < done]
                if done < len(chunk.frames):
                    tally.is_cut = True
                    tally.count_chunk(chunk, done, uncounted, chunk.drawn_until(done - 1) if done else 0, trivial)
                    bounds = f"the first {tally.drawn:,} of {bounds}"
                    break
                tally.count_chunk(chunk, done, uncounted, chunk.drawn, trivial)
                trivial.clear()
                self._observed("exhaustive", tally.met)
            check.finish()
            tally.answered = check.answered
        except (Violated, CallFailed) as error:
            return bounds, self._confirmed(law, Failing(frame, error))
        except OutOfTime:
            tally.is_cut = True
            tally.answered = check.answered
        return bounds, None

    def _noting(self, law: Law, check: Check, trivial: set[int]) -> Callable[[Frame], bool]:
        """The check, noting the inputs of which the premises that it asks say nothing by what it was answered."""
        says_nothing = self._says_nothing(law, self.tabulated)

        def counts(frame: Frame) -> bool:
            if not check(frame):
                return False
            if says_nothing(frame):
                trivial.add(id(frame))
            return True

        return counts

    def _says_nothing(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Callable[[Frame], bool]:
        """Whether one of the premises that call operations, all of which hold, says nothing of an input."""
        names = tuple(b.name for b in law.binders)
        tests = [trivially_met(p.statement, names, operations, own_calls=True) for p in law.asked]
        return lambda frame: any(test(frame) for test in tests)

    def _calls_anew(self, law: Law) -> int:
        return 1 if law.obligation is None else max(1, CALLED_ANEW * OBLIGATIONS[law.obligation].calls)

    def _sampled(self, law: Law, domain: Domain, tally: Tally) -> tuple[str, Failing | None]:
        return "", self._tried("sampled", law, domain, self._fewer(law, self.streams.sampled(domain)), tally)

    def _fewer(self, law: Law, frames: Sequence[Frame | None]) -> Sequence[Frame | None]:
        """A quarter of the inputs for a law whose check calls the operation anew."""
        return frames if self._calls_anew(law) == 1 else frames[: max(FEWEST, len(frames) // 4)]

    def _wide(self, law: Law, domain: Domain, tally: Tally) -> tuple[str, Failing | None]:
        frames = self._fewer(law, self.streams.wide(domain))
        failing = self._tried("wide", law, domain, frames, tally)
        tried = frames[: tally.drawn] if tally.is_cut else frames
        return f"n of {_range(tally_sizes(domain, tried))}" if domain.sizes else "", failing

    def _tried(
        self, stage: str, law: Law, domain: Domain, frames: Iterable[Frame | None], tally: Tally
    ) -> Failing | None:
        """The failure on the first of the inputs that fails, made small."""
        failing = self._try(stage, law, domain, frames, tally)
        if failing is None or _asks_among_others(law) or isinstance(failing.error, NoAnswer):
            return failing
        self.pace.until(1 + GRACE)
        try:
            layout = self._simplest_layout(law, failing)
        except OutOfTime:
            return failing

        def fails(smaller: Frame) -> bool:
            try:
                return not self.pace.is_over() and self._error(law, smaller, layout) is not None
            except OutOfTime:
                return False

        return self._settled(law, failing, reduce_frame(domain, failing.frame, fails), layout)

    def _try(
        self, stage: str, law: Law, domain: Domain, frames: Iterable[Frame | None], tally: Tally
    ) -> Failing | None:
        check = self.compile(law, self.operations)
        says_nothing = self._says_nothing(law, self.operations)
        frame: Frame = ()
        layout = ""
        try:
            for turn, drawn in enumerate(frames):
                if self.pace.is_over():
                    tally.is_cut = True
                    break
                tally.drawn += 1
                if drawn is None or not domain.premises_met(drawn):
                    continue
                frame, layout = drawn, self._layouts[turn % len(self._layouts)]
                self._lay_out(layout)
                if not turn % 8:
                    self._observed(stage, turn)
                if check(frame):
                    tally.count(domain.classifier.bits(frame), domain.nontrivial(frame) and not says_nothing(frame))
            check.finish()
            tally.answered = check.answered
        except (Violated, CallFailed) as error:
            return Failing(frame, error, layout)
        except OutOfTime:
            tally.is_cut = True
            tally.answered = check.answered
        finally:
            self._lay_out("")
        return None

    # Failing inputs

    def _lay_out(self, layout: str) -> None:
        for operation in self.operations.values():
            operation.layout = layout

    def _error(self, law: Law, frame: Frame, layout: str) -> Violated | CallFailed | None:
        """How a law fails on an input, asked by itself, or None where it holds."""
        return self._asked(law, lambda check: check(frame), layout)[0]

    def _asked(self, law: Law, ask: Callable[[Check], bool], layout: str) -> tuple[Violated | CallFailed | None, bool]:
        """How a law fails when it is asked so, or None, and whether it was evaluated."""
        check = self.compile(law, self.operations)
        self._lay_out(layout)
        try:
            counted = ask(check)
            check.finish()
        except (Violated, CallFailed) as error:
            return error, True
        finally:
            self._lay_out("")
        return None, counted

    def _simplest_layout(self, law: Law, failing: Failing) -> str:
        return "" if self._error(law, failing.frame, "") is not None else failing.layout

    def _settled(self, law: Law, first: Failing, smaller: Sequence[Frame], layout: str) -> Failing:
        """The failure on the smallest of the inputs that fails when it is asked again; else the first one."""
        with contextlib.suppress(OutOfTime):
            for frame in smaller[:ASKED_AGAIN]:
                if self.pace.is_over():
                    break
                error = self._error(law, frame, layout)
                if error is not None:
                    return self._confirmed(law, Failing(frame, error, layout))
        return self._confirmed(law, first)

    def _confirmed(self, law: Law, failing: Failing) -> Failing:
        """The failure as it is when asked again; `nondeterministic` where the law holds one of those times."""
        if isinstance(failing.error, NoAnswer) or (law.obligation is not None and isinstance(failing.error, Violated)):
            return failing
        try:
            if all(self._error(law, failing.frame, failing.layout) is not None for _ in range(CONFIRMATIONS)):
                return failing
        except OutOfTime:
            return failing
        first = failing.error
        message = f"{first.message}; evaluated again on the same input, the law held"
        if isinstance(first, Violated):
            told = (first.expected, first.actual, first.expected_text, first.actual_text)
        else:
            told = ("the same result each time", first.message, "", "")
        return replace(failing, error=Violated("nondeterministic", message, *told))

    def _failed(self, law: Law, failing: Failing, evidence: Evidence | None = None, note: str = "") -> Result:
        """The result of a law that fails: no verdict on the backend where it fails there by the definitions too."""
        refuted = refutation(law, failing.frame, self.reference, self._tried_by)
        if refuted is not None:
            return FalseStatement(law, refuted).result(self.backend.name)
        status = _STATUS_OF.get(failing.error.reason, "failed")
        return self._result(law, status, evidence, self._explain(law, failing), note)

    def _explain(self, law: Law, failing: Failing) -> Failure:
        self.pace.until(math.inf)
        return self.explainer.explain(law, failing.frame, failing.error, failing.layout)

    def compile(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        """The law as a check of an input, evaluated with the given operations."""
        check = self._compiled(law, operations)
        return check if self._journal is None else _Journaled(check, self._journal, self.operations)

    def _compiled(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        check, guard = self._unguarded(law, operations), self._guard(law)
        return check if guard is None else GuardedCheck(check, guard, self._ration, self._still_has_time)

    def _still_has_time(self) -> None:
        """Raises OutOfTime where an input that may take long would be one too many."""
        if self.pace.is_over():
            raise OutOfTime

    def guarded(self, law: Law) -> Guard | None:
        """What says anew on which inputs the law can be evaluated; None where it can be on all."""
        if not self.domain(law).is_heavy:
            return None
        return Guard(law, self.definitions, max(MAX_COUNT, GUARDED_STEPS * self.profile.exhaustive))

    def _guard(self, law: Law) -> Guard | None:
        if not self.domain(law).is_heavy:
            return None
        known = self._guards.get(id(law))
        if known is None:
            guard = self.guarded(law)
            assert guard is not None
            known = self._guards[id(law)] = law, guard
        return known[1]

    def _refused(self, law: Law, frame: Frame) -> Result | None:
        """The result of a law that cannot be evaluated on an input by the spec's own definitions; None where it can."""
        guard = self._guard(law)
        if guard is None or guard(frame) or guard.refused is None:
            return None
        return self._not_evaluated(law, *guard.refused)

    def _not_evaluated(self, law: Law, frame: Frame, why: str) -> Result:
        return FalseStatement(law, not_evaluated(law, frame, why, self._tried_by)).result(self.backend.name)

    def _unguarded(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        if self.domain(law).is_heavy:
            return self._rationed_check(law, operations)
        if law.obligation is None:
            # Kept, as a failure is asked many times while it is made small, and its texts are dear.
            if operations is not self.operations:
                return claim_check(law, operations, self.reference)
            known = self._claim_checks.get(id(law))
            if known is None:
                known = self._claim_checks[id(law)] = law, claim_check(law, operations, self.reference)
            return known[1]
        return self._obligation(law, operations, self.claims)

    def _rationed_check(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        """The check of a law whose evaluation may be heavy, each in so many steps."""
        if law.obligation is None:
            # By the spec it is known to end: the guard has evaluated it.
            return claim_check(law, operations, self.reference, self._ration)
        return self._obligation(law, operations, Claims(self.definitions, self._rationed, self.claims.bounds))

    def _obligation(self, law: Law, operations: Mapping[str, Callable[..., Value]], claims: Claims) -> Check:
        assert law.subject is not None
        assert law.obligation is not None
        name = law.subject.name
        subject = Subject(
            self.backend, self.operations[name], operations[name], claims,
            self._others(name) if _asks_among_others(law) else (), self.pace,
        )  # fmt: skip
        return OBLIGATIONS[law.obligation].check(subject)

    def _others(self, name: str) -> list[tuple[Operation, Sequence[Frame]]]:
        """The backend's other operations, each with a few small inputs."""
        return [(self.operations[n], inputs) for n, inputs in self._small_inputs.items() if n != name and inputs]

    @cached_property
    def _small_inputs(self) -> dict[str, list[Frame]]:
        found = {}
        for law in (law for laws in self._alike.values() for law in laws):
            if law.kind == "definition" and law.subject is not None and law.subject.name in self.operations:
                domain = self.domain(law)
                _, inputs = self.streams.enumerated(domain, 200) or ("", ())
                guard = self.guarded(law)
                frames = (
                    frame
                    for chunk in inputs
                    for frame in chunk.frames
                    if domain.admits(frame) and (guard is None or guard(frame))
                )
                found[law.subject.name] = list(islice(frames, 60))
        return found

    # Results

    def _missing(self, law: Law) -> str:
        """What the backend lacks for a law, in words; empty where it lacks nothing."""
        near = []
        for name in sorted(law.operations - set(self.operations)):
            similar = self.backend.near_misses.get(name)
            near.append(f"`{snake_case(name)}`" + (f" (it has `{similar}`)" if similar else ""))
        return f"the backend has no {', '.join(near)}" if near else ""

    def _result(
        self, law: Law, status: str, evidence: Evidence | None = None, failure: Failure | None = None,
        note: str = "", limited: bool = False,
    ) -> Result:  # fmt: skip
        told = evidence or Evidence(None, None, None, {})
        cases = sum(s.cases for s in (told.exhaustive, told.sampled, told.wide) if s is not None)
        return Result(self.backend.name, law.id, law.kind, law.level, status, cases, told, 0.0, failure, note, limited)


class _Journaled:
    """A check that tells a journal of each input before it is evaluated."""

    def __init__(self, check: Check, journal: InputJournal, operations: Mapping[str, Operation]) -> None:
        self.check, self.journal, self.operations = check, journal, operations

    def __call__(self, frame: Frame) -> bool:
        layout = next((o.layout for o in self.operations.values()), "")
        self.journal.evaluating(frame, layout)
        return self.check(frame)

    @property
    def answered(self) -> bool:
        return self.check.answered

    def finish(self) -> None:
        self.check.finish()


def _asks_among_others(law: Law) -> bool:
    return law.obligation is not None and OBLIGATIONS[law.obligation].among_others


_STATUS_OF = {"timeout": "timed_out", "crash": "crashed"}
"""The status of a law by the reason of its failure, where it is not `failed`."""


def tally_sizes(domain: Domain, frames: Iterable[Frame | None]) -> list[int]:
    """The sizes in some inputs, each once, in order."""
    places = [k for k, b in enumerate(domain.binders) if b.name in domain.sizes]
    return sorted({frame[k] for frame in frames if frame is not None for k in places})


def _range(sizes: Sequence[int]) -> str:
    return ", ".join(f"{s:,}" for s in sizes) or "none"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{n}`" for n in names)
