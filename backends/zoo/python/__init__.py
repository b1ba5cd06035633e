"""Specimens on Python lists, a module for each theme."""

from . import adding, calls, densities, idioms, masks, memory, ranges, returns, sizes, states, unusual, widths
from ._base import Correct, collection

__all__ = [
    "Correct",
    "adding",
    "calls",
    "collection",
    "densities",
    "idioms",
    "masks",
    "memory",
    "ranges",
    "returns",
    "sizes",
    "states",
    "unusual",
    "widths",
]
