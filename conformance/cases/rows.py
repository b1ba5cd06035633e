"""Tables while they are changed to meet a premise."""

from __future__ import annotations

import operator
from collections.abc import Sequence

from conformance.lean.closures import Value
from conformance.values.table import Table


class Row(list[Value]):
    """A table while it is changed; it equals the tuple of its values."""

    __hash__ = None

    def __call__(self, argument: int) -> Value:
        return self[argument]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (tuple, list)) and len(self) == len(other) and all(map(operator.eq, self, other))


def replaced(table: Value, indices: Sequence[Value], value: Value) -> Value:
    """A table, of tables, of which the value at these indices is another."""
    if not indices:
        return value
    first, *rest = indices
    if isinstance(table, Table):
        return table.replaced(first, replaced(table(first), rest, value))
    return (*table[:first], replaced(table[first], rest, value), *table[first + 1 :])
