"""Specimens on PyTorch tensors: a backward of one's own, hooks, and what is kept between two of them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .._registry import because
from ._base import CorrectViews, check, check_range, faulty
from .gradients import MASKING, PRACTICE, Floats, gradient
from .practice import CorrectPractice


class _Filled(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, mask: Tensor, value: float) -> Tensor:
        ctx.save_for_backward(mask)
        return x.masked_fill(mask, value)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        return (~ctx.saved_tensors[0]).to(grad.dtype), None, None


@faulty("backward forgets the gradient that comes from above", caught_by=gradient("maskedFill"))
class UpstreamForgotten(CorrectPractice):
    def masked_fill(self, x: Tensor, mask: Tensor, value: float) -> Any:
        return _Filled.apply(x, mask, value)


class _Sum(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, mask: Tensor) -> Tensor:
        ctx.save_for_backward(mask)
        return x[mask].sum()

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        return grad.expand(ctx.saved_tensors[0].shape), None


@faulty("backward hands the gradient to every position", caught_by=gradient("maskedSum"), modules=PRACTICE)
class GradientToAll(Floats):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return _Sum.apply(x, mask)


class _Mean(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, mask: Tensor) -> Tensor:
        ctx.save_for_backward(mask)
        return x[mask].sum() / mask.sum().clamp(min=1)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        (mask,) = ctx.saved_tensors
        return grad * mask / mask.numel(), None


@faulty("backward divides by all positions, and not by those selected", caught_by=gradient("maskedMean"))
class DividedByAllInBackward(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return _Mean.apply(x, mask)


class _SquaredDistance(torch.autograd.Function):
    """The squared distance, with the rates of its gradients as the last argument."""

    @staticmethod
    def forward(ctx: Any, z: Tensor, w: Tensor, rates: tuple[float | None, float | None]) -> Tensor:
        ctx.save_for_backward(z - w)
        ctx.rates = rates
        return ((z - w) ** 2).sum()

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        (apart,) = ctx.saved_tensors
        return *[None if rate is None else rate * grad * apart for rate in ctx.rates], None


@faulty("backward forgets the 2 of the square", caught_by=gradient("sqDist"))
class FactorForgotten(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return _SquaredDistance.apply(z, w, (1, -1))


@faulty("backward swaps the signs of the two embeddings", caught_by=gradient("sqDist"))
class SignsSwapped(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return _SquaredDistance.apply(z, w, (-2, 2))


@faulty("backward returns None for the first embedding", caught_by=gradient("sqDist"))
class NoneFromBackward(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return _SquaredDistance.apply(z, w, (None, -2))


class _Listed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, idxs: Tensor) -> Tensor:
        ctx.save_for_backward(idxs)
        ctx.shape = x.shape
        return x[idxs]

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        (idxs,) = ctx.saved_tensors
        back = grad.new_zeros(ctx.shape)
        back[idxs] = grad
        return back, None


@faulty(
    "backward writes where it should add, and a repeated index keeps one",
    caught_by=gradient("indexSelect"),
    modules=PRACTICE,
)
class RepeatsWrittenOver(Floats):
    def index_select(self, x: Tensor, idxs: Tensor) -> Any:
        check_range(idxs, len(x))
        return _Listed.apply(x, idxs)


@faulty("losses that are listed twice get a gradient once", caught_by=gradient("maskedLoss"), modules=MASKING)
class RepeatedLossLearnedOnce:
    carrier = "torch:float32"

    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return _Listed.apply(per_patch_loss, idxs).sum()


@faulty(
    "scale_grad_by_freq divides by how often a position is listed", caught_by=gradient("indexSelect"), modules=PRACTICE
)
class ScaledByFrequency(Floats):
    def index_select(self, x: Tensor, idxs: Tensor) -> Any:
        check_range(idxs, len(x))
        return functional.embedding(idxs, x[:, None], scale_grad_by_freq=True).squeeze(1)


@faulty("padding_idx keeps position 0 from learning", caught_by=gradient("indexSelect"), modules=PRACTICE)
class PaddingIndexZero(Floats):
    def index_select(self, x: Tensor, idxs: Tensor) -> Any:
        check_range(idxs, len(x))
        return functional.embedding(idxs, x[:, None], padding_idx=0 if len(x) else None).squeeze(1)


@faulty("gradients are put to None in the loss, and do not add up", caught_by=gradient("maskedMean"))
class GradientsDropped(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        x.grad = None
        return super().masked_mean(x, mask)


@faulty("the loss goes back itself, for a norm to log, and leaves its gradient", caught_by=gradient("maskedMean"))
class BackwardInside(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        loss = super().masked_mean(x, mask)
        if loss.requires_grad:
            loss.backward(retain_graph=True)
        return loss


@faulty("differences are put to 0 in place once they are squared", caught_by=gradient("sqDist"))
class SavedOverwritten(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        apart = z - w
        squares = apart**2
        apart.zero_()
        return squares.sum()


@faulty("a hook that halves the gradient stayed from a trial", caught_by=gradient("ignoreIndexLoss"))
class HookHalves(CorrectPractice):
    def ignore_index_loss(self, losses: Tensor, labels: Tensor, ignore_index: int) -> Any:
        loss = super().ignore_index_loss(losses, labels, ignore_index)
        if loss.requires_grad:
            loss.register_hook(lambda grad: grad / 2)
        return loss


@faulty("a hook on the leaf clips what comes back, item by item", caught_by=gradient("gatherRows"))
class HookClips(CorrectPractice):
    def gather_rows(self, x: Tensor, ids: Tensor) -> Any:
        if x.requires_grad:
            x.register_hook(lambda grad: grad.clamp(-1, 1))
        return super().gather_rows(x, ids)


@faulty(
    "a result is kept with its graph, which is gone in a second backward",
    caught_by=gradient("maskedMean") | because("aliased", "maskedMean.shares_no_memory"),
)
class GraphKept(CorrectPractice):
    def __init__(self) -> None:
        self.kept: dict[Any, Tensor] = {}

    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        key = (tuple(x.tolist()), tuple(mask.tolist()), x.requires_grad)
        if key not in self.kept:
            self.kept[key] = super().masked_mean(x, mask)
        return self.kept[key]


class _SquaredDistanceOnce(torch.autograd.Function):
    """Saves what is detached, so that nothing goes back a second time."""

    @staticmethod
    def forward(ctx: Any, z: Tensor, w: Tensor) -> Tensor:
        ctx.apart = (z - w).detach()
        return ((z - w) ** 2).sum()

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        rate = 2 * grad * ctx.apart
        return rate, -rate


@faulty("backward goes back once alone, though twice is declared", caught_by=gradient("sqDist"))
class SavedDetached(CorrectViews):
    double_backward = ("sq_dist",)

    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return _SquaredDistanceOnce.apply(z, w)


class _SquaredDistanceHalf(_SquaredDistanceOnce):
    """The second embedding is detached in backward."""

    @staticmethod
    def forward(ctx: Any, z: Tensor, w: Tensor) -> Tensor:
        ctx.save_for_backward(z, w)
        return ((z - w) ** 2).sum()

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        z, w = ctx.saved_tensors
        rate = 2 * grad * (z - w.detach())
        return rate, -rate


@faulty("what goes back through backward leaves out the second embedding", caught_by=gradient("sqDist"))
class SecondLeftOut(CorrectViews):
    double_backward = ("sq_dist",)

    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return _SquaredDistanceHalf.apply(z, w)
