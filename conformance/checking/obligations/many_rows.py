"""Batches of as many rows as training has, where those of a few come to what they should."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Sequence
from typing import NoReturn

from conformance.checking.obligations.base import Subject
from conformance.checking.obligations.outcomes import in_words
from conformance.checking.obligations.spoilt_rows import SpoiltRows
from conformance.lean.closures import Value
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.values.items import extents
from conformance.values.membership import plain

MOST_ROWS = 5_000
"""How many rows stand in the largest batch that is asked for: more than blocks of threads and of memory have."""

FEWEST, MOST_KEPT = 4, 64
"""How many inputs of one shape there are at least for them to be asked for together, and how many are kept."""

Row = tuple[Value, ...]
Wrong = tuple[int, Value | OperationFailed]


class ManyRows(SpoiltRows):
    """Keeps inputs of one shape with what each came to alone, and asks for all of them together, over and over."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._alike: dict[object, tuple[list[Row], list[Value]]] = {}

    def wrong(self, rows: Sequence[Row], alone: Sequence[Value]) -> Wrong | None:
        """The first row that is not what it is alone, and what it is; None where there is none."""
        raise NotImplementedError

    def keep(self, row: Row, alone: Value) -> None:
        """Notes what an input came to alone."""
        shape = tuple([extents(v) if k in self.own else v for k, v in enumerate(row)]), extents(alone)
        rows, results = self._alike.setdefault(shape, ([], []))
        if len(rows) < MOST_KEPT:
            rows.append(row)
            results.append(alone)

    def ask_many(self) -> None:
        """Asks for the inputs of which there are most, repeated in no order to as many rows as are asked for.

        Raises:
            Violated: one comes to something else than alone; the fewest rows are told.
        """
        if not self._alike or self.batch.reduction:
            return
        rows, alone = max(self._alike.values(), key=lambda both: len(both[0]))
        if len(rows) < FEWEST or not self.own:
            return
        # What is done to blocks of rows would not show where the same ones came again in each.
        chosen = random.Random(0).choices(range(len(rows)), k=MOST_ROWS)

        def found(count: int) -> Wrong | None:
            return self.wrong([rows[k] for k in chosen[:count]], [alone[k] for k in chosen[:count]])

        if found(MOST_ROWS) is None:
            return
        count = bisect_left(range(MOST_ROWS), True, lo=1, key=lambda count: found(count) is not None)
        wrong = found(count)
        if wrong is None:
            count, wrong = MOST_ROWS, found(MOST_ROWS)
        if wrong is not None:
            self._tell_many(rows, alone, chosen[:count], *wrong)

    def _tell_many(
        self, rows: Sequence[Row], alone: Sequence[Value], chosen: Sequence[int], k: int, got: Value | OperationFailed
    ) -> NoReturn:
        forms = [f for f, batched in zip(self.batch.rows, self.batch.batched, strict=True) if batched]
        if len(chosen) <= len(rows) or any(hasattr(form, "fields") for form in forms):
            self.tell([rows[j] for j in chosen], [alone[j] for j in chosen], k, got)
        count, one = len(chosen), alone[chosen[k]]
        bound, names = self.bound(rows)
        picked = f"random.Random(0).choices(range({len(rows)}), k={count})"
        own = [name for name, batched in zip(names, self.batch.batched, strict=True) if batched]
        has_arrays = self.subject.operation.carrier.has_arrays
        repeated = [f"{n} = {n}[picked]" if has_arrays else f"{n} = [{n}[k] for k in picked]" for n in own]
        lines = ["import random", *bound, f"picked = {picked}", *repeated, *self.row_lines(names, count, k, one)]
        expected = lean_text(plain(one))
        message = f"row {k:,} of {count:,} gave {in_words(got)}, and alone {expected}"
        self.fail(rows[chosen[k]], self.reason(got), message, expected, in_words(got), lines)
