"""Specimens on NumPy arrays: penalties on variances and correlations."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import because
from ._base import CorrectGuards, Losses, check_total, faulty


@faulty(
    "uint8 variances above the floor wrap before the hinge cuts them off",
    caught_by=because("violation", "varianceTerm", "varianceTerm_cons"),
)
class HingeWraps(CorrectGuards):
    carrier = "numpy:uint8"

    def variance_term(self, gamma: int, variances: Losses) -> Any:
        return np.maximum(gamma - variances, 0).sum(dtype=np.uint64)


@faulty(
    "penalties add up in int32, which wraps",
    caught_by=because(
        "violation",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
    ),
    also={"varianceTerm_collapsed_positive": "violation"},
)
class TermInInt32(CorrectGuards):
    def variance_term(self, gamma: int, variances: Losses) -> Any:
        below = np.maximum(gamma - variances, 0)
        check_total(below)
        return int(below.sum(dtype=np.int32)) % 2**32


@faulty(
    "variances are cut off at the floor in place",
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
class FlooredInPlace(CorrectGuards):
    def variance_term(self, gamma: int, variances: Losses) -> Any:
        np.minimum(variances, gamma, out=variances)
        return super().variance_term(gamma, variances)


@faulty(
    "trim_zeros takes collapsed coordinates at either end for padding",
    caught_by=because(
        "violation",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
        "varianceTerm_collapsed_positive",
    ),
)
class ZerosTrimmed(CorrectGuards):
    def variance_term(self, gamma: int, variances: Losses) -> Any:
        return super().variance_term(gamma, np.trim_zeros(variances))


@faulty(
    "the mean of the variances is held against the floor, times their number",
    caught_by=because("violation", "varianceTerm", "varianceTerm_cons", "varianceTerm_append"),
)
class FloorOfMean(CorrectGuards):
    def variance_term(self, gamma: int, variances: Losses) -> Any:
        super().variance_term(gamma, variances)
        total = sum(variances.tolist())
        return max(gamma - total // variances.size, 0) * variances.size if variances.size else 0


@faulty("the weights are stacked in the other order than the terms", caught_by={"vicregObjective": "violation"})
class WeightsReversed(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        return np.dot(np.array([nu, mu, lambda_], object), np.array([invariance, variance, covariance], object))


@faulty("the terms are weighed in int64, which wraps", caught_by={"vicregObjective.no_silent_overflow": "violation"})
class ObjectiveWraps(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        weights, terms = np.array([lambda_, mu, nu]), np.array([invariance, variance, covariance])
        return int(np.dot(weights.astype(np.int64), terms.astype(np.int64))) % 2**64


@faulty(
    "np.abs(diag - 1) of uint64 wraps where a coordinate has collapsed",
    caught_by={"redundancyReductionObjective": "violation"},
)
class DiagonalWraps(CorrectGuards):
    carrier = "numpy:uint64"

    def redundancy_reduction_objective(self, lambda_: int, diag: Losses, off_diag: Losses) -> Any:
        return sum(np.abs(diag - 1).tolist()) + lambda_ * sum(off_diag.tolist())


@faulty(
    "diagonal entries that are off are counted, not how far they are",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class OffOnesCounted(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: Losses, off_diag: Losses) -> Any:
        return int(np.count_nonzero(diag != 1)) + lambda_ * sum(off_diag.tolist())


@faulty(
    "the largest entry off the diagonal in place of their sum",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class LargestOffDiagonal(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: Losses, off_diag: Losses) -> Any:
        return super().redundancy_reduction_objective(lambda_, diag, off_diag[off_diag.argsort()][-1:])
