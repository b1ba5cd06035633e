"""What specimens on Python lists share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .._registry import Collection

collection = Collection("python")
faulty, unusual = collection.faulty, collection.unusual


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def pick(idxs: Iterable[int], losses: Sequence[int]) -> list[int]:
    """The losses at ``idxs``, each index checked."""
    picked = []
    for i in idxs:
        check_index(i, len(losses))
        picked.append(losses[i])
    return picked


@collection.correct("masking")
class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "python"

    def selected(self, mask: list[bool], i: int) -> Any:
        check_index(i, len(mask))
        return mask[i]

    def all_mask(self, n: int) -> Any:
        return [True] * n

    def empty_mask(self, n: int) -> Any:
        return [False] * n

    def complement(self, mask: list[bool]) -> Any:
        return [not bit for bit in mask]

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> Any:
        return sum(pick(idxs, per_patch_loss))
