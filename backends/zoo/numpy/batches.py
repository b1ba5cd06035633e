"""Specimens on NumPy arrays with a leading axis: what one sample of a batch takes from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from .._registry import because
from ._base import Indices, Mask, Reals, collection, faulty


@collection.correct("practice")
class CorrectBatches:
    """Some operations on batches as they should be."""

    carrier = "numpy"
    batched = True
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}

    def count_active(self, labels: Indices, ignore_index: Indices) -> Any:
        return np.count_nonzero(labels != ignore_index[:, None], axis=1)

    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        return np.where(mask, x, 0).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)

    def masked_max(self, x: Reals, mask: Mask) -> Any:
        return np.where(mask, x, -np.inf).max(axis=1)

    def masked_fill(self, x: Reals, mask: Mask, value: NDArray[Any]) -> Any:
        return np.where(mask, value[:, None], x)


@faulty(
    "the ignored label of the first sample is that of all",
    caught_by=because("violation", "countActive.independent_rows"),
)
class FirstRowsLabel(CorrectBatches):
    def count_active(self, labels: Indices, ignore_index: Indices) -> Any:
        return np.count_nonzero(labels != ignore_index[:1], axis=1)


@faulty(
    "means are over the samples at each position",
    caught_by=because(
        "malformed",
        "maskedMean",
        "maskedMean.well_formed",
        "maskedMean.independent_rows",
        "maskedMean_unselected",
        "maskedMean_empty",
        "maskedMean_all",
    ),
)
class MeanAlongTheBatch(CorrectBatches):
    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        return np.where(mask, x, 0).sum(axis=0) / np.maximum(mask.sum(axis=0), 1)


@faulty(
    "what is masked out becomes the lowest of the batch, which NaN of another sample is as well",
    caught_by=because("malformed", "maskedMax.independent_rows"),
)
class LowestOfTheBatch(CorrectBatches):
    def masked_max(self, x: Reals, mask: Mask) -> Any:
        return np.where(mask, x, x.min(initial=np.inf)).max(axis=1)


@faulty(
    "values of samples are laid along the positions of all",
    caught_by=because("violation", "maskedFill.independent_rows"),
)
class ValuesAlongPositions(CorrectBatches):
    def masked_fill(self, x: Reals, mask: Mask, value: NDArray[Any]) -> Any:
        return np.where(mask, np.resize(value, x.shape[1]), x)
