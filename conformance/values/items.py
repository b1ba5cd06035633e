"""How much values hold."""

from __future__ import annotations

from collections.abc import Iterable


def items_of(values: Iterable[object]) -> int:
    """How many items the vectors among some values have."""
    return sum([len(value) for value in values if type(value) is tuple])


def all_items_of(values: Iterable[object]) -> int:
    """How many items they have at all depths, where each is like the first."""
    return sum([_all_items(value) for value in values if type(value) is tuple])


def _all_items(value: tuple[object, ...]) -> int:
    if not value or type(value[0]) is not tuple:
        return len(value)
    return len(value) * _all_items(value[0])
