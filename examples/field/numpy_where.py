"""NumPy: `sum(where=mask)`, and masks as bool arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from positions import THROUGH_A_MASK, as_mask

name = "NumPy, sum(where=)"
distribution = "numpy"
carrier = "numpy"
limits = {"distinct_indices": True}
calls = "`losses.sum(where=mask)`, `mask[i]`, `~mask`, `np.ones`, `np.zeros`."
translation = THROUGH_A_MASK
bites = {
    "rejects_out_of_range": "`mask[-1]` is the last patch: an index that went one below 0 reads another patch's bit.",
}


def selected(mask: Any, i: int) -> Any:
    return mask[i]


def all_mask(n: int) -> Any:
    return np.ones(n, dtype=bool)


def empty_mask(n: int) -> Any:
    return np.zeros(n, dtype=bool)


def complement(mask: Any) -> Any:
    return ~mask


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss.sum(where=as_mask(idxs, per_patch_loss.size))
