"""Batches of many rows, as training has them, where those of a few come to what they should."""

from __future__ import annotations

import random
from collections.abc import Sequence

from conformance.checking.obligations.base import Subject
from conformance.checking.obligations.spoilt_rows import SpoiltRows
from conformance.lean.closures import Value
from conformance.subjects.calls import OperationFailed
from conformance.values.items import extents

MOST_ROWS = 300
"""How many rows stand in the largest batch that is asked for: more than 8 bits count."""

MOST_TRIES = 64
"""How many smaller batches are tried at most for the fewest rows that fail."""

Row = tuple[Value, ...]
Wrong = tuple[int, Value | OperationFailed]


class ManyRows(SpoiltRows):
    """Keeps inputs of one shape with what each came to alone, and asks for all of them together."""

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
        if len(rows) < MOST_ROWS:
            rows.append(row)
            results.append(alone)

    def ask_many(self) -> None:
        """Asks for the inputs of which there are most, repeated to as many rows as are asked for.

        Raises:
            Violated: one comes to something else than alone; few rows are told.
        """
        if not self._alike:
            return
        rows, alone = max(self._alike.values(), key=lambda both: len(both[0]))
        # In no order, so that what is done to blocks of rows does not meet the same ones again.
        chosen = random.Random(0).choices(range(len(rows)), k=MOST_ROWS)
        found = self._wrong_of(rows, alone, chosen)
        if found is None:
            return
        kept, found = self._fewer(rows, alone, chosen, found)
        self.tell([rows[k] for k in kept], [alone[k] for k in kept], *found)

    def _wrong_of(self, rows: Sequence[Row], alone: Sequence[Value], chosen: Sequence[int]) -> Wrong | None:
        return self.wrong([rows[k] for k in chosen], [alone[k] for k in chosen])

    def _fewer(
        self, rows: Sequence[Row], alone: Sequence[Value], chosen: list[int], found: Wrong
    ) -> tuple[list[int], Wrong]:
        """Leaves out parts of the rows, ever smaller ones, as long as one is still wrong."""
        tries, size = 0, len(chosen) // 2
        while size and tries < MOST_TRIES:
            start = 0
            while start < len(chosen) and tries < MOST_TRIES:
                tries += 1
                fewer = chosen[:start] + chosen[start + size :]
                if fewer and (still := self._wrong_of(rows, alone, fewer)) is not None:
                    chosen, found = fewer, still
                else:
                    start += size
            size //= 2
        return chosen, found
