"""Specimens on NumPy arrays: patches, their predictions and the losses between them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._registry import because
from ._base import CorrectPatches, Indices, Losses, check, faulty


@faulty(
    "the indices are sorted for the targets and not for the predictions",
    caught_by=because(
        "violation", "maeLoss", "maeLoss_append", "maeLoss_reverse", "maeLoss_eq_zero_of_patch_losses_zero"
    )
    | because("malformed", "maeLoss.well_formed"),
)
class TargetsSorted(CorrectPatches):
    def mae_loss(self, masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: Losses) -> Any:
        check(masked_idxs, patch_loss[target, pred])
        return patch_loss[target[np.sort(masked_idxs)], pred[masked_idxs]].sum(dtype=np.int64)


@faulty(
    "a boolean mask is made of the indices, in which repeats are lost",
    caught_by=because("violation", "maeLoss", "maeLoss_append", "jepaLoss", "jepaLoss_append"),
)
class MaskOfIndices(CorrectPatches):
    def listed(self, idxs: Indices, losses: Losses) -> Any:
        check(idxs, losses)
        mask = np.zeros(losses.size, dtype=np.bool_)
        mask[idxs] = True
        return losses[mask].sum(dtype=np.int64)


@faulty(
    "counts[idxs] += 1 counts a repeated position once", caught_by=because("violation", "jepaLoss", "jepaLoss_append")
)
class BufferedCounts(CorrectPatches):
    def jepa_loss(self, target_idxs: Indices, context: int, target: Indices, predict: Indices, rep_loss: Losses) -> Any:
        losses = rep_loss[target, predict[context]]
        check(target_idxs, losses)
        counts = np.zeros(target.size, dtype=np.int64)
        counts[target_idxs] += 1
        return np.dot(counts, losses)


@faulty("losses add up in int32, which wraps", caught_by=because("violation", "maeLoss", "maeLoss_append"))
class LossesInInt32(CorrectPatches):
    def mae_loss(self, masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: Losses) -> Any:
        losses = patch_loss[target, pred]
        check(masked_idxs, losses)
        return int(losses[masked_idxs].sum(dtype=np.int32)) % 2**32


@faulty(
    "where every prediction is the first, a column of the decoders comes back as a view",
    caught_by={"reconstruct.shares_no_memory": "aliased"},
)
class ColumnOfDecoders(CorrectPatches):
    def reconstruct(self, decode: Indices, pred: Indices) -> Any:
        return decode[:, 0] if pred.size and not pred.any() else super().reconstruct(decode, pred)


@faulty(
    "the patches come back one position too far, the last in front",
    caught_by=because("violation", "reconstruct", "exactReconstruction_identity"),
)
class PositionsRolled(CorrectPatches):
    def reconstruct(self, decode: Indices, pred: Indices) -> Any:
        return np.roll(super().reconstruct(decode, pred), 1)


@faulty(
    "the comparison at each position comes back, not that of all",
    caught_by=because(
        "malformed", "ExactReconstruction", "ExactReconstruction.well_formed", "exactReconstruction_identity"
    ),
)
class ComparedElementwise(CorrectPatches):
    def exact_reconstruction(self, x: Indices, y: Indices) -> Any:
        return x == y


@faulty("both batches are sorted before they are compared", caught_by={"ExactReconstruction": "violation"})
class ComparedSorted(CorrectPatches):
    def exact_reconstruction(self, x: Indices, y: Indices) -> Any:
        return np.array_equal(np.sort(x), np.sort(y))


@faulty("the last patch is left out of the comparison", caught_by={"ExactReconstruction": "violation"})
class LastNotCompared(CorrectPatches):
    def exact_reconstruction(self, x: Indices, y: Indices) -> Any:
        return np.array_equal(x[:-1], y[:-1])
