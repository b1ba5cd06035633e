"""Specimens on PyTorch tensors: patches, their predictions and the losses between them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from .._registry import because
from ._base import CorrectPatches, check, faulty


@faulty(
    "the positions are made unique, which loses repeats", caught_by=because("violation", "jepaLoss", "jepaLoss_append")
)
class UniquePositions(CorrectPatches):
    def jepa_loss(self, target_idxs: Tensor, context: int, target: Tensor, predict: Tensor, rep_loss: Tensor) -> Any:
        check(target_idxs, rep_loss[target, predict[context]])
        return super().jepa_loss(
            torch.tensor(sorted(set(target_idxs.tolist())), dtype=torch.int64), context, target, predict, rep_loss
        )


@faulty(
    "index_put_ without accumulate counts a repeated position once",
    caught_by=because("violation", "maeLoss", "maeLoss_append", "jepaLoss", "jepaLoss_append"),
)
class CountsNotAccumulated(CorrectPatches):
    def listed(self, idxs: Tensor, losses: Tensor) -> Any:
        check(idxs, losses)
        counts = torch.zeros_like(losses).index_put_((idxs,), torch.ones(idxs.numel(), dtype=losses.dtype))
        return (counts * losses).sum()


@faulty(
    "losses are cast to float32, which rounds above 2^24",
    caught_by=because("violation", "maeLoss", "maeLoss_append", "maeLoss_reverse")
    | because("malformed", "maeLoss.well_formed"),
)
class LossesInFloat32(CorrectPatches):
    def mae_loss(self, masked_idxs: Tensor, target: Tensor, pred: Tensor, patch_loss: Tensor) -> Any:
        losses = patch_loss[target, pred]
        check(masked_idxs, losses)
        return losses.float()[masked_idxs].double().sum().long()


@faulty(
    "gather keeps its dimension, and a column of patches comes back",
    caught_by=because("malformed", "reconstruct", "reconstruct.well_formed", "exactReconstruction_identity"),
)
class ColumnOfPatches(CorrectPatches):
    def reconstruct(self, decode: Tensor, pred: Tensor) -> Any:
        return decode.gather(1, pred[:, None])


@faulty(
    "patches are decoded where the predictions lie",
    caught_by=because("aliased", "reconstruct.shares_no_memory")
    | because("mutated_input", "reconstruct.preserves_inputs")
    | because("exception", "reconstruct", "reconstruct.well_formed", "exactReconstruction_identity"),
)
class DecodedWhereTheyLie(CorrectPatches):
    def reconstruct(self, decode: Tensor, pred: Tensor) -> Any:
        return pred.copy_(super().reconstruct(decode, pred))


@faulty("a reconstruction is exact where most of its patches are", caught_by={"ExactReconstruction": "violation"})
class ExactByMajority(CorrectPatches):
    def exact_reconstruction(self, x: Tensor, y: Tensor) -> Any:
        return bool(2 * (x == y).sum() >= x.numel())


@faulty(
    "a sum of signed differences, which cancel, tells whether a reconstruction is exact",
    caught_by={"ExactReconstruction": "violation"},
)
class DifferencesCancel(CorrectPatches):
    def exact_reconstruction(self, x: Tensor, y: Tensor) -> Any:
        return bool((x - y).sum() == 0)
