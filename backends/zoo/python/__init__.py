"""Specimens on Python lists, a module for each theme."""

from . import adding, calls, masks, ranges, returns, unusual
from ._base import Correct, collection

__all__ = ["Correct", "adding", "calls", "collection", "masks", "ranges", "returns", "unusual"]
