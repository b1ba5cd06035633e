"""What a law on a backend comes to: evidence, or the input on which it fails, to a result."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from conformance.cases.claims import Claims
from conformance.cases.domain import Domain
from conformance.checking.asking import Failing
from conformance.checking.bound import BoundLaws
from conformance.checking.earlier import EarlierCalls
from conformance.checking.explaining import Explainer
from conformance.checking.otherwise import Otherwise
from conformance.checking.statements import FalseStatement, not_evaluated, refutation
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.records.deciding import decided_by, decided_so_far, with_definitions
from conformance.records.parts import Bearing
from conformance.records.result import Evidence, Failure, FurtherFailure, Result
from conformance.subjects.backend import Backend
from conformance.subjects.operation import Call
from conformance.values.limits import CARRIER, Held
from conformance.words import Status

_STATUS_OF: dict[str, Status] = {"timeout": "timed_out", "crash": "crashed"}
"""The status of a law by the reason of its failure, where it is not `failed`."""


class Verdicts:
    """Results of the laws of a backend.

    `tried_by` is the command that tries the spec's own definitions, `check_again` gives source that checks a law once
    more, and `tries_snippets` says whether those of failures are tried in fresh interpreters.
    """

    def __init__(
        self, laws: BoundLaws, tried_by: str, check_again: Callable[[Law], Sequence[str]], *,
        tries_snippets: bool = False,
    ) -> None:  # fmt: skip
        self._laws, self._backend, self._pace = laws, laws.backend, laws.pace
        self._tried_by = tried_by
        self._explainer = Explainer(laws.backend, laws.operations, laws.reference, check_again)
        self._otherwise = Otherwise(laws)
        self._earlier = EarlierCalls(laws, self._explainer) if tries_snippets else None

    def result(
        self, law: Law, status: Status, evidence: Evidence | None = None, failure: Failure | None = None,
        note: str = "", limited: bool = False,
    ) -> Result:  # fmt: skip
        """A result with that status and 0 seconds, of which whoever asks has the time."""
        given = () if status == "not_provided" else self._laws.by_definition(law)
        note = with_definitions(note, given)
        told = evidence or Evidence(None, None, None, {})
        cases = sum(s.cases for s in told.stages)
        return Result(
            self._backend.name, law.id, law.kind, law.level, status, cases, told, 0.0, failure, note, limited,
            by_definition=given,
        )  # fmt: skip

    def failed(
        self, law: Law, failing: Failing, evidence: Evidence | None = None, note: str = "",
        further: Callable[[], Failing | None] = lambda: None, *, is_kept: bool = False,
    ) -> Result:  # fmt: skip
        """The result of a law that fails: no verdict on the backend where it fails there by the definitions too.

        `further` looks for a failure for another reason, which is told of as well. Of an input that was kept the
        snippet is not tried.
        """
        calls = self._laws.recent()
        refuted = refutation(law, failing.frame, self._laws.reference, self._tried_by)
        if refuted is not None:
            return FalseStatement(law, refuted).result(self._backend.name)
        status = _STATUS_OF.get(failing.error.reason, "failed")
        failure, hangs_on = (self._explain(law, failing), "") if is_kept else self._shown(law, failing, calls)
        if (other := further()) is not None and not self._is_false(law, other.frame):
            found, _ = self._shown(law, other, self._laws.recent())
            failure = replace(failure, also=FurtherFailure(
                found.reason, found.message, found.inputs, found.expected, found.actual, found.reproduce,
                found.expected_text, found.actual_text, found.layout,
            ))  # fmt: skip
        hint = "" if is_kept or hangs_on else self._otherwise.hint(law, failing)
        failure = replace(failure, hint=hint)
        return self.result(law, status, evidence, failure, "; ".join(filter(None, (note, hangs_on))))

    def _is_false(self, law: Law, frame: Frame) -> bool:
        return refutation(law, frame, self._laws.reference, self._tried_by) is not None

    def _explain(self, law: Law, failing: Failing) -> Failure:
        self._pace.until(math.inf)
        return self._explainer.explain(law, failing.frame, failing.error, failing.layout)

    def _shown(self, law: Law, failing: Failing, calls: Sequence[Call]) -> tuple[Failure, str]:
        """A failure explained, and what it hangs on beside the input."""
        failure = self._explain(law, failing)
        return (failure, "") if self._earlier is None else self._earlier.shown(law, failing, failure, calls)

    def refused(self, law: Law, frame: Frame) -> Result | None:
        """The result of a law that cannot be evaluated on an input by the spec's own definitions; None where it can."""
        guard = self._laws.guard(law)
        if guard is None or guard(frame) or guard.refused is None:
            return None
        return self.not_evaluated(law, *guard.refused)

    def not_evaluated(self, law: Law, frame: Frame, why: str) -> Result:
        """The result of a law of which the spec's own definitions say nothing on an input, and why."""
        return FalseStatement(law, not_evaluated(law, frame, why, self._tried_by)).result(self._backend.name)

    def so_far(self, law: Law, evidence: Evidence, bearing: Bearing, answered: bool, calls: int) -> Result:
        """The result of a law that held until its time ran out: passed where that is all that a pass demands."""
        status, note, _ = decided_so_far(evidence, bearing, answered, calls, self._pace.seconds)
        return self.result(law, status, evidence, note=note)

    def passed_or_vacuous(self, law: Law, evidence: Evidence, bearing: Bearing) -> Result:
        """The result of a law that held on all inputs: passed where they were inputs of which it says something."""
        status, note, limited = decided_by(evidence, bearing)
        return self.result(law, status, evidence, note=note, limited=limited)

    def bearing(self, law: Law, domain: Domain, evidence: Evidence, nothing_said: str = "") -> Bearing:
        """What the verdict hangs on beside the numbers of inputs.

        `nothing_said` is what is told where the law says nothing of any input; empty where it always says something.
        """
        required, stages = evidence.required, evidence.stages
        is_met, is_told = any(s.cases for s in stages), any(s.nontrivial for s in stages)
        excluded = {n: self._limits(self._excluded_by(domain, n)) for n in required if not evidence.covered[n]}
        return Bearing(
            tuple(domain.classifier.partitions), required, {n: limits for n, limits in excluded.items() if limits},
            bool(law.asked), domain.undecided,
            () if is_met else self._limits(self._to_blame(law)),
            self._limits(self._to_blame(law, nontrivially=True)) if is_met and not is_told else (),
            nothing_said,
        )  # fmt: skip

    def _to_blame(self, law: Law, *, nontrivially: bool = False) -> tuple[str, ...]:
        """The limits that leave the law without inputs, or without those that its premises speak of."""
        from conformance.checking.blame import limits_to_blame

        def speaks(backend: Backend, claims: Claims) -> Callable[[Frame], bool] | None:
            selective = self._laws.selective(law, backend, claims)
            return None if selective is None else selective.says_something

        return limits_to_blame(
            law, self._backend, self._laws.definitions, self._laws.reference, speaks, nontrivially=nontrivially
        )

    def _limits(self, names: Iterable[str]) -> tuple[str, ...]:
        shown = {**self._backend.limits.shown(), CARRIER: self._backend.carrier.text}
        return tuple([f"{name}={shown[name]}" for name in names])

    def required(self, law: Law, domain: Domain) -> tuple[str, ...]:
        """The partitions that a pass demands: those that the law names, and those that its types do."""
        partitions = domain.classifier.partitions.items()
        every = law.level == "core" and not law.premises
        derived = [n for n, ps in partitions if any(p.required for p in ps)] if every else []
        return tuple(dict.fromkeys((*law.cover, *derived)))

    def _excluded_by(self, domain: Domain, name: str) -> list[str]:
        """The backend's limits under which no input lies in a partition, the carrier among them."""
        partitions, carrier = domain.classifier.partitions[name], self._backend.carrier
        excluding = frozenset().union(*(p.excluded_by for p in partitions))
        held = Held(carrier.max_nat, carrier.has_negatives)
        limits = [limit for limit in self._backend.limits.shown() if limit in excluding]
        return limits if any(held.holds(p.number) for p in partitions) else [*limits, CARRIER]
