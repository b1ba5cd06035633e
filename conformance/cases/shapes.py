"""Sizes and lengths for libraries that compile a function anew for each shape of its arguments: few, and the same ones.

Each shape of a run costs such a library tens of milliseconds and more than a mebibyte, an input of a shape that it
knows next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

SIZES = (0, 1, 3, 8, 48, 196, 1_024)
"""Sizes of drawn inputs: the least, a few small ones, whole words and beyond, and grids of patches."""

LENGTHS = (0, 1, 8)
"""Lengths of drawn lists: with an item more, or one after the other, they come to few others."""

MOST_ENUMERATED = 16
"""The largest size that is enumerated where sizes are all that there is, each a shape of its own."""


def few(among: Sequence[int], least: int, largest: int) -> Sequence[int]:
    """Those numbers of a few that lie in a range; its ends where none does."""
    return [k for k in among if least <= k <= largest] or sorted({least, largest})
