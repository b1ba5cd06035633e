"""Specimens on Python lists: contracts of known objectives, and the values of guards."""

from __future__ import annotations

from typing import Any

from .._registry import because, views_that_see_state
from ._base import CorrectViews, Rows, contract_of, faulty


@faulty(
    "a masked autoencoder has a guard of one for each masked patch",
    caught_by=because("violation", "maeAsPredictiveViewContract", "mae_is_predictive_view_objective"),
)
class GuardInAutoencoder(CorrectViews):
    def mae_as_predictive_view_contract(
        self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: Rows
    ) -> Any:
        made = super().mae_as_predictive_view_contract(masked_idxs, target, pred, patch_loss)
        made.geometry_guard = len(masked_idxs)
        return made


@faulty(
    "the contract is about the patches that are not masked",
    caught_by=because(
        "violation", "maeAsPredictiveViewContract", "mae_is_predictive_view_loss", "mae_is_predictive_view_objective"
    ),
)
class ContractOfVisible(CorrectViews):
    def mae_as_predictive_view_contract(
        self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: Rows
    ) -> Any:
        made = super().mae_as_predictive_view_contract(masked_idxs, target, pred, patch_loss)
        made.target_idxs = [i for i in range(len(target)) if i not in set(masked_idxs)]
        return made


@faulty(
    "the target encoder of a contract of patches gives the first patch for every patch",
    caught_by=because(
        "violation", "maeAsPredictiveViewContract", "mae_is_predictive_view_loss", "mae_is_predictive_view_objective"
    ),
)
class PatchesEncodedAlike(CorrectViews):
    def mae_as_predictive_view_contract(
        self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: Rows
    ) -> Any:
        return contract_of(masked_idxs, 0, target, [[0] * len(patch_loss)] * len(target), [pred], patch_loss)


@faulty(
    "the context is the first one, whichever is given",
    caught_by=because(
        "violation", "jepaAsPredictiveViewContract", "jepa_is_predictive_view_loss", "jepa_is_predictive_view_objective"
    ),
)
class ContextForgotten(CorrectViews):
    def jepa_as_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], predict: Rows, rep_loss: Rows
    ) -> Any:
        return super().jepa_as_predictive_view_contract(target_idxs, 0, target, predict, rep_loss)


@faulty(
    "the predictions of this context are put in for all others as well",
    caught_by={"jepaAsPredictiveViewContract": "violation"},
)
class OnePredictionForAll(CorrectViews):
    def jepa_as_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], predict: Rows, rep_loss: Rows
    ) -> Any:
        same = [predict[context]] * len(predict)
        return super().jepa_as_predictive_view_contract(target_idxs, context, target, same, rep_loss)


@faulty(
    "a table of losses that is square has its rows for columns",
    caught_by=because(
        "violation", "jepaAsPredictiveViewContract", "jepa_is_predictive_view_loss", "jepa_is_predictive_view_objective"
    ),
)
class SquareLossTurned(CorrectViews):
    def jepa_as_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], predict: Rows, rep_loss: Rows
    ) -> Any:
        made = super().jepa_as_predictive_view_contract(target_idxs, context, target, predict, rep_loss)
        if rep_loss and len(rep_loss) == len(rep_loss[0]):
            made.distance = [list(column) for column in zip(*rep_loss, strict=True)]
        return made


@faulty("the guard that is given is not passed on", caught_by={"encodedTargetPredictiveViewContract": "violation"})
class GuardNotPassedOn(CorrectViews):
    def encoded_target_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], target_encoder: Rows, predict: Rows,
        rep_loss: Rows, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        return contract_of(target_idxs, context, target, target_encoder, predict, rep_loss)


@faulty(
    "targets are encoded when the contract is made, and by its encoder again",
    caught_by=because(
        "violation", "encodedTargetPredictiveViewContract", "encodedTargetPredictiveViewContract_loss_eq_maskedLoss"
    ),
)
class EncodedBeforehand(CorrectViews):
    def encoded_target_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], target_encoder: Rows, predict: Rows,
        rep_loss: Rows, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        kinds = len(target_encoder[0]) - 1 if target_encoder else 0
        encoded = [min(encoder[t], kinds) for encoder, t in zip(target_encoder, target, strict=True)]
        return contract_of(target_idxs, context, encoded, target_encoder, predict, rep_loss, geometry_guard)


@faulty(
    "the encoders of a contract are those of the positions one further on",
    caught_by=because(
        "violation", "encodedTargetPredictiveViewContract", "encodedTargetPredictiveViewContract_loss_eq_maskedLoss"
    ),
)
class EncodersRolled(CorrectViews):
    def encoded_target_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], target_encoder: Rows, predict: Rows,
        rep_loss: Rows, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        rolled = target_encoder[1:] + target_encoder[:1]
        return contract_of(target_idxs, context, target, rolled, predict, rep_loss, geometry_guard)


@faulty(
    "the loss of the last call in place of the one that is given, where both are of one size",
    caught_by=because(
        "nondeterministic",
        "encodedTargetPredictiveViewContract.deterministic",
        "encodedTargetPredictiveViewContract.rejects_out_of_range",
        "encodedTargetPredictiveViewContract",
        "encodedTargetPredictiveViewContract_loss_eq_maskedLoss",
    ),
    also=views_that_see_state("encodedTargetPredictiveViewContract.rejects_out_of_range"),
)
class LossOfLastCall(CorrectViews):
    def __init__(self) -> None:
        self._loss: Rows = []

    def encoded_target_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], target_encoder: Rows, predict: Rows,
        rep_loss: Rows, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        before, self._loss = self._loss, rep_loss
        loss = before if [len(row) for row in before] == [len(row) for row in rep_loss] else rep_loss
        return contract_of(target_idxs, context, target, target_encoder, predict, loss, geometry_guard)


@faulty(
    "the weights of variance and covariance are swapped in the guard",
    caught_by=because("violation", "VICRegGuard.value", "vicreg_guard_variance_only_positive"),
)
class GuardWeightsSwapped(CorrectViews):
    def vic_reg_guard_value(self, guard: Any) -> Any:
        return int(guard.lambda_ * guard.invariance + guard.nu * guard.variance + guard.mu * guard.covariance)


@faulty(
    "the weight of the covariance is missing",
    caught_by=because("violation", "VICRegGuard.value.no_silent_overflow", "VICRegGuard.value"),
)
class CovarianceUnweighted(CorrectViews):
    def vic_reg_guard_value(self, guard: Any) -> Any:
        return int(guard.lambda_ * guard.invariance + guard.mu * guard.variance + guard.covariance)


@faulty(
    "a guard without weight on the invariance is off",
    caught_by=because("violation", "VICRegGuard.value", "vicreg_guard_variance_only_positive"),
)
class OffWithoutInvariance(CorrectViews):
    def vic_reg_guard_value(self, guard: Any) -> Any:
        terms = (guard.lambda_ * guard.invariance, guard.mu * guard.variance, guard.nu * guard.covariance)
        return int(sum(terms)) if guard.lambda_ else 0


@faulty(
    "the weight falls on the diagonal",
    caught_by=because(
        "violation", "BarlowGuard.value.no_silent_overflow", "BarlowGuard.value", "barlow_guard_collapsed_diag_positive"
    ),
)
class GuardWeightOnDiagonal(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        return int(guard.lambda_) * sum(abs(c - 1) for c in guard.diag) + int(sum(guard.off_diag))


@faulty(
    "what is off the diagonal is counted as what is on it",
    caught_by=because(
        "violation", "BarlowGuard.value.no_silent_overflow", "BarlowGuard.value", "barlow_guard_identity_value_zero"
    ),
)
class AllOnDiagonal(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        on, off = (sum(abs(c - 1) for c in entries) for entries in (guard.diag, guard.off_diag))
        return on + int(guard.lambda_) * off


@faulty(
    "relu(1 - c): correlations above 1 cost nothing",
    caught_by=because("violation", "BarlowGuard.value.no_silent_overflow", "BarlowGuard.value"),
)
class AboveOneIsFree(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        return sum(max(1 - c, 0) for c in guard.diag) + guard.lambda_ * sum(guard.off_diag)


@faulty(
    "of d entries on the diagonal follow d (d - 1) off it, and what more there is is left out",
    caught_by=because("violation", "BarlowGuard.value.no_silent_overflow", "BarlowGuard.value"),
)
class AsManyAsThereShouldBe(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        d = len(guard.diag)
        return sum(abs(c - 1) for c in guard.diag) + guard.lambda_ * sum(guard.off_diag[: d * (d - 1)])


@faulty(
    "a mean over the diagonal, rounded down, averages one collapsed entry away",
    caught_by=because(
        "violation", "BarlowGuard.value.no_silent_overflow", "BarlowGuard.value", "barlow_guard_collapsed_diag_positive"
    ),
)
class MeanOfDiagonal(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        on = sum(abs(c - 1) for c in guard.diag) // max(len(guard.diag), 1)
        return on + guard.lambda_ * sum(guard.off_diag)


@faulty(
    "one is the least that the guard costs",
    caught_by=because("violation", "BarlowGuard.value", "barlow_guard_identity_value_zero"),
)
class NeverWithoutCost(CorrectViews):
    def barlow_guard_value(self, guard: Any) -> Any:
        return max(1, sum(abs(c - 1) for c in guard.diag) + guard.lambda_ * sum(guard.off_diag))


@faulty(
    "what is weighed is kept by the entries, whatever the weight is",
    caught_by={"BarlowGuard.value": "violation"},
    also={"BarlowGuard.value.no_silent_overflow": "violation"},
)
class KeptWithoutWeight(CorrectViews):
    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], int] = {}

    def barlow_guard_value(self, guard: Any) -> Any:
        rest = self._kept.setdefault(tuple(guard.off_diag), guard.lambda_ * sum(guard.off_diag))
        return sum(abs(c - 1) for c in guard.diag) + rest
