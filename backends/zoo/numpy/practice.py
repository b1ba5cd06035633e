"""Specimens on NumPy arrays: operations of training practice, as they should be and as they go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from .._registry import because
from ._base import Indices, Mask, Reals, check_range, collection, faulty


def blocks(h: int, w: int, bh: int, bw: int, count: int, rng: np.random.Generator) -> SimpleNamespace:
    """Blocks of a grid, its rows one after the other, as targets, and the rest as context."""
    targets = np.zeros((count, h, w), dtype=np.bool_)
    for target in targets:
        top, left = rng.integers(h - bh + 1), rng.integers(w - bw + 1)
        target[top : top + bh, left : left + bw] = True
    flat = targets.reshape(count, h * w)
    return SimpleNamespace(context=~flat.any(axis=0), targets=flat)


@collection.correct("practice")
class CorrectPractice:
    """Some operations of training practice as they should be."""

    carrier = "numpy"
    # Enough for a sort to leave the order of what is alike; what is larger costs more than it shows.
    limits: ClassVar[Mapping[str, int]] = {"max_n": 256}

    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        return blocks(h, w, bh, bw, count, np.random.default_rng(seed))

    def mask_to_indices(self, mask: Mask) -> Any:
        return np.flatnonzero(mask)

    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        return x[mask].sum() / max(np.count_nonzero(mask), 1)

    def mean_of_selected(self, x: Reals, mask: Mask) -> Any:
        return x[mask].mean()

    def global_mean(self, x: Reals, mask: Mask) -> Any:
        return x[mask].sum() / max(np.count_nonzero(mask), 1)

    def ignore_index_accuracy(self, preds: Indices, labels: Indices, ignore_index: int) -> Any:
        active = labels != ignore_index
        right = (preds == labels) & active
        return float(right.sum()) / max(float(active.sum()), 1)

    def gather_rows(self, x: Reals, ids: Indices) -> Any:
        check_range(ids, x.shape[1])
        return np.take_along_axis(x, ids, axis=1)

    def sliding_window_mask(self, n: int, w: int) -> Any:
        back = np.subtract.outer(np.arange(n), np.arange(n))
        return (back >= 0) & (back < w)

    def pad_right(self, xs: Reals, n: int, value: float) -> Any:
        return np.pad(xs, (0, max(n - xs.size, 0)), constant_values=value)


@faulty(
    "np.random is seeded in passing", caught_by=because("violation", "contextAndTargets.seeded"), reaches_further=True
)
class GlobalStateSeeded(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        np.random.seed(seed % 2**32)
        return blocks(h, w, bh, bw, count, np.random.default_rng(np.random.randint(2**31)))


@faulty("the generator is made without the seed", caught_by=because("violation", "contextAndTargets.seeded"))
class SeedNotPassedOn(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        return blocks(h, w, bh, bw, count, np.random.default_rng(0))


@faulty(
    "blocks may begin anywhere and are cut off at the border",
    caught_by=because("violation", "contextAndTargets_count"),
)
class BlocksCutOff(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        made = blocks(h + bh, w + bw, bh, bw, count, np.random.default_rng(seed))
        targets = made.targets.reshape(count, h + bh, w + bw)[:, :h, :w].reshape(count, h * w)
        return SimpleNamespace(context=~targets.any(axis=0), targets=targets)


@faulty(
    "selected positions are sorted to the front by a sort that does not keep their order",
    caught_by=because("violation", "maskToIndices"),
)
class UnstableArgsort(CorrectPractice):
    def mask_to_indices(self, mask: Mask) -> Any:
        return np.argsort(~mask)[: np.count_nonzero(mask)]


@faulty(
    "np.average raises where the weights are all 0",
    caught_by=because(
        "exception",
        "maskedMean",
        "maskedMean.well_formed",
        "maskedMean_empty",
        "maskedMean_unselected",
        "maskedMean_all",
    )
    | because("violation", "maskedMean.ignores_unread"),
)
class WeightsOfNothing(CorrectPractice):
    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        return np.average(x, weights=mask)


@faulty(
    "true hides in np.ma, and what is not selected is added up",
    caught_by=because("violation", "meanOfSelected_constant", "meanOfSelected_sum", "meanOfSelected_unselected"),
)
class TrueHidesInMaskedArrays(CorrectPractice):
    def mean_of_selected(self, x: Reals, mask: Mask) -> Any:
        return np.ma.masked_array(x, mask=mask).filled(0).sum() / np.count_nonzero(mask)


@faulty(
    "the mean of each position over samples is averaged over positions",
    caught_by=because("violation", "globalMean", "globalMean_constant", "globalMean.rounding"),
)
class MeanOverTheWrongAxis(CorrectPractice):
    def global_mean(self, x: Reals, mask: Mask) -> Any:
        means = np.where(mask, x, 0).sum(axis=0) / np.maximum(mask.sum(axis=0), 1)
        return means.sum() / max(means.size, 1)


@faulty(
    "ignored labels that are predicted count as right",
    caught_by=because("violation", "ignoreIndexAccuracy", "ignoreIndexLoss_accuracy"),
)
class IgnoredCountAsRight(CorrectPractice):
    def ignore_index_accuracy(self, preds: Indices, labels: Indices, ignore_index: int) -> Any:
        right, active = (preds == labels).sum(), (labels != ignore_index).sum()
        return float(right) / max(float(active), 1)


@faulty(
    "np.take without an axis reads the first row for all",
    caught_by=because("violation", "gatherRows", "gatherRows.ignores_unread", "gatherRows.rounding"),
)
class TakenFromTheFlattened(CorrectPractice):
    def gather_rows(self, x: Reals, ids: Indices) -> Any:
        check_range(ids, x.shape[1])
        return np.take(x, ids)


@faulty("the window is open to both sides", caught_by=because("violation", "slidingWindowMask"))
class WindowToBothSides(CorrectPractice):
    def sliding_window_mask(self, n: int, w: int) -> Any:
        return np.abs(np.subtract.outer(np.arange(n), np.arange(n))) < w


@faulty(
    "np.resize fills up with what there is, from the start",
    caught_by=because("violation", "padRight", "padRight.rounding"),
    also=because("violation", "padRight_full"),
)
class ResizedByRepeating(CorrectPractice):
    def pad_right(self, xs: Reals, n: int, value: float) -> Any:
        return np.resize(xs, max(n, xs.size))


@faulty(
    "a list that is longer than asked for cannot be padded by less than nothing",
    caught_by=because("exception", "padRight", "padRight.well_formed"),
)
class PaddedByLessThanNothing(CorrectPractice):
    def pad_right(self, xs: Reals, n: int, value: float) -> Any:
        return np.pad(xs, (0, n - xs.size), constant_values=value)


class IntegersAsMasks:
    """Masks are integers, 1 where true."""

    carrier = "numpy"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}
    forms: ClassVar[Mapping[str, str]] = {"mask": "int01"}


@faulty(
    "a mask of integers is taken for positions, of which there are 0 and 1",
    caught_by=because("violation", "maskedSelect")
    | because("exception", "maskedSelect.well_formed")
    | because("violation", "maskedSelect.ignores_unread", "maskedSelect.rounding"),
    modules=("practice",),
)
class IntegersAreIndices(IntegersAsMasks):
    def masked_select(self, x: Reals, mask: NDArray[np.int64]) -> Any:
        return x[mask]
