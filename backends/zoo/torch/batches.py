"""Specimens on PyTorch tensors with a leading axis: what one sample of a batch takes from another, and forms."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import torch
from torch import Generator, Tensor

from .._registry import because
from ._base import check_range, collection, faulty
from .practice import blocks


@collection.correct("practice")
class CorrectBatches:
    """Some operations on batches as they should be."""

    carrier = "torch"
    batched = True
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}
    forms: ClassVar[Mapping[str, str]] = {"mean_pool.length": "per_row"}

    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int, *, batch_size: int) -> Any:
        generator = Generator().manual_seed(seed)
        made = blocks(h, w, bh, bw, batch_size * count, generator)
        targets = made.targets.reshape(batch_size, count, h * w)
        return SimpleNamespace(context=~targets.any(dim=1), targets=targets)

    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return x.masked_fill(~mask, 0).sum(dim=1)

    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x.masked_fill(~mask, 0).sum(dim=1) / mask.sum(dim=1).clamp(min=1)

    def masked_max(self, x: Tensor, mask: Tensor) -> Any:
        return x.masked_fill(~mask, -torch.inf).amax(dim=1)

    def restore_tokens(self, visible: Tensor, mask_token: Tensor, ids_restore: Tensor) -> Any:
        n = ids_restore.shape[1]
        check_range(ids_restore, n)
        rest = mask_token[:, None].expand(-1, max(n - visible.shape[1], 0))
        return torch.cat([visible, rest], dim=1).gather(1, ids_restore)

    def mean_pool(self, x: Tensor, length: Tensor) -> Any:
        there = torch.arange(x.shape[1]) < length[:, None]
        return x.masked_fill(~there, 0).sum(dim=1) / length.clamp(min=1)


@faulty("all samples get the blocks of one", caught_by=because("violation", "contextAndTargets.independent_rows"))
class BlocksOfOneSample(CorrectBatches):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int, *, batch_size: int) -> Any:
        one = super().context_and_targets(h, w, bh, bw, count, seed, batch_size=1)
        return SimpleNamespace(context=one.context.repeat(batch_size, 1), targets=one.targets.repeat(batch_size, 1, 1))


@faulty("the first sample's mask is used for all", caught_by=because("violation", "maskedSum.independent_rows"))
class FirstRowsMask(CorrectBatches):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return x.masked_fill(~mask[:1], 0).sum(dim=1)


@faulty(
    "each sum is divided by what is selected in all samples",
    caught_by=because("violation", "maskedMean.independent_rows"),
)
class DenominatorShared(CorrectBatches):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x.masked_fill(~mask, 0).sum(dim=1) / mask.sum().clamp(min=1)


@faulty(
    "rows are made one by one and stacked, of which there is none",
    caught_by=because("exception", "maskedSum.independent_rows"),
)
class StackOfNothing(CorrectBatches):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return torch.stack([row[m].sum() for row, m in zip(x, mask, strict=True)])


@faulty(
    "sums of samples are a product with a matrix of zeros and ones, so that NaN spreads",
    caught_by=because("malformed", "maskedSum.independent_rows"),
)
class ZeroTimesNan(CorrectBatches):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return torch.eye(len(x), dtype=x.dtype) @ x.masked_fill(~mask, 0).sum(dim=1)


@faulty(
    "the largest is over the whole batch",
    caught_by=because("malformed", "maskedMax.independent_rows"),
)
class MaxOverTheBatch(CorrectBatches):
    def masked_max(self, x: Tensor, mask: Tensor) -> Any:
        filled = x.masked_fill(~mask, -torch.inf)
        return filled.amax().repeat(len(x)) if len(x) else filled.sum(dim=1)


@faulty(
    "ids that count on over the batch index rows laid end to end, without their start",
    caught_by=because("violation", "restoreTokens.independent_rows"),
)
class IdsWithoutTheirRow(CorrectBatches):
    def restore_tokens(self, visible: Tensor, mask_token: Tensor, ids_restore: Tensor) -> Any:
        n = ids_restore.shape[1]
        check_range(ids_restore, n)
        rest = mask_token[:, None].expand(-1, max(n - visible.shape[1], 0))
        return torch.cat([visible, rest], dim=1).flatten().take(ids_restore)


@faulty("all are pooled up to the longest", caught_by=because("violation", "meanPool.independent_rows"))
class LongestLength(CorrectBatches):
    def mean_pool(self, x: Tensor, length: Tensor) -> Any:
        longest = int(length.max()) if len(length) else 0
        return x[:, :longest].sum(dim=1) / length.clamp(min=1)


class MeanOverTheBatch:
    """A masked mean of a batch as one number, the mean of those of its samples."""

    carrier = "torch"
    batched = True
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}
    forms: ClassVar[Mapping[str, str]] = {"masked_mean.returns": "reduce(mean)"}


@faulty(
    "the mean over all that is selected passes for the mean over samples",
    caught_by=because("violation", "maskedMean.independent_rows"),
    modules=("practice",),
)
class MeanOfTokens(MeanOverTheBatch):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum() / mask.sum().clamp(min=1)


@faulty(
    "what comes back is the sum over the batch",
    caught_by=because(
        "malformed",
        "maskedMean",
        "maskedMean.well_formed",
        "maskedMean_unselected",
        "maskedMean_empty",
        "maskedMean_all",
    ),
    modules=("practice",),
)
class SummedOverTheBatch:
    carrier = "torch"
    batched = True
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}

    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return (x.masked_fill(~mask, 0).sum(dim=1) / mask.sum(dim=1).clamp(min=1)).sum()


class BytesAsMasks:
    """Masks are bytes."""

    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}
    forms: ClassVar[Mapping[str, str]] = {"mask": "uint8"}


@faulty(
    "~ of bytes is 254 and 255, and neither is 0",
    caught_by=because("violation", "visibleIndices"),
    modules=("practice",),
)
class InvertedBytes(BytesAsMasks):
    def visible_indices(self, mask: Tensor) -> Any:
        return (~mask).nonzero().squeeze(1)


@faulty(
    "two masks of the lowest number are added, which is beyond the dtype",
    caught_by=because("malformed", "combineMasks", "combineMasks.well_formed"),
    modules=("practice",),
)
class LowestTwice:
    carrier = "torch:float16"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}
    forms: ClassVar[Mapping[str, str]] = {"mask": "additive(0,min)"}

    def combine_masks(self, a: Tensor, b: Tensor) -> Any:
        return a + b


@faulty(
    "the generator that is given is not used",
    caught_by=because("violation", "contextAndTargets.seeded")
    | because("nondeterministic", "contextAndTargets.deterministic"),
    modules=("practice",),
)
class GeneratorIgnored:
    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}
    forms: ClassVar[Mapping[str, str]] = {"seed": "generator"}

    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, generator: Generator) -> Any:
        return blocks(h, w, bh, bw, count, torch.default_generator)
