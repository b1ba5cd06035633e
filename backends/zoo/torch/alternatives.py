"""Specimens on PyTorch tensors: views, graphs and embeddings in odd ways that are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ._base import CorrectViews, check_range, contract_of, distances, in_full, unusual


@unusual("embeddings in float32, where all that is added up is exact, and nothing else", modules=("predictive_view",))
class EmbeddingsInFloat32:
    carrier = "torch:float32"
    sq_dist = CorrectViews.sq_dist
    graph_alignment_energy = CorrectViews.graph_alignment_energy
    collapsed_rep = CorrectViews.collapsed_rep
    coordinate_spread = CorrectViews.coordinate_spread
    real_variance_floor_guard = CorrectViews.real_variance_floor_guard


@dataclass(frozen=True)
class Contract:
    """A contract that cannot be changed, with a device of its own."""

    geometry_guard: Any
    target_idxs: Tensor
    target: Tensor
    target_encoder: Tensor
    context: Any
    predict: Tensor
    distance: Tensor
    device: str = "cpu"


@unusual("contracts come back as frozen dataclasses with a field more, numbers as 0-d tensors")
class ContractsFrozen(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        made = vars(super().with_geometry_guard(contract, guard))
        return Contract(**{**made, "context": torch.tensor(made["context"])})


@unusual("the encoder of an autoencoder is one row, expanded over positions")
class EncoderShared(CorrectViews):
    def mae_as_predictive_view_contract(
        self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor
    ) -> Any:
        encoder = torch.arange(len(patch_loss)).expand(len(target), -1)
        return contract_of(masked_idxs, 0, target, encoder, pred[None], patch_loss)


@unusual("a one-hot matrix counts target positions")
class PositionsCounted(CorrectViews):
    def predictive_loss(self, contract: Any) -> Any:
        check_range(contract.target_idxs, len(contract.target))
        counts = torch.bincount(contract.target_idxs, minlength=len(contract.target)).tolist()
        encoded = contract.target_encoder.gather(1, contract.target[:, None])[:, 0]
        each = contract.distance[encoded, contract.predict[contract.context]].tolist()
        return sum(count * int(distance) for count, distance in zip(counts, each, strict=True))


@unusual("distances one after the other, the guard between them")
class GuardInBetween(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> Any:
        found = distances(contract)
        return in_full(found[::2]) + int(contract.geometry_guard) + in_full(found[1::2])


@unusual("the guard as a product with ones, from the last coordinate on")
class GuardByProduct(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Tensor) -> Any:
        return torch.ones_like(spread) @ (gamma - spread).clamp(min=0).flip(0)
