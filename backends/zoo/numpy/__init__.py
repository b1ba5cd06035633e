"""Specimens on NumPy arrays, a module for each theme."""

from . import adding, calls, layouts, masks, ranges, returns, unusual
from ._base import Correct, collection

__all__ = ["Correct", "adding", "calls", "collection", "layouts", "masks", "ranges", "returns", "unusual"]
