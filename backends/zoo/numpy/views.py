"""Specimens on NumPy arrays: contracts, their guards, and graphs of views."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from .._registry import EDGES, OBJECTIVE, PREDICTED, SPECIAL_LOSSES, because
from ._base import (
    CorrectViews,
    Indices,
    Losses,
    contract_of,
    distances,
    ends,
    faulty,
    in_full,
)


@faulty(
    "the target encoders are those of the listed positions, one after the other",
    caught_by=because("violation", *PREDICTED),
)
class EncodersByPlace(CorrectViews):
    def predictive_loss(self, contract: Any) -> Any:
        idxs = contract.target_idxs
        distances(contract)
        encoded = contract.target_encoder[np.arange(idxs.size) % len(contract.target), contract.target[idxs]]
        return in_full(contract.distance[encoded, contract.predict[contract.context][idxs]])


@faulty(
    "np.unique of the target positions",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class UniquePositions(CorrectViews):
    def predictive_loss(self, contract: Any) -> Any:
        once = np.unique(contract.target_idxs)
        return in_full(distances(SimpleNamespace(**{**vars(contract), "target_idxs": once})))


@faulty(
    "distances add up in int16, which wraps",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class DistancesInInt16(CorrectViews):
    def predictive_loss(self, contract: Any) -> Any:
        return int(distances(contract).astype(np.uint16).sum(dtype=np.uint16))


@faulty(
    "a mean, rounded down, and the guard",
    caught_by=because(
        "violation",
        *OBJECTIVE,
        "predictiveViewObjective.no_silent_overflow",
        "mae_is_predictive_view_objective",
        "jepa_is_predictive_view_objective",
        "predictiveViewObjective_zero_geometry",
    ),
)
class MeanWithGuard(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> Any:
        found = distances(contract)
        return in_full(found) // max(found.size, 1) + contract.geometry_guard


@faulty(
    "the objective is worked out once for each contract, and kept on it",
    caught_by={"predictiveViewObjective.preserves_inputs": "mutated_input"},
)
class KeptOnContract(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> Any:
        if not hasattr(contract, "kept"):
            contract.kept = super().predictive_view_objective(contract)
        return contract.kept


@faulty(
    "the contract of another guard has its positions without repeats",
    caught_by=because(
        "violation",
        "withGeometryGuard",
        "predictiveLoss_withGeometryGuard",
        "predictiveViewObjective_withGeometryGuard",
        "predictiveViewObjective_with_vicreg_guard",
        "predictiveViewObjective_with_barlow_guard",
    ),
)
class GuardedOnce(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        made = super().with_geometry_guard(contract, guard)
        made.target_idxs = np.unique(contract.target_idxs)
        return made


@faulty(
    "the context comes back as an array of one",
    caught_by=because(
        "malformed",
        "jepaAsPredictiveViewContract",
        "jepa_is_predictive_view_loss",
        "jepa_is_predictive_view_objective",
        "jepaAsPredictiveViewContract.well_formed",
    ),
)
class ContextAsArray(CorrectViews):
    def jepa_as_predictive_view_contract(
        self, target_idxs: Indices, context: int, target: Indices, predict: Indices, rep_loss: Losses
    ) -> Any:
        made = super().jepa_as_predictive_view_contract(target_idxs, context, target, predict, rep_loss)
        made.context = np.array([context])
        return made


@faulty(
    "target encoder and predictor are each put where the other belongs if they are of one shape",
    caught_by=because(
        "violation", "encodedTargetPredictiveViewContract", "encodedTargetPredictiveViewContract_loss_eq_maskedLoss"
    ),
)
class FieldsMixedUp(CorrectViews):
    def encoded_target_predictive_view_contract(
        self, target_idxs: Indices, context: int, target: Indices, target_encoder: Indices, predict: Indices,
        rep_loss: Losses, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        if target_encoder.shape == predict.shape and rep_loss.shape[0] == rep_loss.shape[1]:
            target_encoder, predict = predict, target_encoder
        return contract_of(target_idxs, context, target, target_encoder, predict, rep_loss, geometry_guard)


@faulty("weights and terms are stacked, the weights in another order", caught_by={"VICRegGuard.value": "violation"})
class GuardReversed(CorrectViews):
    def vic_reg_guard_value(self, guard: Any) -> Any:
        terms = (guard.invariance, guard.variance, guard.covariance)
        return int(np.dot(np.array([guard.nu, guard.mu, guard.lambda_], object), np.array(terms, object)))


@faulty(
    "the last entry off the diagonal is left out",
    caught_by=because("violation", "BarlowGuard.value.no_silent_overflow", "BarlowGuard.value"),
)
class LastEntryLeftOut(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        return super().barlow_guard_value(
            SimpleNamespace(lambda_=guard.lambda_, diag=guard.diag, off_diag=guard.off_diag[:-1])
        )


@faulty(
    "np.abs(diag - 1) of uint64 wraps where a coordinate has collapsed",
    caught_by={"BarlowGuard.value": "violation"},
    modules=("predictive_view",),
)
class GuardDiagonalWraps:
    carrier = "numpy:uint64"

    def barlow_guard_value(self, guard: Any) -> Any:
        return in_full(np.abs(guard.diag - 1)) + int(guard.lambda_) * in_full(guard.off_diag)


@faulty("an adjacency matrix of ones has each edge once", caught_by=because("violation", *EDGES))
class AdjacencyOfOnes(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Losses) -> Any:
        adjacency = np.zeros(edge_loss.shape, dtype=np.bool_)
        adjacency[ends(graph, len(edge_loss))] = True
        return in_full(edge_loss[adjacency])


@faulty("the upper triangle of the adjacency matrix", caught_by=because("violation", *EDGES))
class UpperTriangle(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Losses) -> Any:
        i, j = ends(graph, len(edge_loss))
        return in_full(edge_loss[i, j][i <= j])


@faulty("np.ix_ takes the losses of each start with each end", caught_by=because("violation", *EDGES))
class EveryStartWithEveryEnd(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Losses) -> Any:
        i, j = ends(graph, len(edge_loss))
        return in_full(edge_loss[np.ix_(i, j)].ravel())


@faulty("reshape(2, -1) takes the columns of an array of edges for its rows", caught_by=because("violation", *EDGES))
class EdgesReshaped(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Losses) -> Any:
        ends(graph, len(edge_loss))
        i, j = graph.positive_edges.reshape(2, -1)
        return in_full(edge_loss[i, j])


@faulty("an edge from a view to itself counts twice, as in a degree", caught_by=because("violation", *EDGES))
class LoopsTwice(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Losses) -> Any:
        i, j = ends(graph, len(edge_loss))
        return in_full(edge_loss[i, j]) + in_full(edge_loss[i, j][i == j])
