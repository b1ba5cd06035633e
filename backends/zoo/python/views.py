"""Specimens on Python lists: the prediction term of contracts, and the guard beside it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from .._registry import OBJECTIVE, PREDICTED, SPECIAL_LOSSES, because
from ._base import CorrectViews, between, distances, faulty, pick


@faulty(
    "the guard is dropped", caught_by=because("violation", *OBJECTIVE, "predictiveViewObjective.no_silent_overflow")
)
class GuardDropped(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> int:
        return sum(distances(contract))


@faulty(
    "the guard is in the loss that is logged, and added to it once more",
    caught_by=because("violation", *OBJECTIVE, "predictiveViewObjective.no_silent_overflow"),
)
class GuardAddedTwice(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> int:
        return sum(distances(contract)) + 2 * int(contract.geometry_guard)


@faulty(
    "the guard is added in the loop over target positions, once for each",
    caught_by=because("violation", *OBJECTIVE, "predictiveViewObjective.no_silent_overflow"),
)
class GuardAtEachTarget(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> int:
        return sum(distance + int(contract.geometry_guard) for distance in distances(contract))


@faulty(
    "without target positions the loss returns before the guard is added", caught_by=because("violation", *OBJECTIVE)
)
class ReturnsBeforeGuard(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> int:
        if not contract.target_idxs:
            return 0
        return sum(distances(contract)) + int(contract.geometry_guard)


@faulty(
    "the prediction term is a mean over target positions, rounded down",
    caught_by=because(
        "violation",
        *OBJECTIVE,
        "predictiveViewObjective.no_silent_overflow",
        "mae_is_predictive_view_objective",
        "jepa_is_predictive_view_objective",
        "predictiveViewObjective_zero_geometry",
    ),
)
class MeanAndGuard(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> int:
        return sum(distances(contract)) // max(len(contract.target_idxs), 1) + int(contract.geometry_guard)


@faulty(
    "the guard is used up: the contract has none from the first call on",
    caught_by={"predictiveViewObjective.preserves_inputs": "mutated_input"},
)
class GuardUsedUp(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> int:
        total = sum(distances(contract)) + int(contract.geometry_guard)
        contract.geometry_guard = 0
        return total


@faulty("targets are not encoded", caught_by=because("violation", *PREDICTED))
class TargetEncoderSkipped(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        last, predicted = len(contract.distance) - 1, contract.predict[contract.context]
        as_they_are = [min(t, last) for t in contract.target]
        return sum(pick(contract.target_idxs, between(as_they_are, predicted, contract.distance)))


@faulty("all targets are encoded by the encoder of the first position", caught_by=because("violation", *PREDICTED))
class EncoderOfFirst(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        encoders = contract.target_encoder[:1] * len(contract.target)
        return sum(distances(SimpleNamespace(**{**vars(contract), "target_encoder": encoders})))


@faulty(
    "the encoder of the context makes the representations of targets as well",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES),
)
class ContextEncoderForTarget(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        last, predicted = len(contract.distance) - 1, contract.predict[contract.context]
        return sum(contract.distance[min(p, last)][p] for p in pick(contract.target_idxs, predicted))


@faulty(
    "predictions are taken by place in the list of target positions",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class PredictedByPlace(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        encoded = [encoder[t] for encoder, t in zip(contract.target_encoder, contract.target, strict=True)]
        pairs = zip(pick(contract.target_idxs, encoded), contract.predict[contract.context], strict=False)
        return sum(contract.distance[t][p] for t, p in pairs)


@faulty(
    "distance(prediction, target), with what is out of the table moved into it",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class DistanceTurned(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        encoded = [encoder[t] for encoder, t in zip(contract.target_encoder, contract.target, strict=True)]
        pairs = pick(contract.target_idxs, list(zip(encoded, contract.predict[contract.context], strict=True)))
        rows = contract.distance
        return sum(rows[min(p, len(rows) - 1)][min(t, len(rows[0]) - 1)] for t, p in pairs)


@faulty(
    "target positions are a set",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class TargetPositionsSet(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        once = sorted(set(contract.target_idxs))
        return sum(distances(SimpleNamespace(**{**vars(contract), "target_idxs": once})))


@faulty(
    "the loop ends at the first distance of 0, as if padding began there",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES),
)
class EndsAtZero(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        found = distances(contract)
        return sum(found[: found.index(0)] if 0 in found else found)


@faulty(
    "a prediction that is its target has no distance, whatever the table says",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class AlikeIsNear(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        table = [[0 if t == p else v for p, v in enumerate(row)] for t, row in enumerate(contract.distance)]
        return sum(distances(SimpleNamespace(**{**vars(contract), "distance": table})))


@faulty(
    "where there are as many contexts as positions, predictions are read by position and context",
    caught_by=because("violation", *PREDICTED, "jepa_is_predictive_view_loss"),
    also={"predictiveLoss.no_silent_overflow": "violation"},
)
class SquareReadAcross(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        predict = contract.predict
        if len(predict) == len(predict[0]):
            predict = [list(row) for row in zip(*predict, strict=True)]
        return sum(distances(SimpleNamespace(**{**vars(contract), "predict": predict})))


@faulty(
    "positions are bits of a word of 32, so that those from 32 on are those from 0 on again",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class PositionsInWord(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        distances(contract)
        wrapped = [i % 32 for i in contract.target_idxs]
        return sum(distances(SimpleNamespace(**{**vars(contract), "target_idxs": wrapped})))


@faulty(
    "a distance above 2^15 - 1 is cut off there, as one of int16 is",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class DistancesClipped(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        return sum(min(distance, 2**15 - 1) for distance in distances(contract))


@faulty(
    "encoded targets are kept by targets, and the encoder has moved on since",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES),
)
class EncodedTargetsKept(CorrectViews):
    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], list[int]] = {}

    def predictive_loss(self, contract: Any) -> int:
        encoded = [encoder[t] for encoder, t in zip(contract.target_encoder, contract.target, strict=True)]
        kept = self._kept.setdefault(tuple(contract.target), encoded)
        kept = [min(t, len(contract.distance) - 1) for t in kept]
        return sum(pick(contract.target_idxs, between(kept, contract.predict[contract.context], contract.distance)))


@faulty(
    "target positions are taken off the contract's own list",
    caught_by={"predictiveLoss.preserves_inputs": "mutated_input"},
)
class PositionsPopped(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        found = distances(contract)
        while contract.target_idxs:
            contract.target_idxs.pop()
        return sum(found)


@faulty(
    "the last position of the list is left out where another was listed before it",
    caught_by=because("violation", *PREDICTED, *SPECIAL_LOSSES, "predictiveLoss.no_silent_overflow"),
)
class LastPositionLeftOut(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        found = distances(contract)
        return sum(found[:-1] if len(found) > 1 else found)


@faulty(
    "negative target positions count from the end",
    caught_by={"predictiveLoss.rejects_out_of_range": "accepted_out_of_range"},
)
class PositionsFromTheEnd(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        n = len(contract.target)
        counted = [i + n if -n <= i < 0 else i for i in contract.target_idxs]
        return sum(distances(SimpleNamespace(**{**vars(contract), "target_idxs": counted})))


@faulty(
    "the new guard is added to the one before",
    caught_by=because(
        "violation",
        "withGeometryGuard",
        "predictiveViewObjective_withGeometryGuard",
        "predictiveViewObjective_with_vicreg_guard",
        "predictiveViewObjective_with_barlow_guard",
    ),
)
class GuardsAddUp(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        return super().with_geometry_guard(contract, contract.geometry_guard + guard)


@faulty(
    "`guard or ...` takes a guard of 0 for one that is not given",
    caught_by=because(
        "violation",
        "withGeometryGuard",
        "predictiveViewObjective_withGeometryGuard",
        "predictiveViewObjective_with_vicreg_guard",
        "predictiveViewObjective_with_barlow_guard",
    ),
)
class NoGuardKeepsGuard(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        return super().with_geometry_guard(contract, guard or contract.geometry_guard)


@faulty(
    "the guard is set in the contract that was given", caught_by={"withGeometryGuard.preserves_inputs": "mutated_input"}
)
class GuardSetInPlace(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        pick(contract.target_idxs, contract.target)
        contract.geometry_guard = guard
        return contract


@faulty(
    "the new contract has its target positions sorted and without repeats",
    caught_by=because(
        "violation",
        "withGeometryGuard",
        "predictiveLoss_withGeometryGuard",
        "predictiveViewObjective_withGeometryGuard",
        "predictiveViewObjective_with_vicreg_guard",
        "predictiveViewObjective_with_barlow_guard",
    ),
)
class PositionsTidied(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        made = super().with_geometry_guard(contract, guard)
        made.target_idxs = sorted(set(made.target_idxs))
        return made


@faulty("the new contract has its target positions in order", caught_by={"withGeometryGuard": "violation"})
class PositionsSorted(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        made = super().with_geometry_guard(contract, guard)
        made.target_idxs = sorted(made.target_idxs)
        return made


@faulty(
    "one contract is kept, and handed out again with the fields of the next call",
    caught_by={"withGeometryGuard.deterministic": "nondeterministic"},
)
class OneContractForAll(CorrectViews):
    def __init__(self) -> None:
        self._made = SimpleNamespace()

    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        self._made.__dict__.update(vars(super().with_geometry_guard(contract, guard)))
        return self._made
