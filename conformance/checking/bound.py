"""The laws of a spec on one backend: the inputs of each, and each as a check that calls the backend's operations."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Protocol

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.keeping import Recent
from conformance.cases.profiles import Profile
from conformance.cases.sharing import Sharing
from conformance.cases.streams import Streams
from conformance.cases.telescope import telescope
from conformance.checking.again import Keeping
from conformance.checking.evaluation import Check, ClaimCheck, Guard, GuardedCheck, claim_check
from conformance.checking.laws import laws_of
from conformance.checking.obligations.base import Selective, Subject
from conformance.checking.obligations.registry import OBLIGATIONS, WELL_FORMED
from conformance.checking.recent import RecentCalls
from conformance.checking.told import ToldOnce
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.lean.allowance import MAX_COUNT, Ration
from conformance.lean.closures import Frame, Value
from conformance.lean.reference import reference_operations
from conformance.subjects import layouts
from conformance.subjects.backend import Backend
from conformance.subjects.calls import Journal, Unanswered
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import Operation, bind
from conformance.subjects.recalled import Recalled
from conformance.subjects.tabulated import Room, Tabulated
from conformance.subjects.vectors import Vectors
from conformance.system import originals
from conformance.system.pacing import OutOfTime, Pace
from conformance.values.naming import snake_case

MOST_DOMAINS = 16
"""Of how many sets of variables domains are kept: laws over the same variables follow each other."""

GUARDED_STEPS = 1_000
"""Steps for each input of a budget that a law which may be heavy takes by the spec, before a backend is asked."""


class InputJournal(Journal, Protocol):
    """A journal that is told of a law's inputs as well, and of how vectors are laid out."""

    def evaluating(self, frame: Frame, layout: str) -> None: ...


class BoundLaws:
    """The laws of a spec on a backend.

    `operations` are the backend's, by their Lean names, `tabulated` the same with their outcomes kept, and `recalled`
    with the latest few kept. `vectors` may be told of values that come again. `pace` ends a check between
    two of its calls.
    """

    def __init__(self, backend: Backend, spec: Spec, profile: Profile, streams: Streams, pace: Pace) -> None:
        self.backend = backend
        self.spec, self._profile = spec, profile
        self.pace = pace
        self.streams = streams
        self.reference: Mapping[str, Callable[..., Value]] = spec.reference
        self.definitions = spec.definitions
        self.vectors = Vectors()
        self.keeping = Keeping()
        self.operations = bind(backend, spec.operations, self.vectors)
        self.recent = RecentCalls(self.operations.values())
        self.recalled = {n: Recalled(o, self.vectors) for n, o in self.operations.items()}
        self.claims = Claims(self.definitions, self.reference, bounds_of(backend))
        self.room = Room()
        self.tabulated = {n: Tabulated(o, self.claims.inside(n), self.room) for n, o in self.operations.items()}
        self._least_calls = profile.calls
        self._layouts_of: dict[frozenset[str], tuple[str, ...]] = {}
        self._guarded_steps = max(MAX_COUNT, GUARDED_STEPS * profile.exhaustive)
        self._alike: dict[object, list[Law]] = {}
        for law in laws_of(spec):
            self._alike.setdefault(telescope(law), []).append(law)
        self._sharing = Sharing()
        self._domains: Recent[dict[str, Domain]] = Recent(MOST_DOMAINS)
        self._domain_of: dict[str, Domain] = {}
        self.told = ToldOnce()
        self._claim_checks: dict[int, tuple[Law, ClaimCheck]] = {}
        self._guards: dict[int, tuple[Law, Guard]] = {}
        self._ration = Ration(math.inf)
        self._rationed = reference_operations(self.definitions, self._ration)
        self._journal: InputJournal | None = None

    def anew(self) -> BoundLaws:
        """The same on the backend made anew, where it was made of a class, so that no call was made before.

        Raises:
            UsageError: it cannot be made again.
        """
        if self.backend.made_of is None:
            return self
        made = load_backend(self.backend.made_of, self.spec.operations, declared=self.backend.declared)
        return BoundLaws(replace(made, name=self.backend.name), self.spec, self._profile, self.streams, self.pace)

    def write_to(self, journal: InputJournal | None, unanswered: Unanswered) -> None:
        """Tells a journal of inputs and calls from now on, and makes no call of those that are known not to return."""
        self._journal = journal
        for operation in self.operations.values():
            operation.journal, operation.unanswered = journal, unanswered

    @property
    def is_journaled(self) -> bool:
        """Whether a journal is told of each call."""
        return self._journal is not None

    def lay_out(self, layout: str) -> None:
        """Has arguments lie in memory in the layout of that name from now on."""
        for operation in self.operations.values():
            operation.layout = layout

    def deal(self, law: Law) -> layouts.Deal:
        """What gives each of a law's inputs a layout."""
        return layouts.Deal(self.backend.carrier, self.layouts_of(law))

    def layouts_of(self, law: Law) -> tuple[str, ...]:
        """The layouts in which a law's inputs lie in turn, those in which its calls differ; the plain one is first."""
        found = self._layouts_of.get(law.operations)
        if found is None:
            calls = [self.operations[name].forms for name in sorted(law.operations) if name in self.operations]
            found = layouts.in_turn(layouts.names(self.backend.carrier, calls))
            self._layouts_of[law.operations] = found
        return found

    @contextlib.contextmanager
    def keeping_vectors(self) -> Iterator[None]:
        """Within it, arguments are embedded as copies of what expected vectors were embedded as before."""
        for operation in self.operations.values():
            operation.keep_vectors(True)
        try:
            yield
        finally:
            for operation in self.operations.values():
                operation.keep_vectors(False)

    def let_go(self) -> None:
        """Lets go of the vectors of a law's inputs, and of what came of them: the next law has others."""
        self.vectors.forget()
        self.keeping.turn_to(None, None)
        self._guards.clear()
        self._domain_of.clear()
        for _, domains in self._domains:
            for domain in domains.values():
                domain.forget()
        for operation in self.recalled.values():
            operation.forget()

    def calls_made(self) -> int:
        return sum(operation.calls for operation in self.operations.values())

    def by_definition(self, law: Law) -> tuple[str, ...]:
        """What the language evaluates of a law in the place of the backend: operations that it lacks, and helpers."""
        return (*sorted(law.operations - set(self.operations)), *law.helpers)

    def missing(self, law: Law) -> str:
        """What the backend lacks for a law, in words; empty where it lacks nothing.

        A theorem that calls an operation that is there needs no other that has a body: its definition gives that.
        """
        lacking = law.operations - set(self.operations)
        if law.kind == "theorem" and lacking != law.operations:
            lacking = frozenset([name for name in lacking if self.definitions[name].body is None])
        if not law.operations:
            return "the law calls no operation of a backend"
        near = []
        for name in sorted(lacking):
            similar = self.backend.near_misses.get(name)
            near.append(f"`{snake_case(name)}`" + (f" (it has `{similar}`)" if similar else ""))
        if near:
            return f"the backend has no {', '.join(near)}"
        if law.obligation is None or law.subject is None:
            return ""
        return OBLIGATIONS[law.obligation].lacks(self.operations[law.subject.name])

    def domain(self, law: Law) -> Domain:
        """The inputs of a law, shared with those that quantify over the same variables."""
        found = self._domain_of.get(law.id)
        if found is None:
            is_numeric = law.obligation is not None and OBLIGATIONS[law.obligation].numeric
            bounds = self.claims.bounds.for_any_reals if is_numeric else self.claims.bounds
            key = telescope(law), bounds
            domains = self._domains.get(key)
            if domains is None:
                domains = self._domains_within(law, bounds)
                self._domains.keep(key, domains, 1)
            found = self._domain_of[law.id] = _domain_among(domains, law)
        return found

    def domain_within(self, law: Law, bounds: Bounds) -> Domain:
        """The same inside other bounds than the backend's, made anew."""
        return _domain_among(self._domains_within(law, bounds), law)

    def _domains_within(self, law: Law, bounds: Bounds) -> dict[str, Domain]:
        is_own = bounds == self.claims.bounds
        claims = self.claims if is_own else Claims(self.definitions, self.reference, bounds)
        with originals.in_place():
            return self._sharing.domains(self._alike.get(telescope(law), [law]), claims)

    def compile(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        """The law as a check of an input, evaluated with the given operations."""
        check = self._compiled(law, operations)
        return check if self._journal is None else _Journaled(check, self._journal, self.operations)

    def _compiled(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        check, guard = self.unguarded(law, operations), self.guard(law)
        return check if guard is None else GuardedCheck(check, guard, self._ration, self._still_has_time)

    def _still_has_time(self) -> None:
        """Raises OutOfTime where an input that may take long would be one too many."""
        if self.pace.is_over():
            raise OutOfTime

    def guarded(self, law: Law) -> Guard | None:
        """What says anew on which inputs the law can be evaluated; None where it can be on all."""
        if not self.domain(law).is_heavy:
            return None
        return Guard(law, self.definitions, self._guarded_steps)

    def guard(self, law: Law) -> Guard | None:
        """The same, kept from one input to the next."""
        if not self.domain(law).is_heavy:
            return None
        known = self._guards.get(id(law))
        if known is None:
            guard = self.guarded(law)
            assert guard is not None
            known = self._guards[id(law)] = law, guard
        return known[1]

    def unguarded(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        """The check of an input that is known to be one on which the law can be evaluated."""
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
            return claim_check(law, {**self._rationed, **operations}, self.reference, self._ration)
        return self._obligation(law, operations, Claims(self.definitions, self._rationed, self.claims.bounds))

    def asked_alone(self, law: Law) -> Check:
        """The check of an obligation that makes no calls of other operations between its own."""
        return self._obligation(law, self.operations, self.claims, among_others=False)

    def _obligation(
        self, law: Law, operations: Mapping[str, Callable[..., Value]], claims: Claims, *, among_others: bool = True
    ) -> Check:
        assert law.subject is not None
        assert law.obligation is not None
        name, obligation = law.subject.name, OBLIGATIONS[law.obligation]
        subject = Subject(
            self.backend, self.operations[name], operations[name], claims,
            self._others(name) if among_others and obligation.asks_others else (), self.pace, self._least_calls,
            self.keeping,
        )  # fmt: skip
        return obligation.check(subject)

    def _others(self, name: str) -> list[tuple[Operation, Sequence[Frame]]]:
        """The backend's other operations, each with a few small inputs."""
        return [(self.operations[n], inputs) for n, inputs in self._small_inputs.items() if n != name and inputs]

    @cached_property
    def _small_inputs(self) -> dict[str, list[Frame]]:
        found = {}
        for law in (law for laws in self._alike.values() for law in laws):
            # Each operation has this obligation, over the inputs of its definition.
            if law.obligation == WELL_FORMED and law.subject is not None and law.subject.name in self.operations:
                domain = self.domain(law)
                _, inputs = self.streams.enumerated(domain, 200) or ("", ())
                guard = self.guarded(law)
                frames = (
                    frame
                    for chunk in inputs
                    for frame in chunk.frames
                    if domain.admits(frame) and domain.premises_met(frame) and (guard is None or guard(frame))
                )
                found[law.subject.name] = list(islice(frames, 60))
        return found

    def selective(self, law: Law, backend: Backend, claims: Claims) -> Selective | None:
        """The check of an obligation that says something of some inputs only; None for another law."""
        if law.obligation is None or law.subject is None or self.missing(law):
            return None
        operation = self.operations[law.subject.name]
        check = OBLIGATIONS[law.obligation].check(Subject(backend, operation, operation, claims))
        return check if isinstance(check, Selective) else None


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


def _domain_among(domains: Mapping[str, Domain], law: Law) -> Domain:
    """The domain of a law among those over the same variables, of which it may be none itself."""
    return domains.get(law.id) or next(iter(domains.values()))


def bounds_of(backend: Backend) -> Bounds:
    """How far the inputs of a backend go."""
    carrier = backend.carrier
    return Bounds(
        backend.limits, backend.max_nat, carrier.compiles_shapes, carrier.significand, carrier.has_fractions,
        has_negatives=carrier.has_negatives,
    )  # fmt: skip


def asks_among_others(law: Law) -> bool:
    """Whether the check of a law calls other operations between its own."""
    return law.obligation is not None and OBLIGATIONS[law.obligation].among_others
