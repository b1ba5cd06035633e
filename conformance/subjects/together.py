"""Calls of a batched operation with several rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from conformance.carriers.base import Form, Kind, Malformed, UnsupportedForm
from conformance.carriers.batches import gathered, part_of, part_source, rows_in
from conformance.carriers.composed import Embedder, embedder
from conformance.carriers.forms import kinds_of
from conformance.lean.closures import Value
from conformance.subjects.calls import OperationFailed
from conformance.subjects.operation import Operation
from conformance.values.naming import snake_case


class Together:
    """An operation that is called with several rows at once, which share all that has no leading axis."""

    def __init__(self, operation: Operation) -> None:
        assert operation.batch is not None
        self.operation, self.batch = operation, operation.batch
        self._explicit = [k for k, b in enumerate(operation.definition.binders) if not b.implicit]
        plain: Embedder = operation.carrier.embedder
        self._base = getattr(operation.carrier, "base", operation.carrier)
        self._embedders = [embedder(self._base, form, plain) for form in self.batch.forms]

    def embed(self, rows: Sequence[Sequence[Value]]) -> list[Any]:
        """The explicit arguments of a batch of one row or more."""
        return [embed(self._of(k, rows)) for k, embed in enumerate(self._embedders)]

    def _of(self, k: int, rows: Sequence[Sequence[Value]]) -> Value:
        values = [row[self._explicit[k]] for row in rows]
        return gathered(self.batch.rows[k], values) if self.batch.batched[k] else values[0]

    def none_of(self, natives: Sequence[Any]) -> list[Any]:
        """The same arguments without rows."""
        both = zip(natives, self.batch.batched, self.batch.rows, strict=True)
        return [part_of(form, native, 0, 0) if batched else native for native, batched, form in both]

    def call(self, natives: Sequence[Any], rows: Sequence[Sequence[Value]], count: int) -> Any:
        """What the function gives for that many rows, the first of them being these.

        Raises:
            CallFailed: it raised, or gave no answer.
        """
        calling = self.operation.calling
        if self.batch.size:
            calling = replace(calling, constants={self.batch.size: count})
        return self.operation.call_as(calling.of(self.operation.function), natives, rows[0])

    def count(self, native: Any) -> int | None:
        """How many rows came back; None where there is no leading axis."""
        try:
            return rows_in(self.batch.result, native)
        except Malformed:
            return None

    def row(self, native: Any, k: int, row: Sequence[Value]) -> Value:
        """The result of one row, of those that came back.

        Raises:
            CallFailed: it has not the form of its type.
        """
        return self.operation.decode(part_of(self.batch.result, native, k, k + 1), row)

    def literals(self, rows: Sequence[Sequence[Value]]) -> list[str]:
        """Python source of the explicit arguments."""
        carrier = self.operation.carrier
        return [carrier.literal(form, self._of(k, rows)) for k, form in enumerate(self.batch.forms)]

    def source(self, written: Sequence[str], count: int) -> str:
        """Python source of a call of that many rows, of arguments that are written so."""
        operation = self.operation
        calling = operation.calling
        if self.batch.size:
            calling = replace(calling, constants={self.batch.size: count})
        return calling.source(f"backend.{snake_case(operation.definition.name)}", written)

    def row_source(self, name: str, k: int) -> str:
        """Python source of one of the rows that came back, as a batch."""
        return part_source(self.batch.result, name, k, k + 1)

    def none_source(self, k: int, name: str) -> str:
        """Python source of an argument without rows."""
        return part_source(self.batch.rows[k], name, 0, 0) if self.batch.batched[k] else name

    @property
    def is_real(self) -> bool:
        """Whether rows give real numbers, which floats round."""
        return any(kind.is_real for kind in kinds_of((self.batch.result,)))

    def are_alike(self, rows: Sequence[Sequence[Value]]) -> bool:
        """Whether the library has arrays of these rows: what stands for some of one length may have others."""
        try:
            self.embed(rows)
        except UnsupportedForm:
            return False
        return True

    def total(self, native: object) -> Any:
        """What came back for all rows, or how it failed: a mean of whole numbers is a fraction."""
        operation, form = self.operation, self.batch.result
        is_mean = self.batch.reduction.endswith("(mean)")
        if is_mean and isinstance(form, Form):
            form = Form(Kind.REAL, form.rank)
        try:
            return operation.carrier.decoder(form)(native)
        except Malformed as error:
            return OperationFailed(operation.definition.name, "malformed", str(error), operation.carrier.plain(native))

    # Rows of what is no number

    @property
    def numbers(self) -> list[int]:
        """The explicit arguments that are arrays of numbers, whose rows can have others."""
        both = enumerate(zip(self.batch.rows, self.batch.batched, strict=True))
        found = [(k, form.kind) for k, (form, batched) in both if batched and isinstance(form, Form)]
        has_arrays = self.operation.carrier.has_arrays
        return [k for k, kind in found if has_arrays and not kind.is_bool and not kind.is_index]

    def extremes(self, largest: int | None) -> Sequence[float]:
        """What may stand beside a row: what is no number where floats are held, and the largest number."""
        places, carrier = self.numbers, self.operation.carrier
        if not places:
            return ()
        kinds = kinds_of([self.batch.rows[k] for k in places])
        if "float" in (carrier.dtype or "") or all(kind.is_real for kind in kinds):
            return (float("nan"), float("inf"), -carrier.lowest)
        return () if largest is None else (min(largest, 2**63 - 1),)

    def spoil(self, natives: list[Any], k: int, number: float) -> None:
        """Has a row of the arguments hold that number alone."""
        for place in self.numbers:
            natives[place] = self._base.with_item(natives[place], (k,), number)

    def spoil_source(self, names: Sequence[str], k: int, number: float) -> list[str]:
        """Python source of the same."""
        return [self._base.with_item_source(names[place], (k,), number) for place in self.numbers]
