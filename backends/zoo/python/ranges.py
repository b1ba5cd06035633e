"""Specimens on Python lists: indices out of range."""

from __future__ import annotations

from .._registry import because
from ._base import Correct, check_index, faulty


@faulty(
    "no check, so that -1 is the last loss",
    caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"),
)
class NegativeIndexWraps(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(per_patch_loss[i] for i in idxs)


@faulty(
    "indices out of range are skipped", caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range")
)
class OutsideIsSkipped(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return sum(per_patch_loss[i] for i in idxs if 0 <= i < len(per_patch_loss))


@faulty("`i > n` lets n itself through", caught_by=because("accepted_out_of_range", "maskedLoss.rejects_out_of_range"))
class LengthIsAnIndex(Correct):
    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        if any(i < 0 or i > len(per_patch_loss) for i in idxs):
            raise IndexError("index out of range")
        padded = [*per_patch_loss, 0]
        return sum(padded[i] for i in idxs)


@faulty(
    "a position out of range is moved to the nearest",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class PositionClamped(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        return mask[min(max(i, 0), len(mask) - 1)]


@faulty(
    "a mask over no positions is answered before the check",
    caught_by=because("accepted_out_of_range", "selected.rejects_out_of_range"),
)
class NoPositionsNoCheck(Correct):
    def selected(self, mask: list[bool], i: int) -> bool:
        if not mask:
            return False
        check_index(i, len(mask))
        return mask[i]
