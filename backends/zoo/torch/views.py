"""Specimens on PyTorch tensors: contracts, graphs of views, and their embeddings."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import COLLAPSED, EDGES, OBJECTIVE, PREDICTED, SPECIAL_LOSSES, because, views_that_see_state
from ._base import CorrectViews, check_index, contract_of, distances, ends, faulty, in_full, spreads


@faulty(
    "gather along the wrong axis: the encoder of the position that the target's number names",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES),
)
class EncoderGathered(CorrectViews):
    def predictive_loss(self, contract: Any) -> Any:
        idxs = contract.target_idxs
        distances(contract)
        encoder, targets = contract.target_encoder, contract.target[idxs]
        encoded = encoder[targets % len(encoder), idxs % encoder.shape[1]]
        return in_full(contract.distance[encoded, contract.predict[contract.context][idxs]])


@faulty(
    "distances add up in int32, which wraps",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class DistancesInInt32(CorrectViews):
    def predictive_loss(self, contract: Any) -> Any:
        return int(distances(contract).sum(dtype=torch.int32)) % 2**32


@faulty("the guard counts only while there is something to predict", caught_by=because("violation", *OBJECTIVE))
class GuardWithPredictions(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> Any:
        term = in_full(distances(contract))
        return term + int(contract.geometry_guard) if term else 0


@faulty(
    "the larger of prediction term and guard",
    caught_by=because("violation", *OBJECTIVE, "predictiveViewObjective.no_silent_overflow"),
)
class LargerOfTwo(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> Any:
        return max(in_full(distances(contract)), int(contract.geometry_guard))


@faulty(
    "the guards of all contracts so far are in the new one",
    caught_by=because("nondeterministic", "withGeometryGuard.deterministic", "withGeometryGuard.rejects_out_of_range")
    | because(
        "violation",
        "withGeometryGuard",
        "predictiveViewObjective_withGeometryGuard",
        "predictiveViewObjective_with_vicreg_guard",
        "predictiveViewObjective_with_barlow_guard",
    ),
    also=views_that_see_state("withGeometryGuard.rejects_out_of_range"),
)
class GuardsGatherUp(CorrectViews):
    def __init__(self) -> None:
        self._guards = 0

    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        self._guards += int(guard)
        return super().with_geometry_guard(contract, self._guards)


@faulty(
    "unique of the masked patches",
    caught_by=because(
        "violation", "maeAsPredictiveViewContract", "mae_is_predictive_view_loss", "mae_is_predictive_view_objective"
    ),
)
class MaskedUnique(CorrectViews):
    def mae_as_predictive_view_contract(
        self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor
    ) -> Any:
        return super().mae_as_predictive_view_contract(torch.unique(masked_idxs), target, pred, patch_loss)


@faulty(
    "the encoders of an autoencoder are one row too many",
    caught_by=because(
        "malformed",
        "maeAsPredictiveViewContract",
        "mae_is_predictive_view_loss",
        "mae_is_predictive_view_objective",
        "maeAsPredictiveViewContract.well_formed",
    ),
)
class EncoderForNobody(CorrectViews):
    def mae_as_predictive_view_contract(
        self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor
    ) -> Any:
        made = super().mae_as_predictive_view_contract(masked_idxs, target, pred, patch_loss)
        made.target_encoder = torch.arange(len(patch_loss)).repeat(len(target) + 1, 1)
        return made


@faulty(
    "the context is not in the contract",
    caught_by=because(
        "malformed",
        "jepaAsPredictiveViewContract",
        "jepa_is_predictive_view_loss",
        "jepa_is_predictive_view_objective",
        "jepaAsPredictiveViewContract.well_formed",
    ),
)
class ContextMissing(CorrectViews):
    def jepa_as_predictive_view_contract(
        self, target_idxs: Tensor, context: int, target: Tensor, predict: Tensor, rep_loss: Tensor
    ) -> Any:
        made = super().jepa_as_predictive_view_contract(target_idxs, context, target, predict, rep_loss)
        del made.context
        return made


@faulty(
    "the encoder is that of the first position for all, as `expand` shares it",
    caught_by=because(
        "violation", "encodedTargetPredictiveViewContract", "encodedTargetPredictiveViewContract_loss_eq_maskedLoss"
    ),
)
class EncoderExpanded(CorrectViews):
    def encoded_target_predictive_view_contract(
        self, target_idxs: Tensor, context: int, target: Tensor, target_encoder: Tensor, predict: Tensor,
        rep_loss: Tensor, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        encoder = target_encoder[:1].expand_as(target_encoder) if len(target_encoder) else target_encoder
        return contract_of(target_idxs, context, target, encoder, predict, rep_loss, geometry_guard)


@faulty(
    "invariance and variance are in each other's place",
    caught_by=because("violation", "VICRegGuard.value", "vicreg_guard_variance_only_positive"),
)
class TermsSwapped(CorrectViews):
    def vic_reg_guard_value(self, guard: Any) -> Any:
        return guard.lambda_ * guard.variance + guard.mu * guard.invariance + guard.nu * guard.covariance


@faulty(
    "the weight is in the loss of the diagonal and in that of the rest",
    caught_by=because(
        "violation", "BarlowGuard.value.no_silent_overflow", "BarlowGuard.value", "barlow_guard_collapsed_diag_positive"
    ),
)
class WeightOnAll(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        on_diagonal = sum(abs(c - 1) for c in map(int, guard.diag.tolist()))
        return int(guard.lambda_) * (on_diagonal + in_full(guard.off_diag))


@faulty("an index put into a table of edges has each edge once", caught_by=because("violation", *EDGES))
class EdgesPut(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Tensor) -> Any:
        adjacency = torch.zeros(edge_loss.shape, dtype=torch.bool).index_put(
            ends(graph, len(edge_loss)), torch.tensor(True)
        )
        return in_full(edge_loss[adjacency])


@faulty("add_self_loops: each view is joined with itself", caught_by=because("violation", *EDGES))
class SelfLoopsAdded(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Tensor) -> Any:
        return in_full(edge_loss[ends(graph, len(edge_loss))]) + in_full(edge_loss.diagonal())


@faulty(
    "to_undirected: each edge and its opposite, the same ones once",
    caught_by={"graphAlignmentEnergy": "violation"}
    | because("violation", "graphAlignmentEnergy.gradient", "graphAlignmentEnergy.rounding"),
)
class MadeUndirected(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Tensor) -> Any:
        ends(graph, len(rep))
        i, j = torch.unique(torch.cat([graph.positive_edges, graph.positive_edges.flip(1)]), dim=0).T
        return ((rep[i] - rep[j]) ** 2).sum()


@faulty(
    "mse_loss, which is the mean, where it divides without remainder",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.gradient", "sqDist.rounding"),
)
class MeanSquaredError(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return torch.nn.functional.mse_loss(z, w, reduction="mean" if z.numel() in (2, 4, 8) else "sum")


@faulty(
    "smooth_l1_loss without beta's half: squares below a distance of 1 alone",
    caught_by={"sqDist": "violation"} | because("violation", "sqDist.gradient", "sqDist.rounding"),
)
class SquareNearZero(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        apart = (z - w).abs()
        return torch.where(apart < 1, apart**2, 2 * apart - 1).sum()


@faulty(
    "the embeddings are compared after they were made half",
    caught_by={"graphAlignmentEnergy": "violation"}
    | because("violation", "graphAlignmentEnergy.gradient", "graphAlignmentEnergy.rounding"),
)
class EnergyInHalf(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Tensor) -> Any:
        i, j = ends(graph, len(rep))
        half = rep.half().double()
        return ((half[i] - half[j]) ** 2).sum().nan_to_num()


@faulty("embeddings have collapsed where all their coordinates are one number", caught_by={"CollapsedRep": "violation"})
class OneNumber(CorrectViews):
    def collapsed_rep(self, rep: Tensor) -> Any:
        return bool((rep == rep.flatten()[:1]).all())


@faulty(
    "torch.allclose takes embeddings for one that are close",
    caught_by={"CollapsedRep": "violation"},
    also=because("violation", *COLLAPSED),
)
class CloseEnough(CorrectViews):
    def collapsed_rep(self, rep: Tensor) -> Any:
        return bool(torch.allclose(rep, rep[:1].expand_as(rep)))


@faulty(
    "pdist has each pair once",
    caught_by={"coordinateSpread": "violation"} | because("violation", "coordinateSpread.rounding"),
    also=because("violation", "coordinateSpread.gradient"),
)
class PairDistances(CorrectViews):
    def coordinate_spread(self, rep: Tensor, j: int) -> Any:
        check_index(j, rep.shape[1])
        return spreads(rep[:, [j]])[0] / 2


@faulty(
    "the coordinate is taken along the other axis where both are as long",
    caught_by=because("violation", "coordinateSpread", "coordinateSpread_eq_zero_of_collapsed"),
    also=because(
        "violation", "coordinateSpread.ignores_unread", "coordinateSpread.gradient", "coordinateSpread.rounding"
    ),
)
class AlongOtherAxis(CorrectViews):
    def coordinate_spread(self, rep: Tensor, j: int) -> Any:
        check_index(j, rep.shape[1])
        return spreads((rep.mT if rep.shape[0] == rep.shape[1] else rep)[:, [j]])[0]


@faulty(
    "the last coordinate is left out of the guard",
    caught_by=because(
        "violation",
        "realVarianceFloorGuard",
        "realVarianceFloorGuard_zero_spread",
        "realVarianceFloorGuard_zero_spread_positive",
        "graphSSLObjective_eq_guard_of_collapsed",
        "realVarianceFloorGuard.gradient",
        "realVarianceFloorGuard.rounding",
    ),
)
class LastShortfallLeftOut(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Tensor) -> Any:
        return torch.relu(gamma - spread)[:-1].sum()


@faulty(
    "clamp_ keeps spreads from above the floor, in place",
    caught_by={"realVarianceFloorGuard.preserves_inputs": "mutated_input"}
    | because(
        "exception",
        "realVarianceFloorGuard_zero_spread",
        "realVarianceFloorGuard_zero_spread_positive",
        "graphSSLObjective_eq_guard_of_collapsed",
    )
    | because("violation", "realVarianceFloorGuard.gradient"),
)
class ClampedSpreads(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Tensor) -> Any:
        return (gamma - spread.clamp_(max=gamma)).sum()


@faulty("leaky_relu leaves a quarter of what lies above the floor", caught_by={"realVarianceFloorPenalty": "violation"})
class LeakyHinge(CorrectViews):
    def real_variance_floor_penalty(self, gamma: float, spread: float) -> Any:
        return max((gamma - spread) / 4, gamma - spread)


@faulty(
    "the guard counts half where a view is joined with itself",
    caught_by=because(
        "violation",
        "graphSSLObjective",
        "graphSSLObjective_eq_guard_of_collapsed",
        "graphSSLObjective.gradient",
        "graphSSLObjective.rounding",
    ),
)
class GuardHalvedWithLoops(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: Tensor, gamma: float) -> Any:
        i, j = ends(graph, len(rep))
        guard = torch.relu(gamma - spreads(rep)).sum()
        return ((rep[i] - rep[j]) ** 2).sum() + (guard / 2 if bool((i == j).any()) else guard)


@faulty(
    "the spread of the first 8 views is held against the floor",
    caught_by={"graphSSLObjective": "violation"} | because("violation", "graphSSLObjective.gradient"),
    also=because("violation", "graphSSLObjective.rounding"),
)
class GuardOfFirstViews(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: Tensor, gamma: float) -> Any:
        i, j = ends(graph, len(rep))
        return ((rep[i] - rep[j]) ** 2).sum() + torch.relu(gamma - spreads(rep[:8])).sum()
