"""An operation that is asked once for each input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from conformance.lean.evaluate import Value
from conformance.subjects.calls import CallFailed, OperationFailed, OutsideLimits
from conformance.subjects.operation import Operation

_UNKNOWN = object()


class Tabulated:
    """An operation that is called once for each input; later calls with the same input give the first outcome.

    `inside` says whether a call with these arguments is inside the backend's limits, and is None where every call is; a
    call that is not raises `OutsideLimits`.
    """

    def __init__(self, operation: Operation, inside: Callable[[Sequence[Value]], bool] | None) -> None:
        self.operation = operation
        self._inside = inside
        self._values: dict[tuple[Value, ...], Value] = {}
        self._failures: dict[tuple[Value, ...], CallFailed | OutsideLimits] = {}

    def __call__(self, *arguments: Value) -> Value:
        return self.apply(arguments)

    def apply(self, arguments: tuple[Value, ...]) -> Value:
        """The outcome for the arguments given as a tuple."""
        value = self._values.get(arguments, _UNKNOWN)
        if value is not _UNKNOWN:
            return value
        if self._failures and (failed := self._failures.get(arguments)) is not None:
            raise failed.with_traceback(None)
        if self._inside is not None and not self._inside(arguments):
            outside = self._failures[arguments] = OutsideLimits()
            raise outside
        try:
            value = self.operation.apply(arguments)
        except OperationFailed as failed:
            self._failures[arguments] = failed
            raise
        self._values[arguments] = value
        return value

    def unknown(self, many: Iterable[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
        """Those of the arguments, each once, that a call would be made for."""
        return [
            arguments
            for arguments in dict.fromkeys(many)
            if arguments not in self._values
            and arguments not in self._failures
            and (self._inside is None or self._inside(arguments))
        ]

    def note(self, arguments: tuple[Value, ...], outcome: Value | CallFailed) -> None:
        """Keeps the outcome of a call that was made elsewhere."""
        if isinstance(outcome, CallFailed):
            self._failures[arguments] = outcome
        else:
            self._values[arguments] = outcome
