"""Specimens on Python lists: patches, their predictions and the losses between them."""

from __future__ import annotations

import itertools
import math
from typing import Any

from .._registry import because
from ._base import CorrectPatches, between, check_index, faulty, pick


@faulty(
    "zip pairs the listed predictions with the first targets",
    caught_by=because(
        "violation",
        "maeLoss.no_silent_overflow",
        "maeLoss",
        "maeLoss_append",
        "maeLoss_reverse",
        "maeLoss_eq_zero_of_patch_losses_zero",
    ),
)
class TargetsByPlace(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        return sum(patch_loss[t][p] for t, p in zip(target, pick(masked_idxs, pred), strict=False))


@faulty(
    "the predictions are taken to be those of the listed positions, one after the other",
    caught_by=because("violation", "jepaLoss.no_silent_overflow", "jepaLoss", "jepaLoss_append", "jepaLoss_reverse"),
)
class PredictionsByPlace(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> int:  # fmt: skip
        return sum(rep_loss[t][p] for t, p in zip(pick(target_idxs, target), predict[context], strict=False))


@faulty(
    "the loss of prediction and target, in that order",
    caught_by=because("violation", "maeLoss.no_silent_overflow")
    | because(
        "exception",
        "maeLoss",
        "maeLoss.well_formed",
        "maeLoss_nil",
        "maeLoss_append",
        "maeLoss_reverse",
        "maeLoss_eq_zero_of_patch_losses_zero",
    ),
)
class LossArgumentsSwapped(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        return sum(pick(masked_idxs, between(pred, target, patch_loss)))


@faulty(
    "the predictions of the first context for every context",
    caught_by=because("violation", "jepaLoss.no_silent_overflow", "jepaLoss"),
)
class FirstContext(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> Any:  # fmt: skip
        return super().jepa_loss(target_idxs, 0, target, predict, rep_loss)


@faulty(
    "contexts are counted from 1, so that each has the predictions of the one before",
    caught_by=because("violation", "jepaLoss.no_silent_overflow", "jepaLoss"),
)
class ContextBefore(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> Any:  # fmt: skip
        return super().jepa_loss(target_idxs, context - 1, target, predict, rep_loss)


@faulty("the target is compared with itself", caught_by=because("violation", "jepaLoss.no_silent_overflow", "jepaLoss"))
class PredictionSkipped(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> int:  # fmt: skip
        return sum(pick(target_idxs, [rep_loss[t][min(t, len(rep_loss[t]) - 1)] for t in target]))


@faulty(
    "what was predicted is kept by predictor, and the context left out of the key", caught_by={"jepaLoss": "violation"}
)
class KeptWithoutContext(CorrectPatches):
    def __init__(self) -> None:
        self._kept: dict[tuple[tuple[int, ...], ...], list[int]] = {}

    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> int:  # fmt: skip
        predicted = self._kept.setdefault(tuple(map(tuple, predict)), predict[context])
        return sum(pick(target_idxs, between(target, predicted, rep_loss)))


@faulty(
    "a dict by patch gives every patch of the same value the last prediction",
    caught_by=because("violation", "maeLoss.no_silent_overflow", "maeLoss", "maeLoss_eq_zero_of_patch_losses_zero"),
)
class PredictionByPatch(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        predicted = dict(zip(target, pred, strict=True))
        return sum(patch_loss[t][predicted[t]] for t in pick(masked_idxs, target))


@faulty(
    "patches that are alike in target and prediction count once",
    caught_by=because("violation", "maeLoss.no_silent_overflow", "maeLoss", "maeLoss_append"),
)
class AlikeCountOnce(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        pairs = {(t, p) for t, p in pick(masked_idxs, list(zip(target, pred, strict=True)))}
        return sum(patch_loss[t][p] for t, p in pairs)


@faulty(
    "target blocks that overlap are merged into a set of positions",
    caught_by=because("violation", "jepaLoss.no_silent_overflow", "jepaLoss", "jepaLoss_append"),
)
class BlocksMerged(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> Any:  # fmt: skip
        return super().jepa_loss(sorted(set(target_idxs)), context, target, predict, rep_loss)


@faulty(
    "above 48 positions, repeats of an index are dropped",
    caught_by=because("violation", "maeLoss.no_silent_overflow", "maeLoss", "maeLoss_append"),
)
class RepeatsDroppedAbove48(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> Any:
        listed = list(dict.fromkeys(masked_idxs)) if len(target) > 48 else masked_idxs
        return super().mae_loss(listed, target, pred, patch_loss)


@faulty(
    "the mean, rounded down, over the masked patches",
    caught_by=because("violation", "maeLoss.no_silent_overflow", "maeLoss", "maeLoss_append"),
)
class MeanOfMasked(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        return int(super().mae_loss(masked_idxs, target, pred, patch_loss)) // max(len(masked_idxs), 1)


@faulty(
    "the smallest and largest index are checked first, and nothing has none",
    caught_by=because(
        "exception",
        "maeLoss",
        "maeLoss.well_formed",
        "maeLoss_nil",
        "maeLoss_append",
        "maeLoss_reverse",
        "maeLoss_eq_zero_of_patch_losses_zero",
    ),
)
class ExtremesOfNothing(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> Any:
        check_index(min(masked_idxs), len(target))
        check_index(max(masked_idxs), len(target))
        return super().mae_loss(masked_idxs, target, pred, patch_loss)


@faulty(
    "the loss covers the patches that are not masked",
    caught_by=because(
        "violation",
        "maeLoss.no_silent_overflow",
        "maeLoss",
        "maeLoss_nil",
        "maeLoss_append",
        "maeLoss_eq_zero_of_patch_losses_zero",
    ),
)
class VisiblePatches(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> Any:
        pick(masked_idxs, target)
        masked = set(masked_idxs)
        visible = [i for i in range(len(target)) if i not in masked]
        return super().mae_loss(visible, target, pred, patch_loss)


@faulty(
    "without target positions, every position is one",
    caught_by=because("violation", "jepaLoss", "jepaLoss_nil", "jepaLoss_append", "jepaLoss_target_ext"),
)
class NoTargetsMeansAll(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> Any:  # fmt: skip
        return super().jepa_loss(target_idxs or list(range(len(target))), context, target, predict, rep_loss)


@faulty(
    "the slice from the first target to the last takes in what lies between",
    caught_by=because("violation", "jepaLoss.no_silent_overflow", "jepaLoss", "jepaLoss_append", "jepaLoss_target_ext"),
)
class SliceOfTargets(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> int:  # fmt: skip
        losses = between(target, predict[context], rep_loss)
        pick(target_idxs, losses)
        return sum(losses[min(target_idxs) : max(target_idxs) + 1]) if target_idxs else 0


@faulty(
    "negative indices count from the end, as lists have them",
    caught_by={"maeLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class PatchesFromTheEnd(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        return sum(patch_loss[target[i]][pred[i]] for i in masked_idxs)


@faulty(
    "indices above the last position are left out and not refused",
    caught_by={"jepaLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class IndicesFiltered(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> Any:  # fmt: skip
        known = [i for i in target_idxs if i < len(target)]
        return super().jepa_loss(known, context, target, predict, rep_loss)


@faulty(
    "the table of losses is flattened with the number of its rows as the stride",
    caught_by=because("violation", "maeLoss.no_silent_overflow")
    | because(
        "exception",
        "maeLoss",
        "maeLoss.well_formed",
        "maeLoss_append",
        "maeLoss_reverse",
        "maeLoss_eq_zero_of_patch_losses_zero",
    ),
)
class WrongStride(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> int:
        flat = list(itertools.chain.from_iterable(patch_loss))
        return sum(flat[t * len(patch_loss) + p] for t, p in pick(masked_idxs, list(zip(target, pred, strict=True))))


@faulty(
    "losses add up in float64, which is wrong above 2^53",
    caught_by=because("violation", "jepaLoss.no_silent_overflow", "jepaLoss", "jepaLoss_append"),
)
class LossesInFloat(CorrectPatches):
    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> int:  # fmt: skip
        return int(math.fsum(pick(target_idxs, between(target, predict[context], rep_loss))))


@faulty("the masked indices are sorted where they lie", caught_by={"maeLoss.preserves_inputs": "mutated_input"})
class IndicesSortedInPlace(CorrectPatches):
    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> Any:
        masked_idxs.sort()
        return super().mae_loss(masked_idxs, target, pred, patch_loss)
