"""Specimens on Python lists: distances, spreads and floors of real embeddings."""

from __future__ import annotations

import itertools
import math
import struct
from typing import Any

from .._registry import COLLAPSED, because
from ._base import CorrectViews, Reals, apart, columns, faulty, pick, spread_of


@faulty("the root of the squared distance", caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"))
class RootTaken(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return math.sqrt(apart(z, w))


@faulty("the differences are not squared", caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"))
class AbsoluteDifferences(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return sum(abs(a - b) for a, b in zip(z, w, strict=True))


@faulty(
    "with one coordinate, the distance itself",
    caught_by={"sqDist": "violation"},
    also=because("violation", "sqDist.rounding"),
)
class OneCoordinateUnsquared(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return abs(z[0] - w[0]) if len(z) == 1 else apart(z, w)


@faulty(
    "the sum is squared, and not what is summed",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"),
)
class SquareOfSum(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return (sum(z) - sum(w)) ** 2


@faulty(
    "the mean over coordinates, where they are a power of two",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"),
)
class MeanOfSquares(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return apart(z, w) / max(len(z) & -len(z), 1)


@faulty("the difference of the squares", caught_by=because("violation", "sqDist", "sqDist_nonneg", "sqDist.rounding"))
class DifferenceOfSquares(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return sum(a * a for a in z) - sum(b * b for b in w)


@faulty(
    "coordinates are made integers before they are compared",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"),
)
class FractionsCutOff(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return apart(list(map(int, z)), list(map(int, w)))


@faulty(
    "coordinates are counted in blocks of 32, and what is left over is dropped",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"),
)
class RemainderDropped(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        whole = len(z) // 32 * 32 or len(z)
        return apart(z[:whole], w[:whole])


@faulty("squares are held in float32", caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"))
class SquaresInFloat32(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return sum(struct.unpack("f", struct.pack("f", (a - b) ** 2))[0] for a, b in zip(z, w, strict=True))


@faulty(
    "coordinates of two embeddings are put in order before they are compared",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"),
)
class CoordinatesSorted(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return apart(sorted(z), sorted(w))


@faulty(
    "a small constant keeps the root of the distance differentiable",
    caught_by=because("violation", "sqDist", "sqDist_self", "sqDist.rounding"),
)
class EpsilonInDistance(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return apart(z, w) + 0.25


@faulty("differences are written to the first embedding", caught_by={"sqDist.preserves_inputs": "mutated_input"})
class DifferencesInPlace(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        for k, b in enumerate(w):
            z[k] -= b
        return sum(a * a for a in z)


@faulty(
    "the first view is compared with the last",
    caught_by={"CollapsedRep": "violation"},
    also=because("violation", *COLLAPSED),
)
class FirstAndLastView(CorrectViews):
    def collapsed_rep(self, rep: list[Reals]) -> bool:
        return not rep or rep[0] == rep[-1]


@faulty(
    "views are compared in their first coordinate",
    caught_by=because(
        "violation",
        "CollapsedRep",
        "graphAlignmentEnergy_eq_zero_of_collapsed",
        "coordinateSpread_eq_zero_of_collapsed",
        "graphSSLObjective_eq_guard_of_collapsed",
    ),
)
class FirstCoordinateAlone(CorrectViews):
    def collapsed_rep(self, rep: list[Reals]) -> bool:
        return len({row[0] if row else 0 for row in rep}) <= 1


@faulty(
    "views that are close to one another count as one",
    caught_by={"CollapsedRep": "violation"},
    also=because("violation", *COLLAPSED),
)
class CloseCountsAsOne(CorrectViews):
    def collapsed_rep(self, rep: list[Reals]) -> bool:
        return all(math.isclose(a, b, rel_tol=1e-5) for row in rep for a, b in zip(row, rep[0], strict=True))


@faulty("one view alone, or none, has not collapsed", caught_by={"CollapsedRep": "violation"})
class OneHasNotCollapsed(CorrectViews):
    def collapsed_rep(self, rep: list[Reals]) -> bool:
        return len(rep) > 1 and all(row == rep[0] for row in rep)


@faulty(
    "each pair of views counts once",
    caught_by={"coordinateSpread": "violation"} | because("violation", "coordinateSpread.rounding"),
)
class PairsOnce(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return spread_of(values) / 2


@faulty(
    "each view is compared with the first alone",
    caught_by={"coordinateSpread": "violation"} | because("violation", "coordinateSpread.rounding"),
)
class SpreadFromFirst(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return sum((a - values[0]) ** 2 for a in values)


@faulty(
    "each view is compared with the next, and the last with none",
    caught_by={"coordinateSpread": "violation"} | because("violation", "coordinateSpread.rounding"),
)
class SpreadOfNeighbours(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return 2 * sum((a - b) ** 2 for a, b in itertools.pairwise(values))


@faulty(
    "with as many coordinates as views, the spread of a view over its coordinates",
    caught_by=because("violation", "coordinateSpread", "coordinateSpread_eq_zero_of_collapsed"),
    also=because("violation", "coordinateSpread.ignores_unread", "coordinateSpread.rounding"),
)
class SpreadOfView(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return spread_of(rep[j] if len(rep) == len(values) == len(rep[j % len(rep)]) else values)


@faulty(
    "the squares of all views are added up: the mean is taken for 0",
    caught_by=because(
        "violation", "coordinateSpread", "coordinateSpread_eq_zero_of_collapsed", "coordinateSpread.rounding"
    ),
)
class SpreadAroundZero(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return 2 * len(values) * sum(a * a for a in values)


@faulty(
    "above 32 views, every other one stands for all",
    caught_by={"coordinateSpread": "violation"},
    also=because("violation", "coordinateSpread.rounding"),
)
class EveryOtherView(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return spread_of(values) if len(values) <= 32 else 4 * spread_of(values[::2])


@faulty(
    "coordinates are counted from 1, so that each has the spread of the one before",
    caught_by={"coordinateSpread": "violation"} | because("violation", "coordinateSpread.rounding"),
    also=because("violation", "coordinateSpread.ignores_unread"),
)
class CoordinateBefore(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        pick([j], columns(rep))
        return spread_of(columns(rep)[j - 1])


@faulty(
    "negative coordinates count from the end",
    caught_by={"coordinateSpread.rejects_out_of_range": "accepted_out_of_range"},
)
class CoordinatesFromTheEnd(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        return spread_of([row[j] for row in rep])


@faulty("a spread above the floor is paid back", caught_by={"realVarianceFloorPenalty": "violation"})
class FloorPaysBack(CorrectViews):
    def real_variance_floor_penalty(self, gamma: float, spread: float) -> float:
        return gamma - spread


@faulty(
    "what lies above the floor is penalised, and what lies below is free",
    caught_by={"realVarianceFloorPenalty": "violation"},
)
class FloorForCeiling(CorrectViews):
    def real_variance_floor_penalty(self, gamma: float, spread: float) -> float:
        return max(0, spread - gamma)


@faulty("a floor below 0 is taken for 0", caught_by={"realVarianceFloorPenalty": "violation"})
class FloorsNotBelowZero(CorrectViews):
    def real_variance_floor_penalty(self, gamma: float, spread: float) -> float:
        return max(0, max(gamma, 0) - spread)


@faulty("the hinge is squared", caught_by={"realVarianceFloorPenalty": "violation"})
class HingeSquared(CorrectViews):
    def real_variance_floor_penalty(self, gamma: float, spread: float) -> float:
        return max(0, gamma - spread) ** 2


@faulty(
    "`if spread` takes a coordinate without spread for one that is not there",
    caught_by=because(
        "violation",
        "realVarianceFloorGuard",
        "realVarianceFloorGuard_zero_spread",
        "realVarianceFloorGuard_zero_spread_positive",
        "graphSSLObjective_eq_guard_of_collapsed",
        "realVarianceFloorGuard.rounding",
    ),
)
class NoSpreadNoPenalty(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> float:
        return sum(max(0, gamma - s) for s in spread if s)


@faulty(
    "the hinge is taken of the sum, so that one coordinate makes up for another",
    caught_by={"realVarianceFloorGuard": "violation"} | because("violation", "realVarianceFloorGuard.rounding"),
)
class HingeOfAll(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> float:
        return max(0, gamma * len(spread) - sum(spread))


@faulty(
    "the coordinate that falls short most stands for all",
    caught_by=because(
        "violation",
        "realVarianceFloorGuard",
        "realVarianceFloorGuard_zero_spread",
        "graphSSLObjective_eq_guard_of_collapsed",
        "realVarianceFloorGuard.rounding",
    ),
)
class WorstForAll(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> float:
        return max([0, *(gamma - s for s in spread)])


@faulty(
    "coordinates of the same spread count once",
    caught_by=because(
        "violation",
        "realVarianceFloorGuard",
        "realVarianceFloorGuard_zero_spread",
        "graphSSLObjective_eq_guard_of_collapsed",
        "realVarianceFloorGuard.rounding",
    ),
)
class SameSpreadOnce(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> float:
        return sum(max(0, gamma - s) for s in set(spread))


@faulty(
    "spreads are cut off at the floor where they lie, and their sum is taken from that of the floor",
    caught_by={"realVarianceFloorGuard.preserves_inputs": "mutated_input"}
    | because("violation", "realVarianceFloorGuard.rounding"),
)
class SpreadsCutInPlace(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> float:
        spread[:] = [min(s, gamma) for s in spread]
        return gamma * len(spread) - sum(spread)
