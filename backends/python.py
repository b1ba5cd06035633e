"""The masking operations on Python lists."""

from __future__ import annotations

from collections.abc import Sequence

carrier = "python"


def selected(mask: Sequence[bool], i: int) -> bool:
    """Return whether ``mask`` selects position ``i``.

    Args:
        mask: ``n`` booleans.
        i: a position, ``0 <= i < n``.

    Raises:
        IndexError: ``i`` is negative or at least ``n``.
    """
    if not 0 <= i < len(mask):
        raise _outside(i, len(mask))
    return mask[i]


def all_mask(n: int) -> list[bool]:
    """Return a new mask that selects each of ``n`` positions.

    Raises:
        ValueError: ``n`` is negative.
    """
    _check_length(n)
    return [True] * n


def empty_mask(n: int) -> list[bool]:
    """Return a new mask that selects none of ``n`` positions.

    Raises:
        ValueError: ``n`` is negative.
    """
    _check_length(n)
    return [False] * n


def complement(mask: Sequence[bool]) -> list[bool]:
    """Return a new mask, as long as ``mask``, that selects the positions that ``mask`` does not."""
    return [not bit for bit in mask]


def masked_loss(idxs: Sequence[int], per_patch_loss: Sequence[int]) -> int:
    """Return the sum of the losses at ``idxs``; a repeated index counts each time.

    Args:
        idxs: positions, each ``0 <= i < n``, of any number and in any order.
        per_patch_loss: the ``n`` losses, natural numbers of any size.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    n = len(per_patch_loss)
    for i in idxs:
        if not 0 <= i < n:
            raise _outside(i, n)
    return sum([per_patch_loss[i] for i in idxs])


def _outside(i: int, n: int) -> IndexError:
    return IndexError(f"index {i} is out of range for {n} positions")


def _check_length(n: int) -> None:
    if n < 0:
        raise ValueError(f"a mask cannot have {n} positions")
