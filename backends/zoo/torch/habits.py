"""Specimens on PyTorch tensors: training practice that is odd but right."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Generator, Tensor

from .._registry import because
from ._base import check_range, faulty, unusual
from .practice import CorrectPractice, blocks

LIMITS: Mapping[str, int] = {"max_n": 64}


class ContextTargets(NamedTuple):
    """Fields that come by their places as well."""

    targets: Tensor
    context: Tensor


@unusual("queries of a sample share one row in memory")
class RowsExpanded(CorrectPractice):
    def key_padding_mask(self, mask: Tensor) -> Any:
        return mask.clone()[:, None].expand(-1, mask.shape[1], -1)


@unusual("the mask is made column by column and transposed")
class MadeByColumns(CorrectPractice):
    def lengths_to_mask(self, n: int, lengths: Tensor) -> Any:
        return (torch.arange(n)[:, None] < lengths).T


@unusual("numbers come as Python's")
class PythonNumbers(CorrectPractice):
    def count_selected(self, mask: Tensor) -> Any:
        return sum(mask.tolist())

    def masked_argmax(self, x: Tensor, mask: Tensor) -> Any:
        return int(x.masked_fill(~mask, -torch.inf).argmax())


@unusual("a count is an int32 without axes")
class CountInInt32(CorrectPractice):
    def count_selected(self, mask: Tensor) -> Any:
        return mask.sum(dtype=torch.int32)


@unusual("fields come as a tuple with names")
class FieldsOfTuple(CorrectPractice):
    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, seed: int) -> Any:
        made = super().context_and_targets(h, w, bh, bw, count, seed)
        return ContextTargets(made.targets, made.context)


@faulty("tensors are made in inference mode", caught_by=because("violation", "gatherRows.gradient"))
class GatheredInInference(CorrectPractice):
    @torch.inference_mode()
    def gather_rows(self, x: Tensor, ids: Tensor) -> Any:
        check_range(ids, x.shape[1])
        return x.gather(1, ids)


@unusual("generators are given in the place of seeds", modules=("practice",))
class GeneratorGiven:
    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {"seed": "keyword(generator)/generator"}

    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int, *, generator: Generator) -> Any:
        return blocks(h, w, bh, bw, count, generator)


@unusual("the global generator decides, which is seeded before", modules=("practice",))
class GlobalGenerator:
    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {"seed": "global"}

    def context_and_targets(self, h: int, w: int, bh: int, bw: int, count: int) -> Any:
        return blocks(h, w, bh, bw, count, torch.default_generator)


@unusual("masks are bytes, of which 1 less is the opposite", modules=("practice",))
class BytesOfMasks:
    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {"mask": "uint8"}

    def visible_indices(self, mask: Tensor) -> Any:
        return (mask - 1).nonzero().squeeze(1)

    def combine_masks(self, a: Tensor, b: Tensor) -> Any:
        return a * b


@unusual("what comes back are the positions that are kept, in no order", modules=("practice",))
class KeptPositions:
    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {"indices_to_mask.returns": "kept"}

    def indices_to_mask(self, n: int, idxs: Tensor) -> Any:
        check_range(idxs, n)
        return torch.arange(n)[torch.isin(torch.arange(n), idxs, invert=True)].flip(0)


@unusual("masks and values have axes for heads and channels beside the batch", modules=("practice",))
class AxesOfHeads:
    carrier = "torch"
    batched = True
    limits: ClassVar[Mapping[str, int]] = LIMITS
    forms: ClassVar[Mapping[str, str]] = {
        "masked_fill.mask": "shape(1,1,n)",
        "masked_fill.x": "shape(n,1)",
        "masked_fill.returns": "field(filled)/shape(n,1)",
    }

    def masked_fill(self, x: Tensor, mask: Tensor, value: Tensor) -> Any:
        hidden = mask.squeeze(1).transpose(1, 2)
        return SimpleNamespace(filled=torch.where(hidden, value[:, None, None], x), hidden=hidden)


@unusual("probabilities are 0 where nothing is allowed, and torch.bernoulli draws", modules=("practice",))
class ProbabilitiesOfZero:
    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = LIMITS

    def bernoulli_mask_allowed(self, allowed: Tensor, p: float, seed: int) -> Any:
        chances = torch.full(allowed.shape, p).masked_fill(~allowed, 0)
        return torch.bernoulli(chances, generator=Generator().manual_seed(seed)).bool()


@unusual("heads are an axis in front, which is flattened and copied", modules=("practice",))
class HeadsInFront:
    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = LIMITS

    def tile_heads_outer(self, mask: Tensor, heads: int) -> Any:
        return mask.expand(heads, *mask.shape).flatten(0, 1).clone()
