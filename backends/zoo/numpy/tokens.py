"""Specimens on NumPy arrays, each of one operation: tokens that are moved, filled, added up and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from .._registry import because
from ._base import Indices, Mask, Reals, check_range, faulty

PRACTICE = ("practice",)


class OfTokens:
    """What they have in common."""

    carrier = "numpy"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}


@faulty(
    "the class token is put at the end and dropped at the start",
    caught_by=because("violation", "addCls", "dropCls_addCls"),
    modules=PRACTICE,
)
class ClsAtTheEnd(OfTokens):
    def add_cls(self, mask: Mask) -> Any:
        return np.append(mask, False)

    def drop_cls(self, mask: Mask) -> Any:
        return mask[1:].copy()


@faulty("the ignored labels are counted", caught_by=because("violation", "countActive"), modules=PRACTICE)
class IgnoredCounted(OfTokens):
    def count_active(self, labels: Indices, ignore_index: int) -> Any:
        return np.count_nonzero(labels == ignore_index)


@faulty(
    "indices are sorted first", caught_by=because("violation", "indexSelect", "indexSelect.rounding"), modules=PRACTICE
)
class SortedBeforeSelecting(OfTokens):
    def index_select(self, x: Reals, idxs: Indices) -> Any:
        check_range(idxs, x.size)
        return x[np.sort(idxs)]


@faulty(
    "a position that is listed twice is not selected",
    caught_by=because("violation", "indicesToMask"),
    modules=PRACTICE,
)
class TwiceIsNotOnce(OfTokens):
    def indices_to_mask(self, n: int, idxs: Indices) -> Any:
        check_range(idxs, n)
        return np.bincount(idxs, minlength=n) == 1


@faulty(
    "the last position is not listed",
    caught_by=because("violation", "maskToIndices", "maskToIndices_indicesToMask"),
    modules=PRACTICE,
)
class LastNotListed(OfTokens):
    def mask_to_indices(self, mask: Mask) -> Any:
        return np.flatnonzero(mask[:-1])

    def indices_to_mask(self, n: int, idxs: Indices) -> Any:
        check_range(idxs, n)
        return np.bincount(idxs, minlength=n) > 0


@faulty(
    "the permutation is given in the place of its inverse",
    caught_by=because("violation", "inversePermutation_left"),
    modules=PRACTICE,
)
class PermutationForInverse(OfTokens):
    def inverse_permutation(self, perm: Indices) -> Any:
        check_range(perm, perm.size)
        return perm.copy()


@faulty(
    "np.where has what is filled in and what stays the wrong way round",
    caught_by=because("violation", "maskedFill", "maskedFill.ignores_unread", "maskedFill.rounding"),
    modules=PRACTICE,
)
class FilledWhereFalse(OfTokens):
    def masked_fill(self, x: Reals, mask: Mask, value: float) -> Any:
        return np.where(mask, x, value)


@faulty("the first that is selected is given", caught_by=because("violation", "maskedMax_bound"), modules=PRACTICE)
class FirstForLargest(OfTokens):
    def masked_max(self, x: Reals, mask: Mask) -> Any:
        return x[mask][0]


@faulty(
    "a sample of which nothing is selected has a loss of 0",
    caught_by=because("violation", "maskedMeanOrNone"),
    modules=PRACTICE,
)
class ZeroForNone(OfTokens):
    def masked_mean_or_none(self, x: Reals, mask: Mask) -> Any:
        return x[mask].sum() / max(np.count_nonzero(mask), 1)


@faulty(
    "the squared errors of a patch are added and not averaged",
    caught_by=because("violation", "maskedMse", "maskedMse.rounding"),
    modules=PRACTICE,
)
class SummedOverPatch(OfTokens):
    def masked_mse(self, pred: Reals, target: Reals, mask: Mask) -> Any:
        return ((pred - target)[mask] ** 2).sum() / max(np.count_nonzero(mask), 1)


@faulty(
    "the loss against representations is a mean over all of them",
    caught_by=because("violation", "latentLoss", "latentLoss.ignores_unread", "latentLoss.rounding"),
    modules=PRACTICE,
)
class LatentsOfAll(OfTokens):
    def latent_loss(self, pred: Reals, target: Reals, mask: Mask) -> Any:
        errors = (pred - target) ** 2
        return errors.mean() if errors.size else 0.0


@faulty(
    "everything is added up",
    caught_by=because("violation", "maskedSum", "maskedSum.ignores_unread", "maskedSum.rounding"),
    modules=PRACTICE,
)
class SumOfAll(OfTokens):
    def masked_sum(self, x: Reals, mask: Mask) -> Any:
        return x.sum()


@faulty(
    "at least one item is padded",
    caught_by=because("violation", "padLeft", "padLeft_full", "padRight", "padRight_full"),
    modules=PRACTICE,
)
class PaddedByOneAtLeast(OfTokens):
    def pad_left(self, xs: Reals, n: int, value: float) -> Any:
        return np.pad(xs, (max(n - xs.size, 1), 0), constant_values=value)

    def pad_right(self, xs: Reals, n: int, value: float) -> Any:
        return np.pad(xs, (0, max(n - xs.size, 1)), constant_values=value)


@faulty(
    "tokens are scattered where they should be gathered",
    caught_by=because(
        "violation", "restoreTokens", "restoreTokens_shuffled", "restoreTokens.ignores_unread", "restoreTokens.rounding"
    ),
    modules=PRACTICE,
)
class ScatteredForGathered(OfTokens):
    def restore_tokens(self, visible: Reals, mask_token: float, ids_restore: Indices) -> Any:
        n = ids_restore.size
        check_range(ids_restore, n)
        tokens = np.append(visible[:n], np.full(max(n - visible.size, 0), mask_token, dtype=visible.dtype))
        restored = np.full(n, mask_token, dtype=visible.dtype)
        restored[ids_restore] = tokens
        return restored


@faulty(
    "values are written in the order of positions and not in that of the list",
    caught_by=because("violation", "scatterTokens", "scatterTokens.rounding"),
    modules=PRACTICE,
)
class WrittenInOrder(OfTokens):
    def scatter_tokens(self, base: Reals, idxs: Indices, values: Reals) -> Any:
        check_range(idxs, base.size)
        scattered = base.copy()
        scattered[np.sort(idxs)] = values
        return scattered


@faulty(
    "the first token counts as padding",
    caught_by=because("violation", "leftPaddingMask", "leftPaddingMask_full"),
    modules=PRACTICE,
)
class FirstTokenIsPadding(OfTokens):
    def left_padding_mask(self, n: int, lengths: Indices) -> Any:
        return np.arange(n) > n - lengths[:, None]
