"""Specimens on PyTorch tensors: penalties on variances and correlations."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import because
from ._base import CorrectGuards, check_total, faulty


@faulty(
    "relu(gamma - variances) of uint8 wraps above the floor",
    caught_by=because("violation", "varianceTerm", "varianceTerm_cons"),
)
class ReluOfUint8(CorrectGuards):
    carrier = "torch:uint8"

    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        return torch.relu(gamma - variances).sum(dtype=torch.int64)


@faulty(
    "the differences are made in place",
    caught_by=because("mutated_input", "varianceTerm.preserves_inputs")
    | because(
        "exception",
        "varianceTerm",
        "varianceTerm.well_formed",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
        "varianceTerm_collapsed_positive",
    ),
)
class DifferencesInPlace(CorrectGuards):
    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        below = variances.neg_().add_(gamma).clamp(min=0)
        check_total(below)
        return below.sum()


@faulty(
    "penalties add up in float32, which rounds above 2^24",
    caught_by=because("violation", "varianceTerm", "varianceTerm_cons", "varianceTerm_replicate_zero")
    | because("malformed", "varianceTerm.well_formed", "varianceTerm_append", "varianceTerm_collapsed_positive"),
)
class TermInFloat32(CorrectGuards):
    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        below = torch.clamp(gamma - variances, min=0)
        check_total(below)
        return below.float().double().sum().long()


@faulty(
    "clamp(max=0) keeps what lies above the floor, with its sign turned",
    caught_by=because(
        "violation",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_replicate_zero",
        "varianceTerm_collapsed_positive",
    )
    | because("malformed", "varianceTerm.well_formed", "varianceTerm_append"),
)
class ClampedFromAbove(CorrectGuards):
    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        super().variance_term(gamma, variances)
        return -torch.clamp(gamma - variances, max=0).sum()


@faulty(
    "coordinates are split over two devices, and the larger part is doubled",
    caught_by=because(
        "malformed", "varianceTerm.no_silent_overflow", "varianceTerm.well_formed", "varianceTerm_collapsed_positive"
    )
    | because("violation", "varianceTerm", "varianceTerm_cons", "varianceTerm_append", "varianceTerm_replicate_zero"),
)
class FirstHalfTwice(CorrectGuards):
    def variance_term(self, gamma: int, variances: Tensor) -> Any:
        first = super().variance_term(gamma, variances[: (variances.numel() + 1) // 2])
        return first * 2 if variances.numel() > 1 else first


@faulty("the invariance is weighed with the weight of the variance as well", caught_by={"vicregObjective": "violation"})
class OneWeightForTwo(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        return mu * (invariance + variance) + nu * covariance


@faulty(
    "the squared distance of the diagonal, as in the published loss",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class SquaredDistances(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: Tensor, off_diag: Tensor) -> Any:
        return sum((c - 1) ** 2 for c in diag.tolist()) + lambda_ * sum(off_diag.tolist())


@faulty(
    "the diagonal is made less by 1 in place",
    caught_by=because("mutated_input", "redundancyReductionObjective.preserves_inputs")
    | because(
        "exception",
        "redundancyReductionObjective",
        "redundancyReductionObjective.well_formed",
        "redundancyReductionObjective_identity",
    ),
)
class DiagonalInPlace(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: Tensor, off_diag: Tensor) -> Any:
        return sum(diag.sub_(1).abs().tolist()) + lambda_ * sum(off_diag.tolist())


@faulty(
    "entries off the diagonal add up in int32, which wraps",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class RestInInt32(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: Tensor, off_diag: Tensor) -> Any:
        rest = int(off_diag.sum(dtype=torch.int64).to(torch.int32)) % 2**32
        return super().redundancy_reduction_objective(lambda_, diag, off_diag[:0]) + lambda_ * rest


@faulty(
    "the mean of the entries off the diagonal, rounded down",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class MeanOffDiagonal(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: Tensor, off_diag: Tensor) -> Any:
        off_one = super().redundancy_reduction_objective(lambda_, diag, off_diag[:0])
        return off_one + lambda_ * sum(off_diag.tolist()) // max(off_diag.numel(), 1)
