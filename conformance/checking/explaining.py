"""What is told of a failure: each call that the law makes on the input, and a snippet that makes them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from conformance.checking.evaluation import Violated
from conformance.checking.recording import source_of
from conformance.laws.laws import Law
from conformance.lean.closures import Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.syntax import Builtin, Call, subterms
from conformance.records.result import CallRecord, Failure
from conformance.records.values import lean_text
from conformance.subjects.asserts import ASSERTS_FORM, IMPORT, form_assert, value_assert
from conformance.subjects.backend import Backend
from conformance.subjects.calls import CallFailed, NoAnswer, OperationFailed
from conformance.subjects.layouts import told
from conformance.subjects.operation import Operation
from conformance.values.membership import inputs_of, plain, plain_of
from conformance.values.naming import snake_case


class Explainer:
    """Explains the failures of one backend; `check_again` gives source that checks a law of `backend` once more."""

    def __init__(
        self,
        backend: Backend,
        operations: Mapping[str, Operation],
        reference: Mapping[str, Callable[..., Value]],
        check_again: Callable[[Law], Sequence[str]] = lambda law: (),
    ) -> None:
        self._check_again = check_again
        self.backend = backend
        self.operations = operations
        self.reference = reference
        # What has no body gives whatever the backend says.
        self._given: Mapping[str, Callable[..., Value]] = {
            **reference,
            **{name: o for name, o in operations.items() if o.definition.body is None},
        }
        self.head = "\n".join([*backend.carrier.imports(), backend.expression, ""]) + "\n"

    def _source(self, operations: Iterable[Operation], lines: Sequence[str]) -> str:
        """Python source that has what those operations and lines need beyond the head."""
        needed = dict.fromkeys(line for operation in operations for line in operation.needed)
        if any(line.startswith(ASSERTS_FORM) for line in lines):
            needed[IMPORT] = None
        return self.head + "\n".join([*needed, *lines]) + "\n"

    def explain(
        self, law: Law, frame: Frame, error: Violated | CallFailed, layout: str, *, in_form: bool = False
    ) -> Failure:
        """The failure of a law on an input, with vectors in the given layout.

        The snippet asserts the form of what an operation gave where that is what fails, or `in_form`.
        """
        for operation in self.operations.values():
            operation.layout = layout
        try:
            return self._explain(law, frame, error, layout, in_form)
        finally:
            for operation in self.operations.values():
                operation.layout = ""

    def _explain(self, law: Law, frame: Frame, error: Violated | CallFailed, layout: str, in_form: bool) -> Failure:
        inputs: dict[str, Any] = inputs_of(law.binders, frame)
        reason, message, reproduce = error.reason, error.message, ""
        calls: tuple[CallRecord, ...] = ()
        if isinstance(error, Violated):
            expected, actual = plain(error.expected), plain(error.actual)
            expected_text = error.expected_text or lean_text(expected)
            actual_text = error.actual_text or lean_text(actual)
            inputs, reproduce = dict(error.inputs) if error.inputs is not None else inputs, error.reproduce
            calls = error.calls
        if isinstance(error, NoAnswer):
            expected, expected_text = self._demanded(law, frame, error)
            if not self.calls(law, frame):
                reproduce = self._call_source(error)
            actual = actual_text = message
        elif law.obligation is None or isinstance(error, OperationFailed):
            calls = tuple(self.trace(law, frame))
        if isinstance(error, OperationFailed):
            failed = next((c for c in calls if c.differs), None)
            expected = plain(failed.specified) if failed is not None else None
            actual = error.returned if error.reason == "malformed" else error.message
            expected_text = "a result" if failed is None else f"{failed.term} = {lean_text(expected)}"
            if failed is not None and not failed.is_specified:
                expected_text = "a value of its type"
            actual_text = message
        if layout:
            message = f"{message} ({told(layout)})"
        in_form = in_form or error.reason == "malformed"
        return Failure(
            reason, message, inputs, expected, actual, reproduce or self.snippet(law, frame, in_form=in_form),
            expected_text, actual_text, calls, *self._at_fault(law, error, calls), layout,
        )  # fmt: skip

    def _demanded(self, law: Law, frame: Frame, error: NoAnswer) -> tuple[object, str]:
        """What a call that was not answered should have given, with the words for it."""
        try:
            given = self.reference[error.operation](*error.arguments)
            specified = plain_of(self.operations[error.operation].definition.result, given)
        except Exception:
            return "an exception", "an exception, for arguments beyond the domain"
        call = error.operation, error.arguments
        made = [t for t, arguments in self.calls(law, frame) if (t.name, arguments) == call]
        term = law.text(made[0]) if made else snake_case(error.operation)
        return specified, f"{term} = {lean_text(specified)}"

    def _call_source(self, error: NoAnswer) -> str:
        """Python source that makes the call that was not answered."""
        operation = self.operations[error.operation]
        binders = operation.definition.binders
        explicit = [v for v, b in zip(error.arguments, binders, strict=True) if not b.implicit]
        literals = operation.literals(explicit)
        return self._source([operation], [*_pasted(operation, explicit), operation.source(literals)])

    def _at_fault(self, law: Law, error: Violated | CallFailed, calls: tuple[CallRecord, ...]) -> tuple[str, str]:
        """The backend's function that gave what the spec does not say, and its file and line."""
        wrong = [c.operation for c in calls if c.differs] or [c.operation for c in calls if not c.is_specified]
        if isinstance(error, CallFailed):
            name = snake_case(error.operation)
        elif law.subject is not None:
            name = snake_case(law.subject.name)
        else:
            name = wrong[0] if wrong else ""
        functions = {snake_case(o.definition.name): o.function for o in self.operations.values()}
        return name, (source_of(functions[name]) or "") if name in functions else ""

    def trace(self, law: Law, frame: Frame) -> list[CallRecord]:
        """Each call of the law on this input: its term, what came back, and what the spec says."""
        records = []
        for term, arguments in self.calls(law, frame):
            definition = self.operations[term.name].definition
            is_specified = definition.body is not None
            specified = self.reference[term.name](*arguments) if is_specified else None
            outcome = self.operations[term.name].outcome(arguments)
            failed = isinstance(outcome, OperationFailed)
            told = partial(plain_of, definition.result)
            returned = outcome.message if isinstance(outcome, OperationFailed) else told(outcome)
            differs = failed or (is_specified and outcome != specified)
            says = told(specified) if is_specified else None
            records.append(CallRecord(law.text(term), returned, says, differs, snake_case(term.name), is_specified))
        return records

    def calls(self, law: Law, frame: Frame) -> list[tuple[Call, tuple[Value, ...]]]:
        """The calls whose arguments depend on the law's own variables alone, innermost first, with spec values.

        Those of premises come before those of the claim.
        """
        names = tuple(b.name for b in law.binders)
        found: dict[tuple[str, tuple[Value, ...]], tuple[Call, tuple[Value, ...]]] = {}
        root = law.claim.arguments[0] if law.kind == "definition" and isinstance(law.claim, Builtin) else law.claim
        terms = [t for statement in (*(p.statement for p in law.asked), root) for t in reversed([*subterms(statement)])]
        for term in terms:
            if isinstance(term, Call) and term.name in self.operations:
                try:
                    arguments = tuple(compile_term(a, names, self._given)(frame) for a in term.arguments)
                    found.setdefault((term.name, arguments), (term, arguments))
                except (KeyError, TypeError, CallFailed):
                    continue
        return list(found.values())

    def snippet(self, law: Law, frame: Frame, *, in_form: bool = True) -> str:
        """Python source that makes the law's calls on this input and fails where the backend differs from the spec.

        It asserts values, and `in_form` forms before them, so that what is not of its type is told as that.
        A call by which a premise is met is to give what it gave, though the spec says something else: that comes last.
        So does that what has no definition gives again what the law does not hold of.
        """
        lines = []
        seen: list[str] = []
        records = self.calls(law, frame)
        assumed = [t for p in law.asked for t in subterms(p.statement)]
        last: list[str] = []
        for number, (term, arguments) in enumerate(records, 1):
            operation = self.operations[term.name]
            explicit = [a for a, hidden in zip(arguments, term.implicit, strict=True) if not hidden]
            literals = operation.literals(explicit)
            variable = "got" if len(records) == 1 else f"got_{number}"
            call = f"{variable} = {operation.source(literals)}"
            if operation.definition.body is None:
                lines += [f"# {law.text(term)}", *_pasted(operation, explicit), call]
                came = operation.outcome(arguments)
                if not isinstance(came, OperationFailed):
                    seen.append(operation.check_source(variable, came))
                elif came.reason == "malformed":
                    lines.append(f"assert repr({variable}) != {came.returned!r}, {came.message!r}")
                continue
            specified = self.reference[term.name](*arguments)
            plainly = partial(plain_of, operation.definition.result)
            told, demanded = f"# {law.text(term)} = {lean_text(plainly(specified))}", specified
            given = self._outcome(operation, arguments) if term in assumed else None
            if given is not None and given != specified:
                last += [told, value_assert(operation, variable, specified)]
                told = f"# {law.text(term)} gave {lean_text(plainly(given))}, which the premises are judged by"
                demanded = given
            lines += [told, *_pasted(operation, explicit), call]
            lines += [form_assert(operation, variable, demanded)] if in_form else []
            lines.append(value_assert(operation, variable, demanded))
        again = _refused_again(seen, law.text(law.claim)) if seen else []
        if not records:
            # What it calls hangs on what it binds itself, as on a seed that is drawn.
            again = [*self._as_declared(), *self._check_again(law)]
        return self._source([self.operations[term.name] for term, _ in records], [*lines, *last, *again])

    def _as_declared(self) -> list[str]:
        """Python source that gives `backend` what was said of it elsewhere than in its code."""
        said = self.backend.declared
        lines = [f"backend.forms = {self.backend.forms.shown()!r}"] if any(said.forms) else []
        lines += [f"backend.carrier = {said.carrier!r}"] if said.carrier else []
        lines += [f"backend.batched = {sorted(self.backend.forms.batched)!r}"] if said.batched is not None else []
        return lines + ([f"backend.limits = {self.backend.limits.shown()!r}"] if said.limits else [])

    def _outcome(self, operation: Operation, arguments: tuple[Value, ...]) -> Value | None:
        """What a call comes to; None where it comes to no value."""
        try:
            return operation.apply(arguments)
        except CallFailed:
            return None


def _refused_again(seen: Sequence[str], claim: str) -> list[str]:
    """Python source that fails where all came back again that was seen when the claim did not hold."""
    checks = [f"    {line}" for check in seen for line in check.splitlines()]
    refused = f"raise AssertionError({f'of this, `{claim}` does not hold'!r})"
    return ["try:", *checks, "except AssertionError:", "    pass", "else:", f"    {refused}"]


def _pasted(operation: Operation, explicit: Sequence[Value]) -> list[str]:
    """The call as a shell command, in a comment, where the function has one."""
    shell_source = getattr(operation.function, "shell_source", None)
    if not callable(shell_source):
        return []
    natives = [operation.carrier.embedder(operation.forms[k])(operation.given(k, v)) for k, v in enumerate(explicit)]
    source = shell_source(natives)
    return [f"# in a shell: {source}"] if source else []
