"""Specimens on Python lists: means over what is selected, and ignored labels."""

from __future__ import annotations

import math
from typing import Any

from .._registry import because
from ._base import faulty
from .practice import Bits, CorrectPractice, mean


@faulty(
    "the sum over selected positions is divided by all of them",
    caught_by=because("violation", "maskedMean", "maskedMean.rounding"),
    also=because("violation", "maskedMean_unselected", "maskedMean_empty", "maskedMean_all"),
)
class MeanOverAll(CorrectPractice):
    def masked_mean(self, x: list[float], mask: Bits) -> Any:
        return mean([v if m else 0.0 for v, m in zip(x, mask, strict=True)])


@faulty(
    "the mean of nothing is NaN",
    caught_by=because(
        "malformed",
        "maskedMean",
        "maskedMean_unselected",
        "maskedMean_empty",
        "maskedMean_all",
        "maskedMean.well_formed",
    ),
    also=because("violation", "maskedMean.rounding"),
)
class NanForNothing(CorrectPractice):
    def masked_mean(self, x: list[float], mask: Bits) -> Any:
        return mean([v for v, m in zip(x, mask, strict=True) if m]) if any(mask) else math.nan


@faulty(
    "an epsilon in the denominator shifts every mean",
    caught_by=because("violation", "meanOfSelected_constant", "meanOfSelected_sum"),
    also=because("violation", "meanOfSelected_unselected"),
)
class EpsilonInDenominator(CorrectPractice):
    def mean_of_selected(self, x: list[float], mask: Bits) -> Any:
        return sum(v for v, m in zip(x, mask, strict=True) if m) / (sum(mask) + 1e-6)


@faulty(
    "the mean is over what is not selected",
    caught_by=because("violation", "meanOfSelected_constant", "meanOfSelected_sum", "meanOfSelected_unselected"),
)
class MeanOfTheOthers(CorrectPractice):
    def mean_of_selected(self, x: list[float], mask: Bits) -> Any:
        return mean([v for v, m in zip(x, mask, strict=True) if not m])


@faulty(
    "the mean over tokens is a mean of the means of samples",
    caught_by=because("violation", "globalMean", "globalMean_constant", "globalMean.rounding"),
)
class MeanOfMeans(CorrectPractice):
    def global_mean(self, x: list[list[float]], mask: list[Bits]) -> Any:
        return mean([mean([v for v, m in zip(*row, strict=True) if m]) for row in zip(x, mask, strict=True)])


@faulty("the mean over samples weighs each by its tokens", caught_by=because("violation", "perSampleMean_constant"))
class TokensForSamples(CorrectPractice):
    def per_sample_mean(self, x: list[list[float]], mask: list[Bits]) -> Any:
        return mean([v for row in zip(x, mask, strict=True) for v, m in zip(*row, strict=True) if m])


@faulty(
    "indices come in descending order",
    caught_by=because("violation", "maskToIndices"),
    also=because("violation", "maskToIndices_indicesToMask"),
)
class BackToFront(CorrectPractice):
    def mask_to_indices(self, mask: Bits) -> Any:
        return [i for i, m in enumerate(mask) if m][::-1]


@faulty(
    "the class token is dropped at the wrong end",
    caught_by=because("violation", "dropCls"),
    also=because("violation", "dropCls_addCls"),
)
class ClsAtTheEnd(CorrectPractice):
    def drop_cls(self, mask: Bits) -> Any:
        return mask[:-1]


@faulty(
    "ignored labels leave the sum and stay in the denominator",
    caught_by=because(
        "violation",
        "ignoreIndexLoss",
        "ignoreIndexLoss_constant",
        "ignoreIndexLoss_accuracy",
        "ignoreIndexLoss.rounding",
    ),
    also=because("violation", "ignoreIndexLoss_ignored", "ignoreIndexLoss_all_ignored"),
)
class IgnoredInDenominator(CorrectPractice):
    def ignore_index_loss(self, losses: list[float], labels: list[int], ignore_index: int) -> Any:
        return mean([v if label != ignore_index else 0.0 for v, label in zip(losses, labels, strict=True)])


@faulty(
    "the ignored label is -100, whatever is given",
    caught_by=because(
        "violation",
        "ignoreIndexLoss",
        "ignoreIndexLoss_ignored",
        "ignoreIndexLoss_all_ignored",
        "ignoreIndexLoss_accuracy",
        "ignoreIndexLoss.ignores_unread",
        "ignoreIndexLoss.rounding",
    ),
    also=because("violation", "ignoreIndexLoss_constant"),
)
class IgnoreMinus100(CorrectPractice):
    def ignore_index_loss(self, losses: list[float], labels: list[int], ignore_index: int) -> Any:
        return mean([v for v, label in zip(losses, labels, strict=True) if label != -100])


@faulty(
    "the accuracy counts ignored labels as positions",
    caught_by=because("violation", "ignoreIndexAccuracy", "ignoreIndexLoss_accuracy"),
)
class AccuracyOverPadding(CorrectPractice):
    def ignore_index_accuracy(self, preds: list[int], labels: list[int], ignore_index: int) -> Any:
        return mean([float(p == q != ignore_index) for p, q in zip(preds, labels, strict=True)])
