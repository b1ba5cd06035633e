"""Specimens on NumPy arrays: sums and means of any numbers, rounded once or too often."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from .._registry import because
from ._base import CorrectViews, Indices, Mask, Reals, check_index, check_range, ends, faulty, unusual

PRACTICE, VIEWS = ("practice",), ("predictive_view",)


class Doubles:
    carrier = "numpy"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 256}


class Singles:
    carrier = "numpy:float32"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 2048}


class Halves:
    carrier = "numpy:float16"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 2048}


def rounding(operation: str) -> dict[str, str]:
    """Caught by how far results are from exact ones."""
    return because("violation", f"{operation}.rounding")


@faulty("the built-in sum adds up float16 scalars", caught_by=rounding("maskedSum"), modules=PRACTICE)
class BuiltinSumInHalf(Halves):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        return sum(x[mask], start=x.dtype.type(0))


@faulty("np.add.at adds up in float16", caught_by=rounding("maskedSum"), modules=PRACTICE)
class AddAtInHalf(Halves):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        sums = np.zeros(2, dtype=x.dtype)
        np.add.at(sums, mask.astype(np.intp), x)
        return sums[1]


@faulty(
    "rows are added to one another in float16 along the outer axis", caught_by=rounding("maskedSum"), modules=PRACTICE
)
class OuterAxisInHalf(Halves):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        by_class = np.stack([np.where(mask, 0, x), np.where(mask, x, 0)], axis=1)
        return by_class.sum(axis=0)[1]


@faulty(
    "weights of 0 multiply what is not selected",
    caught_by=because("violation", "maskedSum.ignores_unread"),
    modules=PRACTICE,
)
class WeightsOfNothingLeak(Doubles):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        return np.dot(x, mask)


@faulty("2 n times the squares less twice the square of the sum, which cancels", caught_by=rounding("coordinateSpread"))
class SpreadByMoments(CorrectViews):
    def coordinate_spread(self, rep: Reals, j: int) -> Any:
        check_index(j, rep.shape[1])
        column = rep[:, j]
        return 2 * len(column) * (column**2).sum() - 2 * column.sum() ** 2


@faulty(
    "the trace of the embeddings with the Laplacian of the graph, which reads all views and cancels",
    caught_by=because("violation", "graphAlignmentEnergy.ignores_unread", "graphAlignmentEnergy.rounding"),
)
class EnergyByLaplacian(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Reals) -> Any:
        i, j = ends(graph, len(rep))
        laplacian = np.zeros((len(rep), len(rep)), dtype=rep.dtype)
        for at, sign in (((i, i), 1), ((j, j), 1), ((i, j), -1), ((j, i), -1)):
            np.add.at(laplacian, at, sign)
        return np.einsum("id,ij,jd->", rep, laplacian, rep)


@faulty("z² + w² - 2zw cancels in float32", caught_by=rounding("sqDist"), modules=VIEWS)
class ExpandedInSingle(Singles):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return np.dot(z, z) + np.dot(w, w) - 2 * np.dot(z, w)


@faulty(
    "the padded part of a running total is taken away",
    caught_by=because("violation", "meanPool.rounding", "meanPool.ignores_unread"),
    modules=PRACTICE,
)
class PoolByDifference(Doubles):
    def mean_pool(self, x: Reals, length: int) -> Any:
        sums = np.cumsum(np.concatenate([[0.0], x[::-1]]))
        return (sums[-1] - sums[len(x) - length]) / max(length, 1)


@faulty(
    "np.round leaves six decimals",
    caught_by=because("violation", "maskedMean.rounding", "maskedMean", "maskedMean_all"),
    modules=PRACTICE,
)
class SixDecimals(Doubles):
    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        return np.round(x[mask].sum() / max(np.count_nonzero(mask), 1), 6)


@faulty(
    "tokens are stored in float32 and read as float64",
    caught_by=because("violation", "restoreTokens.rounding", "restoreTokens", "restoreTokens_shuffled"),
    modules=PRACTICE,
)
class StoredInSingle(Doubles):
    def restore_tokens(self, visible: Reals, mask_token: float, ids_restore: Indices) -> Any:
        check_range(ids_restore, len(ids_restore))
        filled = np.full(len(ids_restore), mask_token, dtype=np.float32)
        filled[: len(visible)] = visible[: len(filled)]
        return filled[ids_restore].astype(np.float64)


@faulty(
    "a transform of Fourier adds up under a mask",
    caught_by=because("violation", "maskedSum.rounding", "maskedSum"),
    modules=PRACTICE,
)
class SumOfSpectrum(Doubles):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        kept = np.where(mask, x, 0)
        return np.fft.irfft(np.fft.rfft(kept, 2 * x.size), 2 * x.size).sum() if x.size else 0.0


@faulty(
    "values are read off a grid between the least and the largest",
    caught_by=because("violation", "gatherRows.rounding", "gatherRows"),
    modules=PRACTICE,
)
class ReadOffGrid(Doubles):
    def gather_rows(self, x: Reals, ids: Indices) -> Any:
        check_range(ids, x.shape[1])
        picked = np.take_along_axis(x, ids, axis=1)
        if not picked.size or picked.min() == picked.max():
            return picked
        steps = (picked - picked.min()) / (picked.max() - picked.min()) * 2**40
        return picked.min() + np.round(steps) / 2**40 * (picked.max() - picked.min())


@unusual("einsum adds up float16 in float32", modules=PRACTICE)
class EinsumOfHalves(Halves):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        return np.einsum("i->", x[mask].astype(np.float32)).astype(x.dtype)


@unusual("bincount adds up in float64", modules=PRACTICE)
class BincountInDouble(Singles):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        return np.bincount(np.zeros(np.count_nonzero(mask), dtype=np.intp), x[mask], 1)[0].astype(x.dtype)


@unusual("nansum, where NaN stands at what is not selected", modules=PRACTICE)
class NansumOfUnselected(Doubles):
    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        return np.nansum(np.where(mask, x, np.nan)) / max(np.count_nonzero(mask), 1)


@unusual("math.fsum of float16, rounded once", modules=PRACTICE)
class ExactSumOfHalves(Halves):
    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        return x.dtype.type(math.fsum(x[mask].tolist()) / max(int(mask.sum()), 1))


@unusual("sorted from the smallest, added in float32", modules=PRACTICE)
class SortedFirst(Singles):
    def ignore_index_loss(self, losses: Reals, labels: Indices, ignore_index: int) -> Any:
        active = losses[labels != ignore_index]
        return active[np.argsort(np.abs(active))].sum() / losses.dtype.type(max(active.size, 1))


@unusual("what is left of a mean is averaged once more", modules=PRACTICE)
class MeanOfResiduals(Doubles):
    def mean_pool(self, x: Reals, length: int) -> Any:
        tokens = x[:length]
        if not length:
            return 0.0
        mean = tokens.sum() / length
        return mean + (tokens - mean).sum() / length


@unusual("fractions are added up and rounded once")
class FractionsOfSquares(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        pairs = zip(z.tolist(), w.tolist(), strict=True)
        return float(sum(((Fraction(a) - Fraction(b)) ** 2 for a, b in pairs), Fraction(0)))
