"""Theorems tried on the spec's own definitions: one that is false by them is a fault of the spec, and of no backend."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.profiles import DEFAULT_PROFILE, PROFILES, Profile
from conformance.cases.reduce import reduce_frame
from conformance.cases.streams import Streams
from conformance.checking.evaluation import Violated, claim_check, too_much
from conformance.errors import SpecError
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec
from conformance.lean.allowance import MAX_COUNT, Allowance, TooMuch, Undefined
from conformance.lean.closures import Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.reference import reference_operations
from conformance.records.result import NOT_EVALUATED, Evidence, Failure, Result
from conformance.records.values import lean_text
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.system.stack import in_one_block
from conformance.values.limits import Limits
from conformance.values.membership import inputs_of, plain

FALSE_BY_DEFINITION = "the statement is false here by the spec's own definitions"

STEPS_PER_INPUT = 200
"""For each input of a budget, how many steps the trial of a theorem may take: a body that would never end is left."""

MOST_SHOWN = 300
"""Characters of a value that a message shows."""

_TOO_MUCH = (OverflowError, MemoryError, RecursionError)


@dataclass(frozen=True, slots=True)
class FalseStatement:
    """A theorem that is false by the spec's own definitions, with the smallest input found on which it is."""

    law: Law
    failure: Failure

    @property
    def is_refuted(self) -> bool:
        """Whether it is false there, and not one that cannot be evaluated."""
        return self.failure.reason != "exception"

    def result(self, backend: str) -> Result:
        """The result of the law, the same for each backend: it was evaluated on none."""
        none = Evidence(None, None, None, {})
        law = self.law
        return Result(backend, law.id, law.kind, law.level, FALSE_STATEMENT, 0, none, 0.0, self.failure)


def false_statements(spec: Spec, laws: Sequence[Law], profile: Profile, seed: int) -> dict[str, FalseStatement]:
    """The theorems among the laws for which the inputs of a profile have a counterexample by the definitions, by id."""
    streams, reproduce = Streams(profile, seed), command(spec, profile, seed)
    found = {}
    for law in laws:
        failure = _Trial(spec, law, streams).counterexample(reproduce) if law.kind == "theorem" else None
        if failure is not None:
            found[law.id] = FalseStatement(law, failure)
    return found


def refutation(law: Law, frame: Frame, reference: Mapping[str, Callable[..., Value]], reproduce: str) -> Failure | None:
    """How a theorem fails on an input by the spec's own definitions; None where it does not."""
    if law.kind != "theorem":
        return None
    names = tuple(b.name for b in law.binders)
    try:
        if not all(compile_term(p.statement, names, reference)(frame) for p in law.premises):
            return None
        claim_check(law, reference, reference)(frame)
    except Violated as violated:
        expected, actual = plain(violated.expected), plain(violated.actual)
        return Failure(
            "violation", f"{violated.message}; {FALSE_BY_DEFINITION}", inputs_of(law.binders, frame), expected, actual,
            reproduce, violated.expected_text or lean_text(expected), violated.actual_text or lean_text(actual),
        )  # fmt: skip
    except _TOO_MUCH:
        return None
    return None


def not_evaluated(law: Law, frame: Frame, why: str, reproduce: str) -> Failure:
    """That a law takes too much on an input to be decided by the definitions."""
    return Failure(
        "exception", f"{NOT_EVALUATED}: {why}", inputs_of(law.binders, frame), "a verdict", why,
        reproduce, "a statement that can be evaluated", why,
    )  # fmt: skip


def command(spec: Spec, profile: Profile, seed: int) -> str:
    """The shell command that tries the theorems of a spec in the same way."""
    # A smaller budget finds nothing that the default one does not.
    is_larger = profile.exhaustive > PROFILES[DEFAULT_PROFILE].exhaustive
    chosen = ["--profile", profile.name] if is_larger else []
    seeded = ["--seed", str(seed)] if seed else []
    paths = dict.fromkeys(d.path for d in spec.declarations)
    return shlex.join(["conformance", "spec", "check", *chosen, *seeded, *paths]) + "\n"


def check_again(spec: Spec, profile: Profile, seed: int, law: Law) -> list[str]:
    """Python source that checks a law of `backend` as it was checked, and fails where it does not hold."""
    paths = list(dict.fromkeys(d.path for d in spec.declarations))
    chosen = f"spec={paths!r}, laws=[{law.id!r}], profile={profile.name!r}, seed={seed}"
    return ["from conformance import check", f"report = check(backend, {chosen})", "assert not report.failures, report"]


def same_for_all(results: Iterable[Result]) -> list[Result]:
    """The results, where a law that is false on an input that one backend met is false for every backend."""
    found = list(results)
    false: dict[str, Result] = {}
    for result in found:
        if result.status == FALSE_STATEMENT:
            false.setdefault(result.law, result)
    return [replace(false[r.law], backend=r.backend) if r.law in false else r for r in found]


def errors_of_false(spec: Spec, laws: Sequence[Law], profile: Profile, seed: int) -> list[SpecError]:
    """The theorems among the laws that are false by the definitions, or not decided by them, each as an error.

    The message has the input, and what both sides are.
    """
    declared = {d.id: d for d in spec.declarations}
    false = false_statements(spec, laws, profile, seed)
    return [SpecError(_told(one), declared[name].path, declared[name].line) for name, one in false.items()]


def _told(false: FalseStatement) -> str:
    inputs = ", ".join(f"{name} = {_short(value)}" for name, value in false.failure.inputs.items())
    message = false.failure.message.removesuffix(f"; {FALSE_BY_DEFINITION}")
    on = f" on {inputs}" if inputs else ""
    if not false.is_refuted:
        return f"`{false.law.id}`: {_cut(message)}{on}"
    return f"`{false.law.id}` is false by the spec's own definitions{on}: {_cut(message)}"


def _short(value: object) -> str:
    return _cut(lean_text(value))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}… ({len(text):,} characters)"


class _Trial:
    """One theorem, evaluated with the definitions' own bodies in a bounded number of steps."""

    def __init__(self, spec: Spec, law: Law, streams: Streams) -> None:
        self.spec, self.law, self.streams = spec, law, streams
        self._steps = max(MAX_COUNT, STEPS_PER_INPUT * streams.profile.exhaustive)
        self._allowance = Allowance(self._steps)
        self._bodies_end = True
        reference = reference_operations(spec.definitions, self._allowed_in_bodies)
        self._first: Frame | None = None
        self._tried = False
        self.domain = Domain([law], Claims(spec.definitions, reference, Bounds(Limits(), None, has_fractions=True)))
        self.check = claim_check(law, reference, reference, self._allowed)

    def _allowed(self, count: int) -> int:
        return self._allowance(count)

    def _allowed_in_bodies(self, count: int) -> int:
        try:
            return self._allowance(count)
        except TooMuch:
            # A backend may well do in fewer steps what a definition takes many for.
            self._bodies_end = False
            raise

    @in_one_block
    def counterexample(self, reproduce: str) -> Failure | None:
        """How the theorem fails on the smallest input found; None where it held as far as it was tried, or where an
        operation without a body has the say."""
        try:
            failing = next((f for f in self._inputs() if f is not None and self._fails(f)), None)
        except Undefined:
            return None
        except _TOO_MUCH as error:
            return self._not_evaluated(error, reproduce) if self._bodies_end and not self._tried else None
        if failing is None:
            return None
        self._allowance = Allowance(self._steps)
        smallest = reduce_frame(self.domain, failing, self._fails_still)[0]
        return refutation(self.law, smallest, self.spec.reference, reproduce)

    def _inputs(self) -> Iterator[Frame | None]:
        _, chunks = self.streams.enumerated(self.domain, self.streams.profile.exhaustive) or ("", ())
        for chunk in chunks:
            yield from chunk.frames
        yield from self.streams.sampled(self.domain)
        yield from (case.frame for case in self.streams.wide(self.domain))

    def _fails(self, frame: Frame) -> bool:
        if self.domain.premises_met(frame):
            self._first = frame
            try:
                self.check(frame)
            except Violated:
                return True
        self._tried = True
        return False

    def _not_evaluated(self, error: Exception, reproduce: str) -> Failure | None:
        """That the theorem takes too much on the first of its inputs already: it is not decided by the definitions."""
        return None if self._first is None else not_evaluated(self.law, self._first, too_much(error), reproduce)

    def _fails_still(self, frame: Frame) -> bool:
        try:
            return self._fails(frame)
        except _TOO_MUCH:
            return False
