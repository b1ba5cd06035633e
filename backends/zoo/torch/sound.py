"""Specimens on PyTorch tensors: odd ways to add up and to go back that are right."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from ._base import CorrectViews, check, check_range, ends, unusual
from .alternatives import EmbeddingsInFloat32
from .gradients import MASKING, PRACTICE, Floats
from .numerics import Brains, Halves, Singles
from .practice import CorrectPractice


@unusual("halves are added up in pairs in float32", modules=PRACTICE)
class Pairwise(Halves):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        parts = x[mask].float()
        while len(parts) > 1:
            if len(parts) % 2:
                parts = torch.cat([parts, parts.new_zeros(1)])
            parts = parts[::2] + parts[1::2]
        return parts.sum().to(x.dtype)


@unusual("Kahan's sum in float32, of numbers in bfloat16", modules=PRACTICE)
class Kahan(Brains):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        total = correction = torch.zeros(())
        for value in x[mask].float():
            step = value - correction
            larger = total + step
            correction = (larger - total) - step
            total = larger
        return total.to(x.dtype)


@unusual("a mean in float64 is rounded to float16 at its end", modules=PRACTICE)
class MeanInDouble(Halves):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return (x[mask].double().sum() / mask.sum().clamp(min=1)).to(x.dtype)


@unusual("weights that add up to 1 in the place of a quotient")
class WeightsForQuotient(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        weights = mask.to(x.dtype) / mask.sum().clamp(min=1)
        return torch.dot(x.masked_fill(~mask, 0), weights)


@unusual("an epsilon in the denominator that float32 does not hold beside a count", modules=PRACTICE)
class EpsilonBelowPrecision(Singles):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum() / (mask.sum() + 1e-8)


@unusual("where is asked before the square and after it", modules=PRACTICE)
class WhereTwice(Floats):
    def masked_mse(self, pred: Tensor, target: Tensor, mask: Tensor) -> Any:
        keep = mask[:, None]
        apart = torch.where(keep, pred, 0) - torch.where(keep, target, 0)
        errors = torch.where(mask, (apart**2).sum(dim=1), 0)
        return errors.sum() / max(pred.shape[1], 1) / mask.sum().clamp(min=1)


@unusual("running totals in float64 are read at the length of a sample", modules=PRACTICE)
class RunningTotalsToLength(Singles):
    def mean_pool(self, x: Tensor, length: int) -> Any:
        sums = torch.cat([x.new_zeros(1), x]).cumsum(0, dtype=torch.float64)
        return (sums[length] / max(length, 1)).to(x.dtype)


@unusual("sorted by size and added from the smallest")
class SmallestFirst(CorrectPractice):
    def ignore_index_loss(self, losses: Tensor, labels: Tensor, ignore_index: int) -> Any:
        active = losses[labels != ignore_index]
        total = sum(active[active.abs().argsort()], losses.new_zeros(()))
        return total / max(len(active), 1)


@unusual("a batch is added up from its end", modules=PRACTICE)
class FromTheEnd(Floats):
    def global_mean(self, x: Tensor, mask: Tensor) -> Any:
        total = x.new_zeros(())
        for value in x[mask].flip(0):
            total = total + value
        return total / mask.sum().clamp(min=1)


class _Mean(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, mask: Tensor) -> Tensor:
        ctx.save_for_backward(mask)
        return x[mask].sum() / mask.sum().clamp(min=1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        (mask,) = ctx.saved_tensors
        return torch.where(mask, grad / mask.sum().clamp(min=1), 0), None


@unusual("backward is written by hand")
class BackwardByHand(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return _Mean.apply(x, mask)


class _SquaredDistance(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, z: Tensor, w: Tensor) -> Tensor:
        ctx.save_for_backward(z, w)
        return ((z - w) ** 2).sum()

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        z, w = ctx.saved_tensors
        rate = 2 * grad * (z - w)
        return rate, -rate


@unusual("a backward by hand, through which one goes back again")
class BackwardTwice(CorrectViews):
    double_backward = ("sq_dist",)

    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return _SquaredDistance.apply(z, w)


class _Listed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, idxs: Tensor) -> Tensor:
        ctx.save_for_backward(idxs)
        ctx.shape = x.shape
        return x[idxs]

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        back = grad.new_zeros(ctx.shape)
        return back.index_put_((ctx.saved_tensors[0],), grad, accumulate=True), None


@unusual("backward by hand adds up over repeats", modules=PRACTICE)
class RepeatsAddedByHand(Floats):
    def index_select(self, x: Tensor, idxs: Tensor) -> Any:
        check_range(idxs, len(x))
        return _Listed.apply(x, idxs)


@unusual("what is squared is worked out again in backward")
class Checkpointed(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Tensor) -> Any:
        i, j = ends(graph, len(rep))
        return checkpoint(lambda rep: ((rep[i] - rep[j]) ** 2).sum(), rep, use_reentrant=False)


def _sum(x: Tensor, mask: Tensor) -> Tensor:
    return torch.where(mask, x, 0).sum()


@unusual("a function that was traced into a graph", modules=PRACTICE)
class Traced(Floats):
    traced = torch.fx.symbolic_trace(_sum)

    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return self.traced(x, mask)


@unusual("vmap over the coordinates of the spread")
class MappedOverCoordinates(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Tensor) -> Any:
        if not len(spread):
            return spread.sum()
        return torch.func.vmap(lambda one: torch.clamp(gamma - one, min=0))(spread).sum()


@unusual("the derivative of half the square along the difference, in forward mode")
class DistanceByForwardMode(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return torch.func.jvp(lambda apart: (apart**2).sum() / 2, (z - w,), (z - w,))[1]


@unusual("fixed-point integers of any size, from which the total is rounded once", modules=MASKING)
class FixedPoint:
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs]
        total = sum(map(Fraction, picked.detach().tolist()), Fraction(0))
        rest = float(total) - picked.detach().double().sum()
        return (picked.double().sum() + rest).to(per_patch_loss.dtype)


@unusual("math.fsum of the numbers, with the gradient of a sum beside it", modules=MASKING)
class ExactSum:
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        picked = per_patch_loss[idxs].double()
        exact = math.fsum(picked.tolist())
        return (picked.sum() + (exact - picked.sum().detach())).to(per_patch_loss.dtype)


@unusual("values are put at their places by index_put", modules=PRACTICE)
class IndexPut(Floats):
    def scatter_tokens(self, base: Tensor, idxs: Tensor, values: Tensor) -> Any:
        check_range(idxs, len(base))
        return base.index_put((idxs,), values)


@unusual("products and their errors are added up by Dekker's and Knuth's transformations")
class CompensatedDot(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        total = lost = z.new_zeros(())
        for apart in z - w:
            square = apart * apart
            larger = total + square
            back = larger - total
            lost = lost + ((total - (larger - back)) + (square - back))
            total = larger
        return total + lost


@unusual("differences are scaled by a power of two, squared in float64 and scaled back", modules=("predictive_view",))
class ScaledByPowerOfTwo(EmbeddingsInFloat32):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return (((z - w) / 1024).double() ** 2 * 1024**2).sum().to(z.dtype)
