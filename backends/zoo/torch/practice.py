"""Specimens on PyTorch tensors: operations of training practice, as they should be and as they go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import torch
from torch import Generator, Tensor

from .._registry import because
from ._base import check_range, collection, faulty


def blocks(h: int, w: int, bh: int, bw: int, count: int, generator: Generator) -> SimpleNamespace:
    """Blocks of a grid, its rows one after the other, as targets, and the rest as context."""
    targets = torch.zeros(count, h, w, dtype=torch.bool)
    for target in targets:
        top, left = (int(torch.randint(bound, (), generator=generator)) for bound in (h - bh + 1, w - bw + 1))
        target[top : top + bh, left : left + bw] = True
    targets = targets.flatten(1)
    return SimpleNamespace(context=~targets.any(dim=0), targets=targets)


@collection.correct("practice")
class CorrectPractice:
    """Some operations of training practice as they should be."""

    carrier = "torch"
    # Enough for a count in 8 bits to wrap; what is larger costs more than it shows.
    limits: ClassVar[Mapping[str, int]] = {"max_n": 512}

    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        return blocks(h, w, bh, bw, count, Generator().manual_seed(seed))

    def count_selected(self, mask: Tensor) -> Any:
        return mask.sum()

    def mask_to_indices(self, mask: Tensor) -> Any:
        return mask.nonzero().squeeze(1)

    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum() / mask.sum().clamp(min=1)

    def per_sample_mean(self, x: Tensor, mask: Tensor) -> Any:
        means = x.masked_fill(~mask, 0).sum(dim=1) / mask.sum(dim=1)
        return means.sum() / max(len(means), 1)

    def masked_fill(self, x: Tensor, mask: Tensor, value: float) -> Any:
        return x.masked_fill(mask, value)

    def masked_argmax(self, x: Tensor, mask: Tensor) -> Any:
        return x.masked_fill(~mask, -torch.inf).argmax()

    def ignore_index_loss(self, losses: Tensor, labels: Tensor, ignore_index: int) -> Any:
        active = labels != ignore_index
        return losses[active].sum() / active.sum().clamp(min=1)

    def gather_rows(self, x: Tensor, ids: Tensor) -> Any:
        check_range(ids, x.shape[1])
        return x.gather(1, ids)

    def key_padding_mask(self, mask: Tensor) -> Any:
        return mask[:, None].repeat(1, mask.shape[1], 1)

    def tile_heads(self, mask: Tensor, heads: int) -> Any:
        return mask.repeat_interleave(heads, dim=0)

    def tile_heads_outer(self, mask: Tensor, heads: int) -> Any:
        return mask.repeat(heads, 1)

    def softmax_of_selected(self, scores: Tensor, mask: Tensor) -> Any:
        return scores.masked_fill(~mask, -torch.inf).softmax(dim=0)

    def lengths_to_mask(self, n: int, lengths: Tensor) -> Any:
        return torch.arange(n) < lengths[:, None]


@faulty(
    "the global generator is seeded in passing",
    caught_by=because("violation", "contextAndTargets.seeded"),
    reaches_further=True,
)
class GlobalGeneratorSeeded(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        return blocks(h, w, bh, bw, count, torch.manual_seed(seed))


@faulty(
    "targets are taken out of the context one less than there are",
    caught_by=because("violation", "contextAndTargets_disjoint"),
)
class LastTargetInContext(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        made = super().context_and_targets(h, w, bh, bw, count, seed)
        return SimpleNamespace(context=~made.targets[:-1].any(dim=0), targets=made.targets)


@faulty("positions are counted in 8 bits", caught_by=because("violation", "countSelected"))
class CountInBytes(CorrectPractice):
    def count_selected(self, mask: Tensor) -> Any:
        return mask.sum(dtype=torch.uint8)


@faulty(
    "positions come as int32, with which nothing can be gathered",
    caught_by=because("malformed", "maskToIndices", "maskToIndices.well_formed", "maskToIndices_indicesToMask"),
)
class PositionsInInt32(CorrectPractice):
    def mask_to_indices(self, mask: Tensor) -> Any:
        return mask.nonzero().squeeze(1).int()


@faulty(
    "what is not selected is put to 0 in the argument, as contiguous() copies no more than it must",
    caught_by=because("mutated_input", "maskedMean.preserves_inputs") | because("violation", "maskedMean.gradient"),
)
class ZeroedInPlace(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        x = x.contiguous()
        x[~mask] = 0
        return x.sum() / mask.sum().clamp(min=1)


@faulty(
    "masked_fill_ with the underscore",
    caught_by=because("mutated_input", "maskedFill.preserves_inputs")
    | because("aliased", "maskedFill.shares_no_memory")
    | because("violation", "maskedFill.gradient"),
)
class FilledInPlace(CorrectPractice):
    def masked_fill(self, x: Tensor, mask: Tensor, value: float) -> Any:
        return x.contiguous().masked_fill_(mask, value)


@faulty(
    "ignored labels become 0 in the argument, so that an embedding can be looked up",
    caught_by=because("mutated_input", "ignoreIndexLoss.preserves_inputs")
    | because("violation", "ignoreIndexLoss.gradient"),
)
class LabelsReplaced(CorrectPractice):
    def ignore_index_loss(self, losses: Tensor, labels: Tensor, ignore_index: int) -> Any:
        active = labels != ignore_index
        labels = labels.contiguous()
        labels[~active] = 0
        return losses[active].sum() / active.sum().clamp(min=1)


@faulty(
    "each sum is divided by the counts of all samples, as one of them keeps its axis",
    caught_by=because("violation", "perSampleMean_constant"),
)
class CountsKeepTheirAxis(CorrectPractice):
    def per_sample_mean(self, x: Tensor, mask: Tensor) -> Any:
        means = x.masked_fill(~mask, 0).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return means.sum() / max(means.numel(), 1)


@faulty(
    "scores are multiplied by the mask, and a masked 0 is above what is negative",
    caught_by=because("violation", "maskedArgmax_selected"),
)
class MultipliedByMask(CorrectPractice):
    def masked_argmax(self, x: Tensor, mask: Tensor) -> Any:
        return (x * mask).argmax()


@faulty(
    "the positions of the first sample are gathered in all",
    caught_by=because(
        "violation", "gatherRows", "gatherRows.ignores_unread", "gatherRows.gradient", "gatherRows.rounding"
    ),
)
class FirstRowsPositions(CorrectPractice):
    def gather_rows(self, x: Tensor, ids: Tensor) -> Any:
        check_range(ids, x.shape[1])
        return x.gather(1, ids[:1].expand(len(x), -1))


@faulty("queries are masked where keys should be", caught_by=because("violation", "keyPaddingMask"))
class QueriesForKeys(CorrectPractice):
    def key_padding_mask(self, mask: Tensor) -> Any:
        return mask[:, :, None].repeat(1, 1, mask.shape[1])


@faulty(
    "rows are repeated over the batch and cut into samples again, which mixes these",
    caught_by=because("violation", "keyPaddingMask"),
)
class ReshapedAcrossSamples(CorrectPractice):
    def key_padding_mask(self, mask: Tensor) -> Any:
        b, n = mask.shape
        return mask.repeat(n, 1).reshape(b, n, n)


@faulty(
    "the softmax is over all scores, and weights are put to 0 after it",
    caught_by=because("violation", "softmaxOfSelected_unread", "softmaxOfSelected_alike"),
)
class ZeroedAfterSoftmax(CorrectPractice):
    def softmax_of_selected(self, scores: Tensor, mask: Tensor) -> Any:
        return scores.softmax(dim=0).masked_fill(~mask, 0)


@faulty("repeat where repeat_interleave was meant", caught_by=because("violation", "tileHeads"))
class RepeatForInterleave(CorrectPractice):
    def tile_heads(self, mask: Tensor, heads: int) -> Any:
        return mask.repeat(heads, 1)


@faulty("repeat_interleave where repeat was meant", caught_by=because("violation", "tileHeadsOuter"))
class InterleaveForRepeat(CorrectPractice):
    def tile_heads_outer(self, mask: Tensor, heads: int) -> Any:
        return mask.repeat_interleave(heads, dim=0)


@faulty(
    "positions are held against lengths along the other axis",
    caught_by=because("malformed", "lengthsToMask", "lengthsToMask_full", "lengthsToMask.well_formed"),
)
class LengthsAlongColumns(CorrectPractice):
    def lengths_to_mask(self, n: int, lengths: Tensor) -> Any:
        return torch.arange(n)[:, None] < lengths


@faulty(
    "noise of few bits has ties, and all that are level with the last one are masked",
    caught_by=because("violation", "randomMask_count", "randomMask_uniform", "randomMask_pair"),
    modules=("practice",),
)
class TiesInTheNoise:
    carrier = "torch"

    def random_mask(self, n: int, k: int, seed: int) -> Any:
        noise = torch.randint(4, (n,), generator=Generator().manual_seed(seed))
        return noise <= (noise.sort().values[k - 1] if k else -1)


@faulty(
    "the bound of randint is taken for one that is drawn",
    caught_by=because("violation", "spanMask_placement"),
    modules=("practice",),
)
class RandintOffByOne:
    carrier = "torch"

    def span_mask(self, n: int, length: int, seed: int) -> Any:
        start = torch.randint(0, max(n - length, 1), (), generator=Generator().manual_seed(seed))
        back = torch.arange(n) - start
        return (back >= 0) & (back < length)
