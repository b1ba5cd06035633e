"""What specimens on NumPy arrays share."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._registry import Collection

collection = Collection("numpy")
faulty, unusual = collection.faulty, collection.unusual
Mask: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.int64]
Losses: TypeAlias = NDArray[Any]


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def check_range(idxs: Indices, n: int) -> None:
    """Raises IndexError where an index is no position."""
    if ((idxs < 0) | (idxs >= n)).any():
        raise IndexError(f"an index is out of range for {n} positions")


def check_total(picked: Losses) -> None:
    """Raises OverflowError where the sum is above what its dtype holds exactly."""
    dtype = total_dtype(picked.dtype)
    limit = 2 ** (np.finfo(dtype).nmant + 1) if dtype.kind == "f" else int(np.iinfo(dtype).max)
    if sum(map(int, picked.tolist())) > limit:
        raise OverflowError(f"the total is above {limit}")


def check(idxs: Indices, losses: Losses) -> None:
    """Raises where an index is no position, or the total is above what its dtype holds exactly."""
    check_range(idxs, losses.size)
    check_total(losses[idxs])


def total_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of a sum: the widest integers of the same sign, or the same floats."""
    return dtype if dtype.kind == "f" else np.dtype(np.uint64 if dtype.kind == "u" else np.int64)


def count(idxs: Indices, n: int) -> NDArray[np.int64]:
    """How often each position is listed."""
    return np.bincount(idxs, minlength=n).astype(np.int64)


@collection.correct("masking")
class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "numpy"

    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return np.ones(n, dtype=np.bool_)

    def empty_mask(self, n: int) -> Any:
        return np.zeros(n, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        return ~mask

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=total_dtype(per_patch_loss.dtype))


@collection.correct("mae", "jepa")
class CorrectPatches:
    """The operations on patches and their predictions as they should be."""

    carrier = "numpy"

    def reconstruct(self, decode: Indices, pred: Indices) -> Any:
        return decode[np.arange(pred.size), pred]

    def exact_reconstruction(self, x: Indices, y: Indices) -> Any:
        return np.array_equal(x, y)

    def mae_loss(self, masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: Losses) -> Any:
        return self.listed(masked_idxs, patch_loss[target, pred])

    def jepa_loss(self, target_idxs: Indices, context: int, target: Indices, predict: Indices, rep_loss: Losses) -> Any:
        return self.listed(target_idxs, rep_loss[target, predict[context]])

    def listed(self, idxs: Indices, losses: Losses) -> Any:
        """The sum of the losses at ``idxs``."""
        check(idxs, losses)
        return losses[idxs].sum(dtype=total_dtype(losses.dtype))


@collection.correct("vicreg")
class CorrectGuards:
    """The penalties that guard against collapse as they should be."""

    carrier = "numpy"

    def variance_floor_penalty(self, gamma: int, variance: int) -> Any:
        return max(gamma - variance, 0)

    def variance_term(self, gamma: int, variances: Losses) -> Any:
        below = gamma - variances[variances < gamma]
        check_total(below)
        return below.sum(dtype=total_dtype(below.dtype))

    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        return lambda_ * invariance + mu * variance + nu * covariance

    def diagonal_redundancy_penalty(self, c: int) -> Any:
        return abs(c - 1)

    def off_diagonal_redundancy_penalty(self, c: int) -> Any:
        return c

    def redundancy_reduction_objective(self, lambda_: int, diag: Losses, off_diag: Losses) -> Any:
        off_one = np.where(diag > 1, diag - 1, 1 - diag)
        return sum(map(int, off_one.tolist())) + lambda_ * sum(map(int, off_diag.tolist()))
