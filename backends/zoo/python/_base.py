"""What specimens on Python lists share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from .._registry import Collection

collection = Collection("python")
faulty, unusual = collection.faulty, collection.unusual
T = TypeVar("T")


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def pick(idxs: Iterable[int], losses: Sequence[T]) -> list[T]:
    """The losses at ``idxs``, each index checked."""
    picked = []
    for i in idxs:
        check_index(i, len(losses))
        picked.append(losses[i])
    return picked


def between(target: Sequence[int], pred: Sequence[int], loss: Sequence[Sequence[int]]) -> list[int]:
    """At each position, the loss of its target with its prediction."""
    return [loss[t][p] for t, p in zip(target, pred, strict=True)]


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


@collection.correct("mae", "jepa")
class CorrectPatches:
    """The operations on patches and their predictions as they should be."""

    carrier = "python"

    def reconstruct(self, decode: list[list[int]], pred: list[int]) -> Any:
        return [decoder[p] for decoder, p in zip(decode, pred, strict=True)]

    def exact_reconstruction(self, x: list[int], y: list[int]) -> Any:
        return x == y

    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> Any:
        return sum(pick(masked_idxs, between(target, pred, patch_loss)))

    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> Any:  # fmt: skip
        return sum(pick(target_idxs, between(target, predict[context], rep_loss)))


@collection.correct("vicreg")
class CorrectGuards:
    """The penalties that guard against collapse as they should be."""

    carrier = "python"

    def variance_floor_penalty(self, gamma: int, variance: int) -> Any:
        return max(gamma - variance, 0)

    def variance_term(self, gamma: int, variances: list[int]) -> Any:
        return sum(max(gamma - variance, 0) for variance in variances)

    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        return lambda_ * invariance + mu * variance + nu * covariance

    def diagonal_redundancy_penalty(self, c: int) -> Any:
        return abs(c - 1)

    def off_diagonal_redundancy_penalty(self, c: int) -> Any:
        return c

    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> Any:
        return sum(abs(c - 1) for c in diag) + lambda_ * sum(off_diag)
