"""Specimens on Python lists: penalties on correlations."""

from __future__ import annotations

import math

from .._registry import because
from ._base import CorrectGuards, faulty


@faulty("only a diagonal entry below 1 is off", caught_by={"diagonalRedundancyPenalty": "violation"})
class DiagonalBelowOnly(CorrectGuards):
    def diagonal_redundancy_penalty(self, c: int) -> int:
        return max(1 - c, 0)


@faulty(
    "only a diagonal entry above 1 is off",
    caught_by=because("violation", "diagonalRedundancyPenalty", "diagonalRedundancyPenalty_zero_positive"),
)
class DiagonalAboveOnly(CorrectGuards):
    def diagonal_redundancy_penalty(self, c: int) -> int:
        return max(c - 1, 0)


@faulty("the square of what a diagonal entry is off", caught_by={"diagonalRedundancyPenalty": "violation"})
class DiagonalSquared(CorrectGuards):
    def diagonal_redundancy_penalty(self, c: int) -> int:
        return (c - 1) ** 2


@faulty(
    "an entry off the diagonal is compared with 1",
    caught_by=because("violation", "offDiagonalRedundancyPenalty", "offDiagonalRedundancyPenalty_zero"),
)
class OffDiagonalFromOne(CorrectGuards):
    def off_diagonal_redundancy_penalty(self, c: int) -> int:
        return abs(c - 1)


@faulty("correlations off the diagonal are cut off at 1", caught_by={"offDiagonalRedundancyPenalty": "violation"})
class OffDiagonalClipped(CorrectGuards):
    def off_diagonal_redundancy_penalty(self, c: int) -> int:
        return min(c, 1)


@faulty(
    "the weight falls on the diagonal",
    caught_by=because(
        "violation",
        "redundancyReductionObjective.no_silent_overflow",
        "redundancyReductionObjective",
        "redundancyReductionObjective_collapsed_diag_positive",
    ),
)
class WeightOnDiagonal(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return lambda_ * sum(abs(c - 1) for c in diag) + sum(off_diag)


@faulty(
    "the weight falls on the whole",
    caught_by=because(
        "violation",
        "redundancyReductionObjective.no_silent_overflow",
        "redundancyReductionObjective",
        "redundancyReductionObjective_collapsed_diag_positive",
    ),
)
class WeightOnBoth(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return lambda_ * (sum(abs(c - 1) for c in diag) + sum(off_diag))


@faulty(
    "off-diagonal entries are counted as diagonal ones",
    caught_by=because(
        "violation",
        "redundancyReductionObjective.no_silent_overflow",
        "redundancyReductionObjective",
        "redundancyReductionObjective_identity",
    ),
)
class AllAsDiagonal(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return sum(abs(c - 1) for c in diag) + lambda_ * sum(abs(c - 1) for c in off_diag)


@faulty(
    "each pair of coordinates is thought to be listed twice, and halved",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class PairsHalved(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return sum(abs(c - 1) for c in diag) + lambda_ * sum(off_diag) // 2


@faulty(
    "without a diagonal there is no objective",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class NothingWithoutDiagonal(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return sum(abs(c - 1) for c in diag) + lambda_ * sum(off_diag) if diag else 0


@faulty(
    "the distance of the sums in place of the sum of the distances",
    caught_by={"redundancyReductionObjective": "violation"},
)
class DistanceOfSums(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return abs(sum(diag) - len(diag)) + lambda_ * sum(off_diag)


@faulty(
    "diagonal and rest are walked through together, up to the shorter one",
    caught_by=because(
        "violation",
        "redundancyReductionObjective.no_silent_overflow",
        "redundancyReductionObjective",
        "redundancyReductionObjective_collapsed_diag_positive",
    ),
)
class UpToTheShorter(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return sum(abs(c - 1) + lambda_ * o for c, o in zip(diag, off_diag, strict=False))


@faulty(
    "the rest is appended to the diagonal in place",
    caught_by={"redundancyReductionObjective.preserves_inputs": "mutated_input"},
)
class DiagonalExtended(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        d = len(diag)
        diag += off_diag
        return sum(abs(c - 1) for c in diag[:d]) + lambda_ * sum(diag[d:])


@faulty(
    "the weighted rest adds up in float64, which is wrong above 2^53",
    caught_by=because("violation", "redundancyReductionObjective.no_silent_overflow", "redundancyReductionObjective"),
)
class RestInFloat(CorrectGuards):
    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> int:
        return sum(abs(c - 1) for c in diag) + lambda_ * int(math.fsum(off_diag))


@faulty(
    "a diagonal entry is held to zero, as those off the diagonal are",
    caught_by=because(
        "violation",
        "diagonalRedundancyPenalty",
        "diagonalRedundancyPenalty_one",
        "diagonalRedundancyPenalty_zero_positive",
    ),
)
class DiagonalFromZero(CorrectGuards):
    def diagonal_redundancy_penalty(self, c: int) -> int:
        return c
