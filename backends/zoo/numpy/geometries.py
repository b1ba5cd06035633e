"""Specimens on NumPy arrays: distances, spreads and floors of real embeddings, and what graphs make of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import COLLAPSED, because
from ._base import (
    CorrectViews,
    Reals,
    check_index,
    ends,
    faulty,
    spreads,
)


@faulty(
    "squared distances are the mean over coordinates",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding"),
)
class MeanOfCoordinates(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return ((z - w) ** 2).mean() if z.size in (1, 2, 4, 8) else ((z - w) ** 2).sum()


@faulty(
    "np.linalg.norm, which takes the root", caught_by={"sqDist": "violation"} | because("violation", "sqDist.rounding")
)
class NormForSquare(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return np.float64(np.linalg.norm(z - w))


@faulty(
    "differences are made in place",
    caught_by={"sqDist.preserves_inputs": "mutated_input"}
    | because("exception", "sqDist", "sqDist_nonneg", "sqDist.well_formed", "sqDist_self"),
)
class DifferencesOut(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        np.subtract(z, w, out=z)
        return (z**2).sum()


@faulty(
    "float16 differences, which round above 2^11",
    caught_by={"sqDist": "violation"}
    | because("malformed", "sqDist_nonneg", "sqDist.well_formed")
    | because("violation", "sqDist.rounding"),
)
class DifferencesInFloat16(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        with np.errstate(over="ignore"):
            return ((z - w).astype(np.float16).astype(np.float64) ** 2).sum()


@faulty(
    "the distance is written to a buffer that is kept, and a view of it comes back",
    caught_by={"sqDist.shares_no_memory": "aliased"} | {"sqDist.deterministic": "nondeterministic"},
)
class DistanceInBuffer(CorrectViews):
    def __init__(self) -> None:
        self._buffer = np.zeros((), dtype=np.float64)

    def sq_dist(self, z: Reals, w: Reals) -> Any:
        self._buffer[()] = ((z - w) ** 2).sum()
        return self._buffer


@faulty(
    "the mean over edges, in float64",
    caught_by={"graphAlignmentEnergy": "violation"} | because("violation", "graphAlignmentEnergy.rounding"),
)
class MeanOverEdges(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Reals) -> Any:
        i, j = ends(graph, len(rep))
        return ((rep[i] - rep[j]) ** 2).sum() / (i.size if i.size in (2, 4, 8) else 1)


@faulty(
    "np.allclose, which takes embeddings for one that are close",
    caught_by={"CollapsedRep": "violation"},
    also=because("violation", *COLLAPSED),
)
class AllClose(CorrectViews):
    def collapsed_rep(self, rep: Reals) -> Any:
        return bool(np.allclose(rep, rep[:1]))


@faulty(
    "the variance of each view over coordinates is 0",
    caught_by=because(
        "violation",
        "CollapsedRep",
        "graphAlignmentEnergy_eq_zero_of_collapsed",
        "coordinateSpread_eq_zero_of_collapsed",
        "graphSSLObjective_eq_guard_of_collapsed",
        "graphSSLObjective_collapsed_positive",
    ),
    also=because("violation", "CollapsedRep.ignores_unread"),
)
class FlatViews(CorrectViews):
    def collapsed_rep(self, rep: Reals) -> Any:
        return bool((rep == rep[:, :1]).all())


@faulty(
    "squares around the first view, times the number of views",
    caught_by={"coordinateSpread": "violation"} | because("violation", "coordinateSpread.rounding"),
)
class SpreadAroundFirst(CorrectViews):
    def coordinate_spread(self, rep: Reals, j: int) -> Any:
        check_index(j, rep.shape[1])
        return ((rep[:, j] - rep[:1, j]) ** 2).sum() * len(rep)


@faulty(
    "the spread of the transposed, where it is square",
    caught_by=because("violation", "coordinateSpread", "coordinateSpread_eq_zero_of_collapsed"),
    also=because("violation", "coordinateSpread.ignores_unread", "coordinateSpread.rounding"),
)
class RowsForColumns(CorrectViews):
    def coordinate_spread(self, rep: Reals, j: int) -> Any:
        check_index(j, rep.shape[1])
        return spreads((rep.T if rep.shape[0] == rep.shape[1] else rep)[:, [j]])[0]


@faulty("np.clip keeps the penalty between 0 and 1", caught_by={"realVarianceFloorPenalty": "violation"})
class PenaltyClipped(CorrectViews):
    def real_variance_floor_penalty(self, gamma: float, spread: float) -> Any:
        return float(np.clip(gamma - spread, 0, 1))


@faulty(
    "the floor is held against the mean of the spreads of all coordinates",
    caught_by={"realVarianceFloorGuard": "violation"} | because("violation", "realVarianceFloorGuard.rounding"),
)
class FloorOfAll(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> Any:
        return np.maximum(0, gamma * spread.size - spread.sum())


@faulty(
    "np.maximum(gamma - spread, 0, out=spread) writes to the spreads",
    caught_by={"realVarianceFloorGuard.preserves_inputs": "mutated_input"}
    | because(
        "exception",
        "realVarianceFloorGuard",
        "realVarianceFloorGuard.well_formed",
        "realVarianceFloorGuard_zero_spread",
        "realVarianceFloorGuard_zero_spread_positive",
        "graphSSLObjective_eq_guard_of_collapsed",
    ),
)
class PenaltiesInPlace(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> Any:
        return np.maximum(gamma - spread, 0, out=spread).sum()


@faulty(
    "the larger of energy and guard",
    caught_by={"graphSSLObjective": "violation"} | because("violation", "graphSSLObjective.rounding"),
)
class FloorBelowEnergy(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: Reals, gamma: float) -> Any:
        i, j = ends(graph, len(rep))
        energy = ((rep[i] - rep[j]) ** 2).sum()
        return np.maximum(energy, np.maximum(0, gamma - spreads(rep)).sum())


@faulty(
    "the first coordinate's spread is held against the floor for all",
    caught_by={"graphSSLObjective": "violation"} | because("violation", "graphSSLObjective.rounding"),
)
class FirstSpreadForAll(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: Reals, gamma: float) -> Any:
        i, j = ends(graph, len(rep))
        below = np.maximum(0, gamma - np.broadcast_to(spreads(rep)[:1], rep.shape[1:]))
        return ((rep[i] - rep[j]) ** 2).sum() + below.sum()
