"""Specimens on Python lists, a module for each theme."""

from . import (
    adding,
    calls,
    correlations,
    densities,
    guards,
    idioms,
    masks,
    memory,
    patches,
    ranges,
    reconstructions,
    returns,
    sizes,
    states,
    unusual,
    widths,
)
from ._base import Correct, collection

__all__ = [
    "Correct",
    "adding",
    "calls",
    "collection",
    "correlations",
    "densities",
    "guards",
    "idioms",
    "masks",
    "memory",
    "patches",
    "ranges",
    "reconstructions",
    "returns",
    "sizes",
    "states",
    "unusual",
    "widths",
]
