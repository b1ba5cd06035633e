"""Specimens on NumPy arrays: training practice that is odd but right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ._base import Indices, Mask, Reals, check_range, unusual
from .practice import CorrectPractice, blocks

LIMITS: Mapping[str, int] = {"max_n": 64}


class Tagged(np.ndarray[Any, Any]):
    """An array that has a class of its own."""


@dataclass(frozen=True, slots=True)
class ContextTargets:
    """Fields without a dictionary."""

    context: Mask
    targets: Mask
    seed: int


class Fields(dict[str, Any]):
    """A mapping whose keys are attributes as well."""

    __getattr__ = dict.__getitem__


@unusual("results are read-only")
class ReadOnlyResults(CorrectPractice):
    def sliding_window_mask(self, n: int, w: int) -> Any:
        mask = super().sliding_window_mask(n, w)
        mask.setflags(write=False)
        return mask


@unusual("rows lie column by column")
class ColumnByColumn(CorrectPractice):
    def gather_rows(self, x: Reals, ids: Indices) -> Any:
        return np.asfortranarray(super().gather_rows(x, ids))


@unusual("positions are found from the end, and lie backwards")
class FoundFromTheEnd(CorrectPractice):
    def mask_to_indices(self, mask: Mask) -> Any:
        return (mask.size - 1 - np.flatnonzero(mask[::-1]))[::-1]


@unusual("arrays are of a class of their own")
class ArraysOfTheirOwn(CorrectPractice):
    def pad_right(self, xs: Reals, n: int, value: float) -> Any:
        return super().pad_right(xs, n, value).view(Tagged)


@unusual("fields come as an object of a dataclass with slots")
class FieldsInSlots(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        made = super().context_and_targets(h, w, bh, bw, count, seed)
        return ContextTargets(made.context, made.targets, seed)


@unusual("fields come as keys and as attributes")
class FieldsAsKeys(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        return Fields(vars(super().context_and_targets(h, w, bh, bw, count, seed)))


@unusual("a share is NumPy's number")
class ShareOfNumpy(CorrectPractice):
    def ignore_index_accuracy(self, preds: Indices, labels: Indices, ignore_index: int) -> Any:
        right = (preds == labels)[labels != ignore_index]
        return np.float64(right.mean()) if right.size else np.float64(0)


@unusual("generators are given in the place of seeds", modules=("practice",))
class GeneratorGiven:
    carrier = "numpy"
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {"seed": "keyword(rng)/generator"}

    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, *, rng: np.random.Generator) -> Any:
        return blocks(h, w, bh, bw, count, rng)


@unusual("indices are int32 and masks 1 where they hide, among other things that come back", modules=("practice",))
class IndicesInInt32:
    carrier = "numpy"
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {
        "indices": "int32",
        "mask": "complement/float01",
        "mask_to_indices.returns": "item(1)/int32",
    }

    def mask_to_indices(self, mask: NDArray[np.float64]) -> Any:
        idxs = np.flatnonzero(mask == 0).astype(np.int32)
        return idxs.size, idxs

    def indices_to_mask(self, n: int, idxs: NDArray[Any]) -> Any:
        check_range(idxs, n)
        hidden = np.ones(n)
        hidden[idxs] = 0
        return hidden


@unusual("the loss of a batch is one number, declared as the mean of those of its samples", modules=("practice",))
class MeanDeclared:
    carrier = "numpy"
    batched = True
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {"masked_mean.returns": "reduce(mean)"}

    def masked_mean(self, x: Reals, mask: Mask) -> Any:
        means = np.where(mask, x, 0).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
        return means.sum() / max(means.size, 1)
