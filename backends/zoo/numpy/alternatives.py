"""Specimens on NumPy arrays: views, graphs and embeddings in odd ways that are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ._base import (
    CorrectViews,
    Indices,
    Losses,
    Reals,
    check_range,
    contract_of,
    distances,
    ends,
    in_full,
    unusual,
)


@unusual("embeddings in float32, where all that is added up is exact, and nothing else", modules=("predictive_view",))
class EmbeddingsInFloat32:
    carrier = "numpy:float32"
    sq_dist = CorrectViews.sq_dist
    graph_alignment_energy = CorrectViews.graph_alignment_energy
    collapsed_rep = CorrectViews.collapsed_rep
    coordinate_spread = CorrectViews.coordinate_spread
    real_variance_floor_guard = CorrectViews.real_variance_floor_guard


@unusual("contracts come back as mappings that have arrays of other integers")
class ContractsAsMappings(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Mapping[str, Any]:
        return {"name": "guarded", **vars(super().with_geometry_guard(contract, guard))}


class Contract(NamedTuple):
    """A contract as a tuple with names."""

    distance: Losses
    geometry_guard: Any
    predict: Indices
    context: int
    target_encoder: Indices
    target: Indices
    target_idxs: Indices


@unusual("contracts come back as named tuples with views of arrays, the guard as a 0-d array")
class ContractsAsTuples(CorrectViews):
    def encoded_target_predictive_view_contract(
        self, target_idxs: Indices, context: int, target: Indices, target_encoder: Indices, predict: Indices,
        rep_loss: Losses, geometry_guard: int = 0,
    ) -> Contract:  # fmt: skip
        check_range(target_idxs, len(target))
        encoder = np.asfortranarray(target_encoder)
        return Contract(rep_loss[:], np.asarray(geometry_guard), predict, context, encoder, target[:], target_idxs)


@unusual("the encoder of an autoencoder is one row, seen from every position")
class EncoderBroadcast(CorrectViews):
    def mae_as_predictive_view_contract(
        self, masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: Losses
    ) -> Any:
        encoder = np.broadcast_to(np.arange(len(patch_loss)), (len(target), len(patch_loss)))
        return contract_of(masked_idxs, 0, target, encoder, pred[None], patch_loss)


@unusual("the objective with its distances in order of size, as a 0-d array where it fits")
class DistancesSorted(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> Any:
        total = in_full(np.sort(distances(contract))[::-1]) + int(contract.geometry_guard)
        return np.asarray(total) if total < 2**63 else total


@unusual("edges are counted in an adjacency matrix, with np.add.at")
class AdjacencyCounted(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Losses) -> Any:
        adjacency = np.zeros(edge_loss.shape, dtype=np.int64)
        np.add.at(adjacency, ends(graph, len(edge_loss)), 1)
        return sum(a * b for a, b in zip(adjacency.ravel().tolist(), edge_loss.ravel().tolist(), strict=True))


@unusual("einsum of the differences with themselves, as a 0-d array")
class DistanceByEinsum(CorrectViews):
    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return np.asarray(np.einsum("j,j->", z - w, z - w))


@unusual("no coordinate's largest value is above its least")
class NothingPeaks(CorrectViews):
    def collapsed_rep(self, rep: Reals) -> Any:
        return np.bool_(rep.size == 0 or not np.ptp(rep, axis=0).any())


@unusual("the penalties of those that fall short, from the last on, times a row of ones")
class ShortfallsByOnes(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> Any:
        below = (gamma - spread[spread < gamma])[::-1]
        return below @ np.ones_like(below)
