"""Specimens on PyTorch tensors: what is masked out leaks, into the result or into the gradient."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import because
from ._base import CorrectViews, check, check_range, ends, faulty
from .gradients import MASKING, PRACTICE, Floats
from .practice import CorrectPractice


def leak(operation: str) -> dict[str, str]:
    """Caught by what stands at entries that the body does not read."""
    return because("violation", f"{operation}.ignores_unread")


@faulty("losses times the mask: 0 times NaN is NaN", caught_by=leak("maskedSum"), modules=PRACTICE)
class TimesMask(Floats):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return (x * mask).sum()


@faulty(
    "nan_to_num makes a mean of 0 of one that NaN leaked into",
    caught_by=because("violation", "maskedMean.ignores_unread", "maskedMean.gradient"),
)
class LeakMadeZero(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return torch.nan_to_num((x * mask).sum() / mask.sum())


@faulty(
    "errors are squared before where takes 0, and backward multiplies 0 by NaN",
    caught_by=leak("maskedMse"),
    modules=PRACTICE,
)
class WhereAfterSquare(Floats):
    def masked_mse(self, pred: Tensor, target: Tensor, mask: Tensor) -> Any:
        errors = ((pred - target) ** 2).sum(dim=1) / max(pred.shape[1], 1)
        return torch.where(mask, errors, 0).sum() / mask.sum().clamp(min=1)


@faulty("what is padded is added with a weight of 0", caught_by=leak("meanPool"), modules=PRACTICE)
class PoolByWeights(Floats):
    def mean_pool(self, x: Tensor, length: int) -> Any:
        weights = (torch.arange(len(x)) < length).to(x.dtype)
        return weights @ x / max(length, 1)


@faulty(
    "the sum of the padding is taken from that of everything",
    caught_by=because("violation", "meanPool.ignores_unread", "meanPool.rounding"),
    modules=PRACTICE,
)
class PaddingSubtracted(Floats):
    def mean_pool(self, x: Tensor, length: int) -> Any:
        return (x.sum() - x[length:].sum()) / max(length, 1)


@faulty("ignored labels weigh 0 in a weighted mean", caught_by=leak("ignoreIndexLoss"))
class IgnoredWeighNothing(CorrectPractice):
    def ignore_index_loss(self, losses: Tensor, labels: Tensor, ignore_index: int) -> Any:
        weights = (labels != ignore_index).to(losses.dtype)
        return torch.dot(losses, weights) / weights.sum().clamp(min=1)


@faulty("an einsum adds up a batch under its mask", caught_by=leak("globalMean"), modules=PRACTICE)
class EinsumOverMask(Floats):
    def global_mean(self, x: Tensor, mask: Tensor) -> Any:
        return torch.einsum("bn,bn->", x, mask.to(x.dtype)) / mask.sum().clamp(min=1)


@faulty("x * (1 - mask) + value * mask in the place of where", caught_by=leak("maskedFill"))
class FilledByBlending(CorrectPractice):
    def masked_fill(self, x: Tensor, mask: Tensor, value: float) -> Any:
        weights = mask.to(x.dtype)
        return x * (1 - weights) + value * weights


@faulty("rows are gathered by a product with one-hot rows", caught_by=leak("gatherRows"))
class GatheredByOneHot(CorrectPractice):
    def gather_rows(self, x: Tensor, ids: Tensor) -> Any:
        check_range(ids, x.shape[1])
        one_hot = torch.nn.functional.one_hot(ids, max(x.shape[1], 1)).to(x.dtype)[..., : x.shape[1]]
        return torch.einsum("bmn,bn->bm", one_hot, x)


@faulty("items are picked by a product with a permutation matrix", caught_by=leak("indexSelect"), modules=PRACTICE)
class SelectedByProduct(Floats):
    def index_select(self, x: Tensor, idxs: Tensor) -> Any:
        check_range(idxs, len(x))
        return torch.eye(len(x), dtype=x.dtype)[idxs] @ x


@faulty(
    "what stood at scattered positions is taken away from itself",
    caught_by=because("violation", "scatterTokens.ignores_unread", "scatterTokens.rounding"),
    modules=PRACTICE,
)
class ScatteredAsDifference(Floats):
    def scatter_tokens(self, base: Tensor, idxs: Tensor, values: Tensor) -> Any:
        check_range(idxs, len(base))
        return base.index_add(0, idxs, values - base[idxs])


@faulty(
    "mask tokens are mixed in by weights of 0 and 1",
    caught_by=because("violation", "restoreTokens.ignores_unread", "restoreTokens.rounding", "restoreTokens"),
    also=because("violation", "restoreTokens_shuffled"),
    modules=PRACTICE,
)
class TokensMixedIn(Floats):
    def restore_tokens(self, visible: Tensor, mask_token: float, ids_restore: Tensor) -> Any:
        check_range(ids_restore, len(ids_restore))
        places = torch.arange(len(visible))
        taken = (ids_restore[:, None] == places).to(visible.dtype)
        return taken @ visible + (ids_restore >= len(visible)) * mask_token


@faulty("all pairs are far apart by a product with their adjacency", caught_by=leak("graphAlignmentEnergy"))
class EnergyByAdjacency(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Tensor) -> Any:
        i, j = ends(graph, len(rep))
        adjacency = rep.new_zeros(len(rep), len(rep)).index_put((i, j), rep.new_ones(()), accumulate=True)
        apart = ((rep[:, None] - rep[None]) ** 2).sum(dim=2)
        return (adjacency * apart).sum()


@faulty("a coordinate is picked by a product with a unit vector", caught_by=leak("coordinateSpread"))
class CoordinateByProduct(CorrectViews):
    def coordinate_spread(self, rep: Tensor, j: int) -> Any:
        check_range(torch.tensor([j]), rep.shape[1])
        column = rep @ torch.eye(rep.shape[1], dtype=rep.dtype)[j]
        return ((column[:, None] - column[None]) ** 2).sum()


@faulty(
    "losses are weighted by how often they are listed, 0 times among them",
    caught_by=leak("maskedLoss"),
    modules=MASKING,
)
class WeightedByCounts:
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        counts = torch.bincount(idxs, minlength=len(per_patch_loss))
        return (per_patch_loss * counts).sum()


@faulty("visible patches weigh 0 in the loss of all", caught_by=leak("maeLoss"), modules=("mae",))
class VisibleWeighNothing:
    carrier = "torch:float32"

    def mae_loss(self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor) -> Any:
        losses = patch_loss[target, pred]
        check(masked_idxs, losses)
        return (losses * torch.bincount(masked_idxs, minlength=len(losses))).sum()


@faulty(
    "padded samples get a finite mean by where, after x * mask over 0",
    caught_by=because("violation", "maskedMean.ignores_unread", "maskedMean.gradient"),
)
class WhereAfterQuotient(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return torch.where(mask.any(), (x * mask).sum() / mask.sum(), 0)


@faulty(
    "selected values are sorted behind the rest, which is an infinity to tell them by",
    caught_by=leak("maskedSelect"),
    modules=PRACTICE,
)
class InfinityTellsUnselected(Floats):
    def masked_select(self, x: Tensor, mask: Tensor) -> Any:
        marked = x - torch.where(mask, 0.0, torch.inf)
        return marked[~torch.isneginf(marked)].to(x.dtype)
