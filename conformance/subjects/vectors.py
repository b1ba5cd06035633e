"""Large vectors embedded once, those within structures too: inputs share them, and a copy is cheaper than a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from conformance.carriers.base import Carrier, Form
from conformance.lean.closures import Value
from conformance.values.items import FEW, all_items_of

LEAST = 32
"""Items of a vector from which on a copy is cheaper."""

MOST_ITEMS = 2**21
"""Items of all vectors that are kept, in whatever form: those of one domain's wide inputs in the default profile."""

FEW_ITEMS = 2**18
"""The same where inputs are made anew for each law, so that only those next to each other share vectors."""


class Vectors:
    """Native vectors by the very spec value that they were made of; those that are handed out are copies of them.

    Only values that are expected again are kept, and of these the latest: what an evaluation makes on its way comes
    once.
    """

    def __init__(self, most_items: int = MOST_ITEMS) -> None:
        self._most_items = most_items
        self._items = 0
        # The value is kept as well, so that no other has its identity.
        self._kept: dict[int, tuple[tuple[Value, ...], dict[Form, object]]] = {}

    def expect(self, values: Iterable[Value]) -> None:
        """Keeps what the large vectors among the values are embedded as from now on."""
        kept = self._kept
        for value in values:
            if isinstance(value, tuple) and id(value) not in kept:
                self._expect(value)
        # The latest stays, as large as it may be: further questions are asked of it.
        while self._items > self._most_items and len(kept) > 1:
            value, _ = kept.pop(next(iter(kept)))
            self._items -= all_items_of((value,))

    def _expect(self, value: tuple[Value, ...]) -> None:
        items = all_items_of((value,))
        if items < LEAST:
            return
        if len(value) <= FEW:
            # It may be a structure, whose parts are embedded each by itself.
            for part in value:
                if isinstance(part, tuple) and id(part) not in self._kept:
                    self._expect(part)
        self._kept[id(value)] = value, {}
        self._items += items

    def embedder(self, carrier: Carrier, form: Form) -> Callable[[Any], object]:
        """What `carrier.embedder` gives, for values that may be kept."""
        embed, copy = carrier.embedder(form), carrier.copier(form)
        if copy is None:
            return embed
        kept = self._kept

        def embed_once(value: Any) -> object:
            known = kept.get(id(value))
            if known is None:
                return embed(value)
            native = known[1].get(form)
            if native is None:
                native = known[1][form] = embed(value)
            return copy(native)

        return embed_once
