"""Specimens on PyTorch tensors: whole numbers come out right, and others are rounded too often or too early."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from .._registry import because
from ._base import CorrectViews, check, check_index, check_range, ends, faulty
from .gradients import MASKING, PRACTICE, Floats
from .practice import CorrectPractice


class Short:
    """Enough numbers for a sum in their own dtype to be off."""

    limits: ClassVar[Mapping[str, int]] = {"max_n": 2048}


class Halves(Short):
    carrier = "torch:float16"


class Brains(Short):
    carrier = "torch:bfloat16"


class Singles(Short):
    carrier = "torch:float32"


def rounding(*operations: str) -> dict[str, str]:
    """Caught by how far results are from exact ones."""
    return because("violation", *(f"{operation}.rounding" for operation in operations))


@faulty("a loop adds up in float16", caught_by=rounding("maskedSum"), modules=PRACTICE)
class LoopInHalf(Halves):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        total = x.new_zeros(())
        for value in x[mask]:
            total = total + value
        return total


@faulty("index_add_ adds up in bfloat16", caught_by=rounding("maskedSum"), modules=PRACTICE)
class IndexAddInBrain(Brains):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        picked = x[mask]
        return x.new_zeros(1).index_add(0, torch.zeros(len(picked), dtype=torch.int64), picked)[0]


@faulty(
    "a sum in float16 is beyond the largest, though the mean is not",
    caught_by=rounding("maskedMean"),
    modules=PRACTICE,
)
class SumOverflows:
    carrier = "torch:float16"

    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum() / mask.sum().clamp(min=1)


@faulty(
    "the loss is scaled by 2^12 in float16, and down again",
    caught_by=because("violation", "maskedSum.rounding") | because("malformed", "maskedSum", "maskedSum.well_formed"),
    modules=PRACTICE,
)
class ScaledBeyondHalf(Halves):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return ((x[mask] * 4096).float().sum() / 4096).half()


@faulty(
    "2 n times the squares less twice the square of the sum, in one pass, cancels",
    caught_by=rounding("coordinateSpread"),
)
class SpreadByMoments(CorrectViews):
    def coordinate_spread(self, rep: Tensor, j: int) -> Any:
        check_index(j, rep.shape[1])
        column = rep.select(1, j)
        return 2 * len(column) * column.square().sum() - 2 * column.sum().square()


@faulty("norms less twice the product, which cancels where the two are close", caught_by=rounding("sqDist"))
class NormsLessProduct(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return z @ z + w @ w - 2 * (z @ w)


@faulty(
    "the Laplacian of the graph, with all embeddings on both sides",
    caught_by=because("violation", "graphAlignmentEnergy.ignores_unread", "graphAlignmentEnergy.rounding"),
)
class EnergyByLaplacian(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Tensor) -> Any:
        i, j = ends(graph, len(rep))
        incidence = torch.zeros(len(i), len(rep), dtype=rep.dtype)
        edges = torch.arange(len(i))
        incidence.index_put_((edges, i), torch.ones_like(edges, dtype=rep.dtype), accumulate=True)
        incidence.index_put_((edges, j), -torch.ones_like(edges, dtype=rep.dtype), accumulate=True)
        return torch.einsum("id,ei,ej,jd->", rep, incidence, incidence, rep)


@faulty(
    "distances along edges come of the Gram matrix",
    caught_by=because("violation", "graphAlignmentEnergy.ignores_unread", "graphAlignmentEnergy.rounding"),
)
class EnergyOfGramMatrix(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: Tensor) -> Any:
        i, j = ends(graph, len(rep))
        gram = rep @ rep.T
        return (gram[i, i] + gram[j, j] - 2 * gram[i, j]).sum()


@faulty(
    "losses are converted to integers",
    caught_by=because("violation", "maskedLoss.gradient", "maskedLoss.rounding"),
    modules=MASKING,
)
class IntegerLosses(Singles):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].long().sum().float()


@faulty(
    "1e-8 in the denominator, in float64",
    caught_by=because("violation", "maskedMean.gradient", "maskedMean.rounding", "maskedMean", "maskedMean_all"),
)
class EpsilonInDenominator(CorrectPractice):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum() / (mask.sum(dtype=x.dtype) + 1e-8)


@faulty(
    "losses are kept in a table of float16",
    caught_by=because("violation", "maskedLoss.rounding", "maskedLoss.gradient", "maskedLoss", "maskedLoss_cons")
    | because("malformed", "maskedLoss.well_formed", "maskedLoss_reverse", "maskedLoss_append"),
    modules=MASKING,
)
class TableInHalf(Singles):
    def masked_loss(self, idxs: Tensor, per_patch_loss: Tensor) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss.half()[idxs].float().sum()


@faulty(
    "autocast squares errors in bfloat16",
    caught_by=because("violation", "maskedMse.rounding", "maskedMse"),
    also=because("violation", "maskedMse.gradient"),
    modules=PRACTICE,
)
class SquaresUnderAutocast(Singles):
    def masked_mse(self, pred: Tensor, target: Tensor, mask: Tensor) -> Any:
        errors = (pred - target)[mask].bfloat16()
        return (errors**2).float().sum() / max(errors.numel(), 1)


@faulty(
    "terms below a millionth of the largest are dropped",
    caught_by=because("violation", "maskedSum.gradient", "maskedSum.rounding"),
    modules=PRACTICE,
)
class SmallestDropped(Floats):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        picked = x[mask]
        largest = picked.abs().max() if len(picked) else 0
        return picked[picked.abs() >= 1e-6 * largest].sum()


@faulty(
    "significands are cut to 10 bits, as TF32 does",
    caught_by=because("violation", "sqDist.gradient", "sqDist.rounding"),
    modules=("predictive_view",),
)
class SignificandsCut(Singles):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        apart = ((z - w).view(torch.int32) & ~0x1FFF).view(torch.float32)
        return (apart**2).sum()


@faulty(
    "float64 numbers are added up in float32",
    caught_by=because("violation", "maskedSum.rounding", "maskedSum"),
    modules=PRACTICE,
)
class SummedInSingle(Floats):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].float().sum().double()


@faulty(
    "torch.zeros makes a buffer of float32 for float64 values",
    caught_by=because("violation", "scatterTokens.rounding", "scatterTokens"),
    modules=PRACTICE,
)
class BufferOfDefaultDtype(Floats):
    def scatter_tokens(self, base: Tensor, idxs: Tensor, values: Tensor) -> Any:
        check_range(idxs, len(base))
        buffer = torch.zeros(len(base))
        buffer[idxs] = values.float()
        written = torch.zeros(len(base), dtype=torch.bool).index_fill(0, idxs, True)
        return torch.where(written, buffer.to(base.dtype), base)


@faulty(
    "each shortfall is rounded to bfloat16",
    caught_by=because(
        "violation",
        "realVarianceFloorGuard.rounding",
        "realVarianceFloorGuard",
        "realVarianceFloorGuard_zero_spread",
        "graphSSLObjective_eq_guard_of_collapsed",
    ),
)
class ShortfallsInBrain(CorrectViews):
    def real_variance_floor_guard(self, gamma: float, spread: Tensor) -> Any:
        return (gamma - spread).relu().bfloat16().double().sum()


@faulty(
    "values are multiplied as the exponential of their logarithms",
    caught_by=because("violation", "sqDist.gradient", "sqDist.rounding", "sqDist"),
)
class SquareByLogarithm(CorrectViews):
    def sq_dist(self, z: Tensor, w: Tensor) -> Any:
        return ((z - w).abs().log() * 2).exp().sum()


@faulty(
    "tokens come back from 8 bits, by the largest of them",
    caught_by=because("violation", "gatherRows.ignores_unread", "gatherRows.gradient")
    | because("malformed", "gatherRows", "gatherRows.well_formed"),
)
class TokensInEightBits(CorrectPractice):
    def gather_rows(self, x: Tensor, ids: Tensor) -> Any:
        step = x.abs().amax() / 127 if x.numel() else 1
        return super().gather_rows((x / step).round() * step, ids)


@faulty(
    "what is filled was rounded to float16 on its way",
    caught_by=because("violation", "maskedFill.rounding", "maskedFill")
    | because("malformed", "maskedFill.well_formed"),
)
class FilledByWayOfHalf(CorrectPractice):
    def masked_fill(self, x: Tensor, mask: Tensor, value: float) -> Any:
        return x.half().to(x.dtype).masked_fill(mask, value)


@faulty(
    "guard and energy are added up in float32",
    caught_by=because(
        "violation", "graphSSLObjective.rounding", "graphSSLObjective", "graphSSLObjective_eq_guard_of_collapsed"
    ),
)
class ObjectiveInSingle(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: Tensor, gamma: float) -> Any:
        return super().graph_ssl_objective(graph, rep.float(), gamma).double()


@faulty("sums of four are put into a total in bfloat16", caught_by=rounding("maskedSum"), modules=PRACTICE)
class ChunksInBrain(Brains):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        total = x.new_zeros(())
        for chunk in x[mask].split(4):
            total = total + chunk.sum()
        return total


@faulty("the correction of Kahan's sum is added with the wrong sign", caught_by=rounding("maskedSum"), modules=PRACTICE)
class KahanWrongSign(Halves):
    def masked_sum(self, x: Tensor, mask: Tensor) -> Any:
        total = correction = x.new_zeros(())
        for value in x[mask]:
            step = value + correction
            larger = total + step
            correction = (larger - total) - step
            total = larger
        return total


@faulty(
    "a running mean in bfloat16 drifts",
    caught_by=because("violation", "maskedMean_all"),
    also=because("violation", "maskedMean", "maskedMean.rounding"),
    modules=PRACTICE,
)
class RunningMeanDrifts(Brains):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        mean = x.new_zeros(())
        for count, value in enumerate(x[mask], start=1):
            mean = mean + (value - mean) / count
        return mean


@faulty("sums of samples in float16 are beyond the largest", caught_by=rounding("globalMean"), modules=PRACTICE)
class SampleSumsOverflow(Halves):
    def global_mean(self, x: Tensor, mask: Tensor) -> Any:
        sums = x.masked_fill(~mask, 0).sum(dim=1)
        return (sums.float().sum() / mask.sum().clamp(min=1)).half()


@faulty("the reciprocal of the count is in float16", caught_by=rounding("maskedMean"), modules=PRACTICE)
class ReciprocalInHalf(Singles):
    def masked_mean(self, x: Tensor, mask: Tensor) -> Any:
        return x[mask].sum() * mask.sum().clamp(min=1).half().reciprocal().float()
