"""An operation that is not asked the same again right away: inputs that lie next to each other share vectors."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.lean.closures import Value
from conformance.subjects.operation import Operation
from conformance.subjects.vectors import Vectors
from conformance.values.items import all_items_of

MOST = 8
"""How many of the latest outcomes are kept."""

MOST_ITEMS = 2**18
"""How many items the vectors in them have at most, all together, but for the very latest."""


class Recalled:
    """An operation that gives what it gave for the very same vectors, numbers and layout among its latest calls.

    A call that failed is made again. `vectors` is told of the vectors that come back, which inputs next to each other
    hand on to other operations.
    """

    def __init__(self, operation: Operation, vectors: Vectors) -> None:
        self.operation = operation
        self._vectors = vectors
        # The arguments are kept as well, so that no others have their identity.
        self._latest: dict[tuple[object, ...], tuple[Sequence[Value], Value, int]] = {}
        self._items = 0

    def forget(self) -> None:
        """Lets go of all that have vectors, which do not come again as the very same or take much room."""
        self._latest = {key: known for key, known in self._latest.items() if not known[2]}
        self._items = 0

    def __call__(self, *arguments: Value) -> Value:
        return self.apply(arguments)

    def apply(self, arguments: Sequence[Value]) -> Value:
        """The outcome for the arguments given as one sequence."""
        latest = self._latest
        key = (self.operation.layout, *[id(a) if isinstance(a, tuple) else a for a in arguments])
        known = latest.get(key)
        if known is not None:
            return known[1]
        value = self.operation.apply(arguments)
        if isinstance(value, tuple):
            self._vectors.expect((value,))
        items = all_items_of((*arguments, value))
        while len(latest) >= MOST or (latest and self._items + items > MOST_ITEMS):
            self._items -= latest.pop(next(iter(latest)))[2]
        latest[key] = arguments, value, items
        self._items += items
        return value
