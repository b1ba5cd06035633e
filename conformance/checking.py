"""One law on one backend: inputs are drawn, the law is evaluated, a failure is shrunk and explained."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.binding import Backend, Operation, OperationFailed, bind
from conformance.cases.domain import Bounds, Domain
from conformance.laws import Law
from conformance.lean.evaluate import Frame, Value, compile_term
from conformance.lean.render import render
from conformance.lean.syntax import Builtin, Call, Definition, subterms
from conformance.profiles import Profile
from conformance.results import CallRecord, Evidence, Failure, Result, StageEvidence, lean_text


class Violated(Exception):
    """A law that does not hold on an input."""

    def __init__(self, reason: str, message: str, expected: object, actual: object,
                 expected_text: str = "", actual_text: str = "") -> None:  # fmt: skip
        super().__init__(message)
        self.reason, self.message = reason, message
        self.expected, self.actual = expected, actual
        self.expected_text, self.actual_text = expected_text, actual_text


@dataclass(slots=True)
class Counts:
    """How many inputs were drawn, and on how many of them the premises were met."""

    drawn: int = 0
    met: int = 0


Check = Callable[[Frame], None]


class Checker:
    """Checks the laws of a spec on one backend."""

    def __init__(
        self,
        backend: Backend,
        definitions: Mapping[str, Definition],
        reference: Mapping[str, Callable[..., Value]],
        profile: Profile,
        seed: int,
    ) -> None:
        self.backend = backend
        self.definitions = definitions
        self.reference = reference
        self.profile = profile
        self.seed = seed
        self.operations = bind(backend, definitions)

    def check(self, law: Law) -> Result:
        """The result of a law; a fault of this program comes as `harness_error`."""
        started = time.perf_counter()
        try:
            result = self._check(law)
        except KeyboardInterrupt:
            raise
        except Exception as error:
            result = self._result(law, "harness_error", note=f"{type(error).__name__}: {error}")
        return _with_seconds(result, time.perf_counter() - started)

    def _check(self, law: Law) -> Result:
        missing = sorted(law.operations - set(self.operations))
        if missing:
            return self._result(law, "not_provided", note=self._missing(missing))
        domain = Domain(law, self.definitions, self.reference, Bounds(self.backend.limits, self.backend.max_nat))
        check = self.compile(law, self.operations)
        counts = Counts()
        failing = search(domain, check, counts, self.profile.examples, self.seed_of(law.id))
        evidence = Evidence(None, StageEvidence(counts.met, counts.drawn), None, {})
        if failing is not None:
            return self._result(law, "failed", counts, evidence, self.explain(law, *failing))
        if counts.met == 0:
            limited = bool(self.backend.limits.shown()) and not law.premises
            note = "no input met the premises" if not limited else (
                f"no input inside the limits {self.backend.limits.shown()}")  # fmt: skip
            return self._result(law, "vacuous", counts, evidence, note=note, limited=limited)
        return self._result(law, "passed", counts, evidence)

    def seed_of(self, name: str) -> int:
        """A seed of its own for each law, so that choosing fewer laws changes no result."""
        return zlib.crc32(f"{self.seed}:{name}".encode())

    def _missing(self, missing: Sequence[str]) -> str:
        from conformance.laws import snake_case

        near = []
        for name in missing:
            similar = self.backend.near_misses.get(name)
            near.append(f"`{snake_case(name)}`" + (f" (it has `{similar}`)" if similar else ""))
        return f"the backend has no {', '.join(near)}"

    def _result(
        self, law: Law, status: str, counts: Counts | None = None, evidence: Evidence | None = None,
        failure: Failure | None = None, note: str = "", limited: bool = False,
    ) -> Result:  # fmt: skip
        return Result(
            self.backend.name, law.id, law.kind, law.level, status, counts.met if counts else 0,
            evidence or Evidence(None, None, None, {}), 0.0, failure, note, limited,
        )  # fmt: skip

    # What a law demands of one input

    def compile(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Check:
        """The law as a function of an input; it raises `Violated` or `OperationFailed` where it does not hold."""
        names = tuple(b.name for b in law.binders)
        if law.obligation is not None:
            assert law.subject is not None
            return OBLIGATION_CHECKS[law.obligation](self.operations[law.subject.name])
        sides = _sides(law.claim)
        if sides is None:
            holds = compile_term(law.claim, names, operations)

            def check(frame: Frame) -> None:
                if not holds(frame):
                    raise Violated("violation", f"`{render(law.claim)}` does not hold", True, False,
                                   f"{render(law.claim)} holds", "it does not")  # fmt: skip

            return check
        gave = compile_term(sides[0], names, operations)
        # A definition's body is what the spec says; a theorem relates what the backend gives on both sides.
        demanded = compile_term(sides[1], names, self.reference if law.kind == "definition" else operations)

        def compare(frame: Frame) -> None:
            actual, expected = gave(frame), demanded(frame)
            if actual != expected:
                left, right = render(sides[0]), render(sides[1])
                gives, demands = lean_text(actual), lean_text(expected)
                message = f"`{left}` is {gives}, `{right}` is {demands}"
                expected_text, actual_text = f"{right} = {demands}", f"{left} = {gives}"
                raise Violated("violation", message, expected, actual, expected_text, actual_text)

        return compare

    # What is told of a failure

    def explain(self, law: Law, frame: Frame, error: Violated | OperationFailed) -> Failure:
        """A failure with every call that the law makes on this input, and a snippet that makes them again."""
        inputs = {b.name: plain(v) for b, v in zip(law.binders, frame, strict=True)}
        calls = self.trace(law, frame)
        if isinstance(error, Violated):
            reason, message = error.reason, error.message
            expected, actual = plain(error.expected), plain(error.actual)
            expected_text, actual_text = (
                error.expected_text or lean_text(expected),
                error.actual_text or lean_text(actual),
            )
        else:
            failed = next((c for c in calls if c.differs), None)
            reason, message = error.reason, error.message
            expected = plain(failed.specified) if failed is not None else None
            actual = error.returned if error.reason == "malformed" else error.message
            expected_text = f"{failed.term} = {lean_text(expected)}" if failed is not None else "a result"
            actual_text = message
        return Failure(
            reason, message, inputs, expected, actual, self.snippet(law, frame), expected_text, actual_text,
            tuple(calls),
        )  # fmt: skip

    def trace(self, law: Law, frame: Frame) -> list[CallRecord]:
        """Each call of the law on this input: its term, what came back, and what the spec says."""
        records = []
        for term, arguments in self._calls(law, frame):
            specified = self.reference[term.name](*arguments)
            returned: object
            try:
                value = self.operations[term.name](*arguments)
                returned, differs = plain(value), value != specified
            except OperationFailed as error:
                returned, differs = error.message, True
            records.append(CallRecord(render(term), returned, plain(specified), differs))
        return records

    def _calls(self, law: Law, frame: Frame) -> list[tuple[Call, tuple[Value, ...]]]:
        """The calls whose arguments depend on the law's own variables alone, innermost first, spec values."""
        names = tuple(b.name for b in law.binders)
        found: dict[tuple[str, tuple[Value, ...]], tuple[Call, tuple[Value, ...]]] = {}
        root = law.claim.arguments[0] if law.kind == "definition" and isinstance(law.claim, Builtin) else law.claim
        for term in reversed(list(subterms(root))):
            if isinstance(term, Call):
                try:
                    arguments = tuple(compile_term(a, names, self.reference)(frame) for a in term.arguments)
                    found.setdefault((term.name, arguments), (term, arguments))
                except (KeyError, TypeError):
                    continue
        return list(found.values())

    def snippet(self, law: Law, frame: Frame) -> str:
        """Python source that makes the law's calls on this input and fails where the backend differs."""
        carrier = self.backend.carrier
        lines = [*carrier.imports(), self.backend.expression, ""]
        records = self._calls(law, frame)
        for number, (term, arguments) in enumerate(records, 1):
            from conformance.laws import snake_case

            operation = self.operations[term.name]
            explicit = [a for a, hidden in zip(arguments, term.implicit, strict=True) if not hidden]
            literals = [carrier.literal(f, v) for f, v in zip(operation.forms, explicit, strict=True)]
            variable = "got" if len(records) == 1 else f"got_{number}"
            specified = self.reference[term.name](*arguments)
            lines += [
                f"# {render(term)} = {lean_text(specified)}",
                f"{variable} = backend.{snake_case(term.name)}({', '.join(literals)})",
                carrier.check_source(variable, operation.result_form, specified),
            ]
        return "\n".join(lines) + "\n"


def search(
    domain: Domain, check: Check, counts: Counts, examples: int, seed: int
) -> tuple[Frame, Violated | OperationFailed] | None:
    """Samples inputs with Hypothesis; returns a shrunk failing input with what it raised, or None."""
    from hypothesis import HealthCheck, Phase, given, reject, settings
    from hypothesis import seed as seeded
    from hypothesis.errors import Flaky, Unsatisfiable

    from conformance.cases.sample import frames

    latest: list[tuple[Frame, Violated | OperationFailed]] = []

    @seeded(seed)
    @settings(
        max_examples=examples, database=None, deadline=None, derandomize=False, print_blob=False,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(frames(domain))
    def evaluate(frame: Frame | None) -> None:
        if not latest:
            counts.drawn += 1
        if frame is None or not domain.premises_met(frame):
            reject()
        if not latest:
            counts.met += 1
        try:
            check(frame)
        except (Violated, OperationFailed) as error:
            latest.append((frame, error))
            raise

    try:
        evaluate()
    except (Violated, OperationFailed):
        return latest[-1]
    except Unsatisfiable:
        return None
    except Flaky:
        frame, _ = latest[-1]
        message = "the law failed on this input once and held when it was evaluated again"
        return frame, Violated("nondeterministic", message, "the same result again", "another result")
    return None


def _well_formed(operation: Operation) -> Check:
    def check(frame: Frame) -> None:
        operation(*frame)

    return check


def _preserves_inputs(operation: Operation) -> Check:
    carrier = operation.carrier

    def check(frame: Frame) -> None:
        natives = operation.embed(tuple(frame))
        before = [carrier.snapshot(n) for n in natives]
        operation.call(natives)
        for binder, native, saved in zip(operation.definition.explicit, natives, before, strict=True):
            if not carrier.unchanged(native, saved):
                message = f"argument `{binder.name}` was changed by the call"
                raise Violated("mutated_input", message, carrier.plain(saved), carrier.plain(native))

    return check


def _deterministic(operation: Operation) -> Check:
    def check(frame: Frame) -> None:
        arguments = tuple(frame)
        first, second = operation(*arguments), operation(*arguments)
        if first != second:
            message = f"two calls with the same arguments gave {lean_text(first)} and {lean_text(second)}"
            raise Violated("nondeterministic", message, first, second)

    return check


OBLIGATION_CHECKS: dict[str, Callable[[Operation], Check]] = {
    "well_formed": _well_formed,
    "preserves_inputs": _preserves_inputs,
    "deterministic": _deterministic,
}


def _sides(claim: Any) -> tuple[Any, Any] | None:
    if isinstance(claim, Builtin) and claim.name in ("Eq", "Iff"):
        return claim.arguments[0], claim.arguments[1]
    return None


def plain(value: Value) -> Any:
    """A spec value as JSON has it: lists for tuples."""
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return repr(value)


def _with_seconds(result: Result, seconds: float) -> Result:
    from dataclasses import replace

    return replace(result, seconds=round(seconds, 6))
