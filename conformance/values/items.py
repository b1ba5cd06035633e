"""How much values hold."""

from __future__ import annotations

from collections.abc import Iterable


def items_of(values: Iterable[object]) -> int:
    """How many items the vectors among some values have."""
    return sum([len(value) for value in values if type(value) is tuple])
