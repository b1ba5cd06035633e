"""Specimens on Python lists: attention masks, weights and padding."""

from __future__ import annotations

import math
from typing import Any

from .._registry import because
from ._base import faulty
from .practice import Bits, CorrectPractice, mean


@faulty(
    "weights are masked after the softmax, and do not add up to 1",
    caught_by=because("violation", "maskedSoftmax_unread", "maskedSoftmax_alike"),
    also=because("violation", "maskedSoftmax_blocked", "maskedSoftmax_nothing"),
)
class SoftmaxThenMask(CorrectPractice):
    def masked_softmax(self, scores: list[float], mask: Bits) -> Any:
        top = max(scores, default=0.0)
        total = sum(math.exp(s - top) for s in scores)
        return [math.exp(s - top) / total if m else 0.0 for s, m in zip(scores, mask, strict=True)]


@faulty(
    "a row of nothing attends to everything as its scores say, since all of them are lowered alike",
    caught_by=because("violation", "maskedSoftmax_blocked", "maskedSoftmax_nothing", "maskedSoftmax_unread"),
)
class UnmaskedForNothing(CorrectPractice):
    def masked_softmax(self, scores: list[float], mask: Bits) -> Any:
        return super().masked_softmax(scores, mask if any(mask) else [True] * len(mask))


@faulty(
    "padding counts as 0 in the maximum",
    caught_by=because("violation", "maskedMax_attained"),
    also=because("violation", "maskedMax_bound"),
)
class ZeroForPadding(CorrectPractice):
    def masked_max(self, x: list[float], mask: Bits) -> Any:
        return max(v if m else 0.0 for v, m in zip(x, mask, strict=True))


@faulty("the index is one into what was selected", caught_by=because("violation", "maskedArgmax_selected"))
class ArgmaxAmongSelected(CorrectPractice):
    def masked_argmax(self, x: list[float], mask: Bits) -> Any:
        chosen = [v for v, m in zip(x, mask, strict=True) if m]
        return chosen.index(max(chosen))


@faulty(
    "a query does not see itself",
    caught_by=because("violation", "causalMask", "causalMask_self"),
    also=because("violation", "causalMask_future"),
)
class StrictlyCausal(CorrectPractice):
    def causal_mask(self, n: int) -> Any:
        return [[k < q for k in range(n)] for q in range(n)]


@faulty(
    "a query sees the next key",
    caught_by=because("violation", "causalMask", "causalMask_future"),
    also=because("violation", "causalMask_self"),
)
class CausalOffByOne(CorrectPractice):
    def causal_mask(self, n: int) -> Any:
        return [[k <= q + 1 for k in range(n)] for q in range(n)]


@faulty("true marks the future", caught_by=because("violation", "causalMask", "causalMask_self", "causalMask_future"))
class AnticausalMask(CorrectPractice):
    def causal_mask(self, n: int) -> Any:
        return [[k > q for k in range(n)] for q in range(n)]


@faulty("the window is one key longer than was set", caught_by=because("violation", "slidingWindowMask"))
class WindowTooLong(CorrectPractice):
    def sliding_window_mask(self, n: int, w: int) -> Any:
        return [[q - w <= k <= q for k in range(n)] for q in range(n)]


@faulty("a document sees those before it", caught_by=because("violation", "documentMask"))
class DocumentsBeforeSeen(CorrectPractice):
    def document_mask(self, doc: list[int]) -> Any:
        return [[a >= b for b in doc] for a in doc]


@faulty(
    "the first position of the padding counts as a token",
    caught_by=because("violation", "lengthsToMask"),
    also=because("violation", "lengthsToMask_full"),
)
class LengthIncluded(CorrectPractice):
    def lengths_to_mask(self, n: int, lengths: list[int]) -> Any:
        return [[i <= length for i in range(n)] for length in lengths]


@faulty(
    "padding on the left is looked for on the right",
    caught_by=because("violation", "leftPaddingMask"),
    also=because("violation", "leftPaddingMask_full"),
)
class LeftTakenForRight(CorrectPractice):
    def left_padding_mask(self, n: int, lengths: list[int]) -> Any:
        return [[i < length for i in range(n)] for length in lengths]


@faulty("the low number stands where the mask allows", caught_by=because("violation", "additiveMask"))
class AdditiveFlipped(CorrectPractice):
    def additive_mask(self, mask: Bits, low: float) -> Any:
        return [low if m else 0.0 for m in mask]


@faulty(
    "one item of padding too few",
    caught_by=because("violation", "padRight"),
    also=because("violation", "padRight_full"),
)
class PadOneTooFew(CorrectPractice):
    def pad_right(self, xs: list[float], n: int, value: float) -> Any:
        return xs + [value] * (n - len(xs) - 1)


@faulty(
    "the mean is over the padding too",
    caught_by=because("violation", "meanPool", "meanPool_padding", "meanPool.ignores_unread", "meanPool.rounding"),
)
class PoolOverPadding(CorrectPractice):
    def mean_pool(self, x: list[float], length: int) -> Any:
        return mean(x)


@faulty("masks are tiled over the batch and not with their sample", caught_by=because("violation", "tileHeads"))
class HeadsOverTheBatch(CorrectPractice):
    def tile_heads(self, mask: list[Bits], heads: int) -> Any:
        return [row[:] for _ in range(heads) for row in mask]


@faulty(
    "weights are masked after the softmax where something is selected as well",
    caught_by=because("violation", "softmaxOfSelected_unread", "softmaxOfSelected_alike"),
)
class SoftmaxThenSelected(CorrectPractice):
    def softmax_of_selected(self, scores: list[float], mask: Bits) -> Any:
        weights = super().softmax_of_selected(scores, [True] * len(mask))
        return [weight if m else 0.0 for weight, m in zip(weights, mask, strict=True)]


@faulty(
    "what is not selected is lowered by 10 and keeps a little weight",
    caught_by=because("violation", "softmaxOfSelected_blocked", "softmaxOfSelected_unread", "softmaxOfSelected_alike"),
)
class LoweredByTen(CorrectPractice):
    def softmax_of_selected(self, scores: list[float], mask: Bits) -> Any:
        lowered = [s if m else s - 10 for s, m in zip(scores, mask, strict=True)]
        return super().softmax_of_selected(lowered, [True] * len(mask))


@faulty("masks are tiled with their sample and not over the batch", caught_by=because("violation", "tileHeadsOuter"))
class HeadsWithTheirSample(CorrectPractice):
    def tile_heads_outer(self, mask: list[Bits], heads: int) -> Any:
        return [row[:] for row in mask for _ in range(heads)]
