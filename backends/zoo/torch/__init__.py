"""Specimens on PyTorch tensors, a module for each theme."""

from . import (
    adding,
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
    widths,
)
from ._base import Correct, collection

__all__ = [
    "Correct",
    "adding",
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
    "widths",
]
