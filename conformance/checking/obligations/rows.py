"""What batches of several rows come to, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NoReturn

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import Subject
from conformance.checking.obligations.outcomes import in_words
from conformance.lean.closures import Value
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.subjects.together import Together
from conformance.values.membership import plain
from conformance.values.naming import snake_case


class BatchRows:
    """Asks an operation of several rows at once."""

    answered: bool

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        operation = subject.operation
        assert operation.batch is not None
        self.batch = operation.batch
        self.together = Together(operation)
        definition = subject.definition
        self.explicit = [k for k, b in enumerate(definition.binders) if not b.implicit]
        own = zip(self.explicit, self.batch.batched, strict=True)
        self.own = [position for position, batched in own if batched]
        self.is_real = self.together.is_real
        self.close = 2.0 ** (-subject.claims.bounds.significand // 2)

    def of_another_length(self, native: Any, count: int) -> OperationFailed:
        name, carrier = self.subject.definition.name, self.subject.operation.carrier
        shape = getattr(native, "shape", None)
        got = f"shape {tuple(shape)}" if isinstance(shape, tuple) else carrier.plain(native)
        told = f"expected a leading axis of length {count}, one for each row of the batch, got {got}"
        return OperationFailed(name, "malformed", f"{told}{self.batch.hint(native)}", carrier.plain(native))

    def result(self, native: Any, k: int, row: tuple[Value, ...]) -> Value | OperationFailed:
        try:
            return self.together.row(native, k, row)
        except OperationFailed as failed:
            return failed

    def same(self, a: Value, b: Value) -> bool:
        """Whether two results are the same; of real ones floats of other sizes may be rounded otherwise."""
        if not self.is_real or a == b:
            return bool(a == b)
        if isinstance(a, tuple) and isinstance(b, tuple):
            return len(a) == len(b) and all(map(self.same, a, b))
        if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, tuple) or isinstance(b, tuple):
            return False
        return bool(abs(a - b) <= self.close * max(abs(a), abs(b)))

    def reduced(self, alone: Sequence[Any]) -> Any:
        total = sum(alone)
        return Fraction(total) / len(alone) if self.batch.reduction.endswith("(mean)") else total

    def first_part(self, name: str) -> str:
        """Source of what of a result has the leading axis."""
        form: Any = self.batch.result
        while hasattr(form, "fields"):
            name = f"{name}.{form.attributes[0]}" if form.names else f"{name}[0]"
            form = form.fields[0]
        return name

    def bound(self, rows: Sequence[tuple[Value, ...]]) -> tuple[list[str], list[str]]:
        """Source that binds each explicit argument to its name, and the names."""
        _, _, names = self.subject.lines(rows[0])
        literals = self.together.literals(rows)
        return [f"{name} = {literal}" for name, literal in zip(names, literals, strict=True)], names

    def row_lines(self, names: Sequence[str], count: int, k: int, alone: Value) -> list[str]:
        return [
            f"rows = {self.together.source(names, count)}",
            f"assert len({self.first_part('rows')}) == {count}, rows",
            f"got = {self.together.row_source('rows', k)}",
            self.subject.operation.check_source("got", alone),
        ]

    def tell(
        self, rows: Sequence[tuple[Value, ...]], alone: Sequence[Value], k: int, got: Value | OperationFailed
    ) -> NoReturn:
        bound, names = self.bound(rows)
        if self.batch.reduction:
            wanted = self.reduced(alone)
            lines = [*bound, f"got = {self.together.source(names, len(rows))}"]
            lines += [f"assert abs(float(got) - {float(wanted)!r}) <= {self.close * abs(float(wanted))!r}, got"]
            each = ", ".join(lean_text(plain(value)) for value in alone)
            expected = f"{wanted}, as {self.batch.reduction} of the rows' {each} says"
            message = f"a batch of {len(rows)} rows gave {in_words(got)}, and its rows alone {each}"
        else:
            lines = [*bound, *self.row_lines(names, len(rows), k, alone[k])]
            expected = lean_text(plain(alone[k]))
            message = f"row {k} of {len(rows)} gave {in_words(got)}, and alone {expected}"
        self.fail(rows[k], self.reason(got), message, expected, in_words(got), lines)

    def reason(self, got: Value | OperationFailed) -> str:
        return got.reason if isinstance(got, OperationFailed) else "violation"

    def fail(
        self, row: tuple[Value, ...], reason: str, message: str, expected: str, actual: str, lines: Sequence[str]
    ) -> NoReturn:
        name = snake_case(self.subject.definition.name)
        raise Violated(
            reason, f"{name}: {message}", expected, actual, expected, actual,
            inputs=self.subject.inputs(row), reproduce=self.subject.source(*lines),
        )  # fmt: skip
