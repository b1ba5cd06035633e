"""Many calls at once: what a law will ask of a backend is learnt from the spec's reference, and asked beforehand.

A function may offer `call_many(lists of arguments)`, which gives for each list the result, or the exception that a call
with it would raise. Where it does, the law is rehearsed on inputs with the reference in the place of the backend, the
arguments of its calls are noted, and those whose outcome is not known yet are asked together. What a rehearsal does not
meet, such as calls on a wrong result, is called one at a time when the law is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from conformance.checking.evaluation import Check, Violated
from conformance.laws.laws import Law
from conformance.lean.allowance import Undefined
from conformance.lean.closures import Frame, Value
from conformance.subjects.calls import CallFailed, NoAnswer, NoReply, OperationFailed
from conformance.subjects.operation import Operation
from conformance.subjects.tabulated import Tabulated


class Batches:
    """Fills tables of outcomes; `recorders` are the reference's operations, which note the arguments they are given."""

    def __init__(self, tables: Mapping[str, Tabulated], reference: Mapping[str, Callable[..., Value]]) -> None:
        self._tables = {n: t for n, t in tables.items() if offers_many(t.operation)}
        self._noted: dict[str, list[tuple[Value, ...]]] = {name: [] for name in self._tables}
        self.recorders: dict[str, Callable[..., Value]] = {
            name: _recorder(operation, self._noted[name]) if name in self._tables else operation
            for name, operation in reference.items()
        }

    def helps(self, law: Law) -> bool:
        """Whether the law calls an operation that many calls at once can be asked of."""
        return not law.operations.isdisjoint(self._tables)

    def prepare(self, rehearsal: Check, frames: Sequence[Frame]) -> None:
        """Asks for all that the law, compiled with `recorders`, calls on the inputs."""
        for frame in frames:
            try:
                rehearsal(frame)
            except (Violated, Undefined):
                # A statement that is false by the spec itself, or not decided by it; its calls are noted all the same.
                continue
        for name, noted in self._noted.items():
            table = self._tables[name]
            many = table.unknown(noted)
            noted.clear()
            for arguments, outcome in zip(many, outcomes(table.operation, many), strict=False):
                table.note(arguments, outcome)


def offers_many(operation: Operation) -> bool:
    """Whether the operation's function takes many calls at once."""
    return callable(getattr(operation.function, "call_many", None))


def outcomes(operation: Operation, many: Sequence[tuple[Value, ...]]) -> list[Value | CallFailed]:
    """What calls come to, made together; none where each is to be made by itself, as they took too long together.

    Where they were answered wrongly, and each by itself is not, that is the outcome of the first of them.
    """
    # A journal is told of calls one by one.
    if len(many) < 2 or operation.journal is not None:
        return []
    call_many: Callable[..., list[object]] = operation.function.call_many  # type: ignore[attr-defined]
    try:
        natives = call_many([operation.embed(arguments) for arguments in many])
    except NoAnswer:
        return []
    except NoReply as error:
        return [] if error.reason == "timeout" else _blamed(operation, many, error)
    operation.calls += len(many)
    for arguments in many:
        operation.recent((operation, arguments, ""))
    return [_outcome(operation, native, arguments) for native, arguments in zip(natives, many, strict=True)]


def _blamed(operation: Operation, many: Sequence[tuple[Value, ...]], error: NoReply) -> list[Value | CallFailed]:
    """What the calls come to one by one, up to the one that gives no answer; one is to blame for the answer to all."""
    found: list[Value | CallFailed] = []
    for arguments in many:
        try:
            found.append(operation.outcome(arguments))
        except NoAnswer as silent:
            return [*found, silent]
    message = f"asked for {len(many):,} calls at once, {error}; asked for each by itself, it answers"
    return [NoAnswer(operation.definition.name, many[0], error.reason, message), *found[1:]]


def _outcome(operation: Operation, native: object, arguments: tuple[Value, ...]) -> Value | CallFailed:
    if isinstance(native, BaseException):
        return operation.failed(native, arguments)
    operation.describe(native)
    try:
        return operation.decode(native, arguments)
    except OperationFailed as failed:
        return failed


def _recorder(operation: Callable[..., Value], noted: list[tuple[Value, ...]]) -> Callable[..., Value]:
    def record(*arguments: Value) -> Value:
        try:
            result = operation(*arguments)
        except Undefined:
            noted.append(arguments)
            raise
        # What takes too much by the spec has raised, and is not asked.
        noted.append(arguments)
        return result

    return record
