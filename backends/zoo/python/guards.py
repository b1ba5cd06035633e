"""Specimens on Python lists: penalties on variances, and the weights of the objective."""

from __future__ import annotations

import functools
import operator

from .._registry import because
from ._base import CorrectGuards, faulty


@faulty(
    "the hinge is not cut off, so that variance above the floor pays back",
    caught_by=because(
        "malformed", "varianceTerm", "varianceTerm.well_formed", "varianceTerm_cons", "varianceTerm_append"
    ),
)
class HingeWithoutTruncation(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return sum(gamma - variance for variance in variances)


@faulty(
    "the distance to the floor in place of what lies below it",
    caught_by=because("violation", "varianceFloorPenalty", "varianceTerm_cons"),
)
class DistanceForHinge(CorrectGuards):
    def variance_floor_penalty(self, gamma: int, variance: int) -> int:
        return abs(gamma - variance)


@faulty(
    "what lies above the floor is penalised",
    caught_by=because("violation", "varianceFloorPenalty", "varianceFloorPenalty_zero", "varianceTerm_cons"),
)
class CeilingForFloor(CorrectGuards):
    def variance_floor_penalty(self, gamma: int, variance: int) -> int:
        return max(variance - gamma, 0)


@faulty(
    "the floor is one too high, so that a variance on it pays 1",
    caught_by=because("violation", "varianceFloorPenalty", "varianceFloorPenalty_zero", "varianceTerm_cons"),
)
class FloorOffByOne(CorrectGuards):
    def variance_floor_penalty(self, gamma: int, variance: int) -> int:
        return max(gamma + 1 - variance, 0)


@faulty(
    "every coordinate below the floor pays the whole floor",
    caught_by=because("violation", "varianceTerm.no_silent_overflow", "varianceTerm", "varianceTerm_cons"),
)
class AllOrNothing(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return sum(gamma for variance in variances if variance < gamma)


@faulty(
    "the hinge is taken of the sum, so that one coordinate makes up for another",
    caught_by=because("violation", "varianceTerm", "varianceTerm_cons", "varianceTerm_append"),
)
class HingeOfSum(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return max(gamma * len(variances) - sum(variances), 0)


@faulty(
    "the mean, rounded down, over the coordinates",
    caught_by=because(
        "violation",
        "varianceTerm.no_silent_overflow",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
    ),
)
class MeanOverCoordinates(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return sum(max(gamma - variance, 0) for variance in variances) // max(len(variances), 1)


@faulty(
    "the worst coordinate in place of the sum",
    caught_by=because(
        "violation",
        "varianceTerm.no_silent_overflow",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
    ),
)
class WorstCoordinate(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return max((max(gamma - variance, 0) for variance in variances), default=0)


@faulty(
    "`if variance` leaves out coordinates without any",
    caught_by=because(
        "violation",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_replicate_zero",
        "varianceTerm_collapsed_positive",
    ),
)
class CollapsedLeftOut(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return sum(max(gamma - variance, 0) for variance in variances if variance)


@faulty(
    "coordinates of the same variance count once",
    caught_by=because(
        "violation",
        "varianceTerm.no_silent_overflow",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
    ),
)
class DistinctVariances(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return sum(max(gamma - variance, 0) for variance in set(variances))


@faulty(
    "the loop takes variances for sorted, and stops at the first above the floor",
    caught_by=because(
        "violation", "varianceTerm.no_silent_overflow", "varianceTerm", "varianceTerm_cons", "varianceTerm_append"
    ),
)
class StopsAboveFloor(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        total = 0
        for variance in variances:
            if variance >= gamma:
                break
            total += gamma - variance
        return total


@faulty(
    "coordinates are added up in blocks of 64, and what is left over is dropped",
    caught_by=because(
        "violation",
        "varianceTerm.no_silent_overflow",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
    ),
)
class PartialBlockDropped(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        whole = len(variances) // 64 * 64 or len(variances)
        return int(super().variance_term(gamma, variances[:whole]))


@faulty(
    "reduce without a start raises without coordinates",
    caught_by=because(
        "exception",
        "varianceTerm",
        "varianceTerm.well_formed",
        "varianceTerm_nil",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
    ),
)
class ReduceOverCoordinates(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return functools.reduce(operator.add, [max(gamma - variance, 0) for variance in variances])


@faulty(
    "variances are cut off at the floor where they lie", caught_by={"varianceTerm.preserves_inputs": "mutated_input"}
)
class ClampedInPlace(CorrectGuards):
    def variance_term(self, gamma: int, variances: list[int]) -> int:
        for k, variance in enumerate(variances):
            variances[k] = min(variance, gamma)
        return gamma * len(variances) - sum(variances)


@faulty(
    "a term is kept by the variances, whatever the floor is",
    caught_by=because(
        "violation",
        "varianceTerm",
        "varianceTerm_cons",
        "varianceTerm_append",
        "varianceTerm_replicate_zero",
        "varianceTerm_collapsed_positive",
    ),
)
class KeptWithoutFloor(CorrectGuards):
    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], int] = {}

    def variance_term(self, gamma: int, variances: list[int]) -> int:
        return self._kept.setdefault(tuple(variances), super().variance_term(gamma, variances))


@faulty(
    "the weights of variance and covariance swapped",
    caught_by=because("violation", "vicregObjective", "vicregObjective_variance_positive"),
)
class WeightsSwapped(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
        return lambda_ * invariance + nu * variance + mu * covariance


@faulty(
    "the weight of the variance is applied where the term is made and where it is added",
    caught_by=because("violation", "vicregObjective.no_silent_overflow", "vicregObjective"),
)
class WeightAppliedTwice(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
        return lambda_ * invariance + mu * (mu * variance) + nu * covariance


@faulty(
    "the covariance term is left out",
    caught_by=because("violation", "vicregObjective.no_silent_overflow", "vicregObjective"),
)
class CovarianceDropped(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
        return lambda_ * invariance + mu * variance


@faulty(
    "a weight of 0 for the invariance skips the other terms",
    caught_by=because("violation", "vicregObjective", "vicregObjective_variance_positive"),
)
class SkippedWithoutInvariance(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
        return lambda_ and lambda_ * invariance + mu * variance + nu * covariance


@faulty("a weight of 0 is taken for one that is not given", caught_by={"vicregObjective": "violation"})
class ZeroWeightIsDefault(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
        return (lambda_ or 25) * invariance + (mu or 25) * variance + (nu or 1) * covariance


@faulty(
    "a small constant keeps the objective above 0",
    caught_by=because("violation", "vicregObjective", "vicregObjective_zero"),
)
class NeverZero(CorrectGuards):
    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> int:
        return max(lambda_ * invariance + mu * variance + nu * covariance, 1)
