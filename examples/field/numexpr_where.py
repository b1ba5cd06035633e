"""NumExpr: `sum(where(mask, losses, 0))`, and the complement of a mask."""

from __future__ import annotations

from typing import Any

import numexpr
from positions import THROUGH_A_MASK, as_mask

name = "NumExpr"
distribution = "numexpr"
carrier = "numpy"
limits = {"distinct_indices": True}
calls = "`evaluate('sum(where(mask, losses, 0))')`, `evaluate('~mask')`."
translation = THROUGH_A_MASK
bites = {
    "malformed": "The sum of nothing is an empty array, and 1 + it is empty too: the loss of a batch without positions "
    "vanishes, and so does all that it is added to.",
}


def complement(mask: Any) -> Any:
    return numexpr.evaluate("~mask", {"mask": mask})


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    given = {"mask": as_mask(idxs, per_patch_loss.size), "losses": per_patch_loss}
    return numexpr.evaluate("sum(where(mask, losses, 0))", given)


def masked_sum(x: Any, mask: Any) -> Any:
    return numexpr.evaluate("sum(where(mask, x, 0))", {"mask": mask, "x": x})
