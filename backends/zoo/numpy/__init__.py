"""Specimens on NumPy arrays, a module for each theme."""

from . import (
    adding,
    alternatives,
    calls,
    densities,
    guards,
    idioms,
    layouts,
    masks,
    memory,
    patches,
    ranges,
    returns,
    sizes,
    states,
    unusual,
    views,
    widths,
)
from ._base import Correct, collection

__all__ = [
    "Correct",
    "adding",
    "alternatives",
    "calls",
    "collection",
    "densities",
    "guards",
    "idioms",
    "layouts",
    "masks",
    "memory",
    "patches",
    "ranges",
    "returns",
    "sizes",
    "states",
    "unusual",
    "views",
    "widths",
]
