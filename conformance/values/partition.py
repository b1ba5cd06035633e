"""A named part of a type's values, of which a pass tells how many inputs fell into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.lean.closures import Value

WIDE = 196
"""Sizes and lengths from here on are wide: a 14 × 14 grid of patches has 196."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A named part of a type's values.

    `holds` takes a value and the size of the `Fin` in its type (0 where there is none). `excluded_by` are the limits
    of a backend under which no input lies in it, and no input does on a dtype that does not hold `number`: that of its
    values' numbers which is nearest to 0. A `required` partition must be met by a law without premises.
    """

    name: str
    holds: Callable[[Value, int], bool]
    excluded_by: frozenset[str] = frozenset()
    required: bool = False
    number: int = 0


def partition(
    name: str, holds: Callable[[Value, int], bool], *excluded_by: str, required: bool = False, number: int = 0
) -> Partition:
    """A partition, with the limits that exclude it."""
    return Partition(name, holds, frozenset(excluded_by), required, number)
