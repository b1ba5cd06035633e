"""Specimens on PyTorch tensors: the result is right, and what goes back through it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from .._registry import because
from ._base import CorrectViews, check_range, ends, faulty, spreads
from .practice import CorrectPractice

PRACTICE, MASKING = ("practice",), ("masking",)


class Floats:
    """Numbers are float64, of few positions: each item of a gradient is asked for."""

    carrier = "torch"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}


def gradient(operation: str) -> dict[str, str]:
    """Caught by the gradient of an operation alone."""
    return because("violation", f"{operation}.gradient")


@faulty("the numerator is detached", caught_by=gradient("maskedMean"))
class NumeratorDetached(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum().detach() / mask.sum().clamp(min=1)


@faulty("the second embedding is detached, as that of a teacher", caught_by=gradient("sqDist"))
class TeacherDetached(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return ((z - w.detach()) ** 2).sum()


@faulty("the prediction is detached in the place of the target", caught_by=gradient("maskedMse"), modules=PRACTICE)
class PredictionDetached(Floats):
    def masked_mse(self, pred: Tensor, target: Tensor, mask: Tensor) -> Any:
        errors = ((pred.detach() - target)[mask] ** 2).mean(dim=1)
        return errors.nan_to_num().sum() / mask.sum().clamp(min=1)


def latent(pred: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """The mean over selected rows of their mean squared error, and 0 where none is selected."""
    errors = (pred[mask] - target[mask]) ** 2
    return errors.mean() if errors.numel() else errors.sum()


@faulty("the target is learned from as well", caught_by=gradient("latentLoss"), modules=PRACTICE)
class TargetLearnedFrom(Floats):
    def latent_loss(self, pred: Tensor, target: Tensor, mask: Tensor) -> Any:
        return latent(pred, target, mask)


@faulty(
    "the prediction is detached, and the target is learned from", caught_by=gradient("latentLoss"), modules=PRACTICE
)
class DetachedOnTheWrongSide(Floats):
    def latent_loss(self, pred: Tensor, target: Tensor, mask: Tensor) -> Any:
        return latent(pred.detach(), target, mask)


@faulty(
    "a quotient by a count of nothing is chosen against afterwards", caught_by=gradient("maskedMean"), modules=PRACTICE
)
class NothingSelectedIsNan(Floats):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return torch.where(mask.any(), (torch.nan_to_num(x) * mask).sum() / mask.sum(), 0)


@faulty("the loss is an item, from which nothing goes back", caught_by=gradient("maskedSum"), modules=PRACTICE)
class LossAsItem(Floats):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum().item()


@faulty("torch.tensor makes a new tensor of the loss", caught_by=gradient("ignoreIndexLoss"))
class LossMadeAnew(CorrectPractice):
    def ignore_index_loss(self, losses: Tensor, labels: Tensor, ignore_index: int) -> Any:
        active = labels != ignore_index
        total = sum(loss for loss, is_active in zip(losses, active.tolist(), strict=True) if is_active)
        return torch.tensor(float(total), dtype=losses.dtype) / active.sum().clamp(min=1)


@faulty(
    "the loss is under no_grad, as the metric is from which it comes",
    caught_by=gradient("globalMean"),
    modules=PRACTICE,
)
class MetricForLoss(Floats):
    @torch.no_grad()
    def global_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum() / mask.sum().clamp(min=1)


@faulty("tokens are read from .data", caught_by=gradient("meanPool"), modules=PRACTICE)
class PooledFromData(Floats):
    def mean_pool(self, x: Tensor, length: int) -> Any:
        return x.data[:length].sum() / max(length, 1)


@faulty("what is selected goes through NumPy", caught_by=gradient("maskedSelect"), modules=PRACTICE)
class SelectedByNumpy(Floats):
    def masked_select(self, x: Tensor, mask: Tensor) -> Any:
        return torch.from_numpy(x.detach().numpy()[mask.numpy()])


@faulty(
    "a straight-through estimator passes gradients where it fills",
    caught_by=because("violation", "maskedFill.gradient", "maskedFill.ignores_unread", "maskedFill.rounding"),
)
class StraightThrough(CorrectPractice):
    def masked_fill(self, x: Tensor, mask: Tensor, value: float) -> Any:
        return x + (x.masked_fill(mask, value) - x).detach()


@faulty("gradients of spreads that are too large pass the hinge", caught_by=gradient("realVarianceFloorGuard"))
class HingeWithoutGate(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Tensor) -> Any:
        short = gamma - spread
        return (short + (short.relu() - short).detach()).sum()


@faulty(
    "the hinge is a comparison times what is below, which is detached", caught_by=gradient("realVarianceFloorGuard")
)
class HingeOfDetached(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Tensor) -> Any:
        return ((spread < gamma) * (gamma - spread.detach())).sum()


@faulty("spreads are taken around views that are detached", caught_by=gradient("coordinateSpread"))
class SpreadAroundDetached(CorrectViews):
    def coordinate_spread(self, rep: Tensor, j: int) -> Any:
        check_range(torch.tensor([j]), rep.shape[1])
        column = rep[:, j]
        return ((column[:, None] - column[None].detach()) ** 2).sum()


@faulty("the end of each edge is detached", caught_by=gradient("graphAlignmentEnergy"))
class EndsDetached(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Tensor) -> Any:
        i, j = ends(graph, len(rep))
        return ((rep[i] - rep[j].detach()) ** 2).sum()


@faulty("the guard is for the log, and is detached before it is added", caught_by=gradient("graphSSLObjective"))
class GuardDetached(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: Tensor, gamma: float) -> Any:
        guard = torch.relu(gamma - spreads(rep)).sum().detach()
        return self.graph_alignment_energy(graph, rep) + guard


@faulty(
    "a distance is squared again after its root, of which NaN comes at 0",
    caught_by=because("violation", "sqDist.gradient", "sqDist"),
)
class RootOfNothing(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return ((z - w) ** 2).sum().sqrt() ** 2


@faulty("values are written to .data of a clone", caught_by=gradient("scatterTokens"), modules=PRACTICE)
class WrittenToData(Floats):
    def scatter_tokens(self, base: Tensor, idxs: Tensor, values: Tensor) -> Any:
        check_range(idxs, len(base))
        written = base.clone()
        written.data[idxs] = values
        return written


@faulty("the mask token is a buffer and no parameter", caught_by=gradient("unshuffleTokens"), modules=PRACTICE)
class TokenIsNoParameter(Floats):
    def unshuffle_tokens(self, visible: Tensor, mask_token: Tensor, ids_restore: Tensor) -> Any:
        check_range(ids_restore, len(ids_restore))
        filled = torch.cat([visible, mask_token.detach().expand(len(ids_restore) - len(visible), -1)])
        return filled[ids_restore]


@faulty("tokens are copied into a new tensor one item at a time", caught_by=gradient("padRight"), modules=PRACTICE)
class CopiedByItem(Floats):
    def pad_right(self, xs: Tensor, n: int, value: float) -> Any:
        padded = xs.new_full((max(n, len(xs)),), value)
        for i, x in enumerate(xs):
            padded[i] = x.item()
        return padded


@faulty("padded as a list, which torch.tensor cuts off from its graph", caught_by=gradient("padLeft"), modules=PRACTICE)
class PaddedAsList(Floats):
    def pad_left(self, xs: Tensor, n: int, value: float) -> Any:
        return torch.tensor([value] * max(n - len(xs), 0) + xs.tolist(), dtype=xs.dtype)
