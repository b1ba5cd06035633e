"""Specimens on PyTorch tensors: losses and penalties of floats, how they go back and how they are rounded."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import because
from ._base import CorrectGuards, CorrectPatches, check, check_range, check_total, faulty, unusual
from .gradients import PRACTICE, Floats, gradient
from .leaks import leak
from .numerics import Halves, Singles, rounding


def between(target: Tensor, pred: Tensor, loss: Tensor, idxs: Tensor) -> Tensor:
    """At each position, the loss of its target with its prediction; the positions and their total are checked."""
    losses = loss[target, pred]
    check(idxs, losses)
    return losses


@faulty("losses are added up as a list and made a tensor again", caught_by=gradient("maeLoss"), modules=("mae",))
class LossesAsList(Singles):
    def mae_loss(self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor) -> Any:
        losses = between(target, pred, patch_loss, masked_idxs)
        return torch.tensor(losses[masked_idxs].tolist(), dtype=losses.dtype).sum()


@faulty("a loop adds losses up in float16", caught_by=rounding("maeLoss"), modules=("mae",))
class LossesInHalf(Halves):
    def mae_loss(self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor) -> Any:
        losses = between(target, pred, patch_loss, masked_idxs)
        total = losses.new_zeros(())
        for loss in losses[masked_idxs]:
            total = total + loss
        return total


@faulty(
    "the loss of a teacher is under no_grad, and so is all of it", caught_by=gradient("jepaLoss"), modules=("jepa",)
)
class AllUnderNoGrad(Singles):
    @torch.no_grad()
    def jepa_loss(self, target_idxs: Tensor, context: int, target: Tensor, predict: Tensor, rep_loss: Tensor) -> Any:
        losses = between(target, predict[context], rep_loss, target_idxs)
        return losses[target_idxs].sum()


@faulty(
    "losses of all positions are weighted by how often each is a target", caught_by=leak("jepaLoss"), modules=("jepa",)
)
class TargetsWeighted(Singles):
    def jepa_loss(self, target_idxs: Tensor, context: int, target: Tensor, predict: Tensor, rep_loss: Tensor) -> Any:
        losses = between(target, predict[context], rep_loss, target_idxs)
        return (losses * torch.bincount(target_idxs, minlength=len(losses))).sum()


@faulty(
    "losses are rounded to whole numbers in their table",
    caught_by=because("violation", "jepaLoss.gradient", "jepaLoss.rounding"),
    modules=("jepa",),
)
class TableOfIntegers(Singles):
    def jepa_loss(self, target_idxs: Tensor, context: int, target: Tensor, predict: Tensor, rep_loss: Tensor) -> Any:
        losses = between(target, predict[context], rep_loss.round(), target_idxs)
        return losses[target_idxs].sum()


@faulty(
    "variances are of a moving average, through which nothing goes back",
    caught_by=gradient("varianceTerm"),
    modules=("vicreg",),
)
class VariancesOfAverage(Singles):
    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        below = (gamma - variances.detach()).relu()
        check_total(below)
        return below.sum()


@faulty(
    "variances are kept in bfloat16",
    caught_by=because("violation", "varianceTerm.rounding", "varianceTerm"),
    also=because("violation", "varianceTerm.gradient", "varianceTerm.no_silent_overflow", "varianceTerm_cons"),
    modules=("vicreg",),
)
class VariancesInBrain(Singles):
    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        below = (gamma - variances.bfloat16().float()).relu()
        check_total(below)
        return below.sum()


@faulty(
    "correlations off the diagonal are detached",
    caught_by=gradient("redundancyReductionObjective"),
    modules=("vicreg",),
)
class OffDiagonalDetached(Singles):
    def redundancy_reduction_objective(self, lambda_: int, diag: Tensor, off_diag: Tensor) -> Any:
        penalties = torch.cat([(diag - 1).abs(), lambda_ * off_diag.detach()])
        check_total(penalties)
        return penalties.sum()


@faulty(
    "correlations are rounded to whole ones",
    caught_by=because("violation", "redundancyReductionObjective.gradient", "redundancyReductionObjective.rounding"),
    modules=("vicreg",),
)
class CorrelationsRounded(Singles):
    def redundancy_reduction_objective(self, lambda_: int, diag: Tensor, off_diag: Tensor) -> Any:
        penalties = torch.cat([(diag.floor() - 1).abs(), lambda_ * off_diag.floor()])
        check_total(penalties)
        return penalties.sum()


@faulty("visible tokens are cloned by new_tensor", caught_by=gradient("restoreTokens"), modules=PRACTICE)
class TokensClonedAsNew(Floats):
    def restore_tokens(self, visible: Tensor, mask_token: float, ids_restore: Tensor) -> Any:
        check_range(ids_restore, len(ids_restore))
        filled = visible.new_full((max(len(ids_restore), len(visible)),), mask_token)
        filled[: len(visible)] = visible.new_tensor(visible.tolist())
        return filled[ids_restore]


@faulty(
    "a batch is padded in a buffer of float32",
    caught_by=because("violation", "padLeft.rounding", "padLeft", "padLeft_full"),
    modules=PRACTICE,
)
class PaddedInSingle(Floats):
    def pad_left(self, xs: Tensor, n: int, value: float) -> Any:
        padded = torch.full((max(n, len(xs)),), float(value))
        padded[len(padded) - len(xs) :] = xs
        return padded.to(xs.dtype)


@unusual("variances are sorted, and what is below the floor is cut off before it is added")
class CutOffWhereSorted(CorrectGuards):
    carrier = "torch:float32"

    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        rising = variances.sort().values
        below = gamma - rising[: int((rising < gamma).sum())]
        check_total(below)
        return below.double().sum().to(variances.dtype)


@unusual("losses of float32 are added up in float64, from the last on")
class LossesFromTheLast(CorrectPatches):
    carrier = "torch:float32"

    def mae_loss(self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor) -> Any:
        losses = between(target, pred, patch_loss, masked_idxs)
        return losses[masked_idxs.flip(0)].double().sum().to(losses.dtype)
