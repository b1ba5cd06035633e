"""Large vectors embedded once, those within structures too: inputs share them, and a copy is cheaper than a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from conformance.carriers.base import Form
from conformance.carriers.composed import Composed
from conformance.carriers.words import Encoded
from conformance.lean.closures import Value
from conformance.values.items import FEW, all_items_of

LEAST = 32
"""Items of a vector from which on a copy is cheaper."""

MOST_ITEMS = 2**18
"""Items of all vectors that are kept, in whatever form: those of inputs next to each other, and of few small ones."""


class _Kept(NamedTuple):
    """What a value is embedded as in each form; the value is kept as well, so that no other has its identity."""

    value: tuple[Value, ...]
    items: int
    natives: dict[Form | Encoded, object]


class Vectors:
    """Native vectors by the very spec value that they were made of; those that are handed out are copies of them.

    Only values that are expected again are kept, and of these the latest: what an evaluation makes on its way comes
    once.
    """

    def __init__(self, most_items: int = MOST_ITEMS) -> None:
        self._most_items = most_items
        self._items = 0
        self._is_asked = False
        self._kept: dict[int, _Kept] = {}

    def expect(self, values: Iterable[Value]) -> None:
        """Keeps what the large vectors among the values are embedded as from now on, where an embedder copies any."""
        if not self._is_asked:
            return
        kept = self._kept
        for value in values:
            if isinstance(value, tuple):
                self._expect(value)
        # The latest stays, as large as it may be: further questions are asked of it.
        while self._items > self._most_items and len(kept) > 1:
            self._items -= kept.pop(next(iter(kept))).items

    def forget(self) -> None:
        """Lets go of all that is kept, none of which comes again."""
        self._kept.clear()
        self._items = 0

    def _expect(self, value: tuple[Value, ...]) -> int:
        """Keeps a large vector, or the large ones in a structure, which are embedded each by itself; its items."""
        known = self._kept.get(id(value))
        if known is not None:
            return known.items
        if len(value) > FEW:
            items = all_items_of((value,))
        else:
            items = sum([self._expect(part) if isinstance(part, tuple) else 1 for part in value])
        if items >= LEAST:
            self._kept[id(value)] = _Kept(value, items, {})
            self._items += items
        return items

    def embedder(self, carrier: Composed, form: Form | Encoded) -> Callable[[Any], object]:
        """What `carrier.embedder` gives, for values that may be kept."""
        embed, copy = carrier.embedder(form), carrier.copier(form)
        if copy is None:
            return embed
        self._is_asked = True
        kept = self._kept

        def embed_once(value: Any) -> object:
            known = kept.get(id(value))
            if known is None:
                return embed(value)
            native = known.natives.get(form)
            if native is None:
                native = known.natives[form] = embed(value)
            return copy(native)

        return embed_once
