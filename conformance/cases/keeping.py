"""What is kept to be gone through again, as long as there is room for it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Recent(Generic[T]):
    """Values by key, each of so many items: those asked for last, of `most_items` together; the last in any case."""

    most_items: int
    items: int = 0
    _kept: dict[Hashable, tuple[T, int]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[Hashable, T]]:
        """What is kept, what was asked for longest ago first."""
        return iter([(key, value) for key, (value, _) in self._kept.items()])

    def get(self, key: Hashable) -> T | None:
        found = self._kept.pop(key, None)
        if found is None:
            return None
        self._kept[key] = found
        return found[0]

    def keep(self, key: Hashable, value: T, items: int) -> None:
        while self._kept and self.items + items > self.most_items:
            _, longest_ago = self._kept.pop(next(iter(self._kept)))
            self.items -= longest_ago
        self._kept[key] = value, items
        self.items += items

    def make_room(self) -> None:
        """Lets the one go that takes more than all room, before another is made."""
        if self.items > self.most_items:
            self._kept.clear()
            self.items = 0
