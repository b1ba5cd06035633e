"""How much values hold."""

from __future__ import annotations

from collections.abc import Iterable


def items_of(values: Iterable[object]) -> int:
    """How many items the vectors among some values have."""
    return sum([len(value) for value in values if type(value) is tuple])


FEW = 16
"""Up to so many values may be the parts of a structure, each of its own kind."""


def all_items_of(values: Iterable[object]) -> int:
    """How many items they have at all depths, where each of many is like the first."""
    found = 0
    for value in values:
        if type(value) is tuple:
            # Most are long, of what is no vector.
            is_plain = len(value) > FEW and type(value[0]) is not tuple
            found += len(value) if is_plain else _all_items(value)
    return found


def _all_items(value: tuple[object, ...]) -> int:
    if len(value) <= FEW:
        return sum([_all_items(part) if type(part) is tuple else 1 for part in value])
    return len(value) * (_all_items(value[0]) if type(value[0]) is tuple else 1)


def extents(value: object) -> tuple[object, ...]:
    """How long a value is, and what it holds, as far as that has a length."""
    if type(value) is not tuple:
        return ()
    if len(value) > FEW and type(value[0]) is not tuple:
        return (len(value),)
    return (len(value), *map(extents, value))
