"""The calls that were made last, of all operations of a backend: what a failure may hang on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from conformance.subjects.operation import Call, Operation
from conformance.values.items import all_items_of

MOST_CALLS = 4_096
"""How many calls are kept at most."""

MOST_ITEMS = 100_000
"""How many items the vectors of the calls that are kept have at most, about, all together."""


class RecentCalls:
    """Keeps the last calls of some operations, in order, with arguments that exist anyway."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self._items = 0
        for operation in operations:
            operation.recent = self._calls.append

    def __call__(self) -> tuple[Call, ...]:
        """The calls, those made last at the end."""
        return tuple(self._calls)

    def asked(self) -> None:
        """A law is asked of an input that is not enumerated: earlier calls are dropped where they have become large."""
        # A call may have been given what another gave, as where a law's variables are numbers alone.
        self._items += all_items_of(self._calls[-1][1]) if self._calls else 0
        if self._items > MOST_ITEMS:
            kept = within(self._calls, MOST_ITEMS // 2)
            self._calls.clear()
            self._calls.extend(kept)
            self._items = sum(all_items_of(arguments) for _, arguments, _ in kept)


def within(calls: Iterable[Call], most: int) -> list[Call]:
    """The last of some calls whose vectors have so many items at most, all together, and in any case the very last."""
    kept: list[Call] = []
    for call in reversed(list(calls)):
        most -= all_items_of(call[1])
        if most < 0 and kept:
            break
        kept.append(call)
    return kept[::-1]
