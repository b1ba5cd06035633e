"""NumPy's masked arrays, in which a true bit hides an item: the sum is over those that are not hidden."""

from __future__ import annotations

from typing import Any

import numpy as np
from positions import THROUGH_A_MASK, as_mask

name = "numpy.ma"
distribution = "numpy"
carrier = "numpy"
limits = {"distinct_indices": True}
calls = "`np.ma.array(losses, mask=hidden).sum()`, `np.ma.make_mask_none`."
translation = THROUGH_A_MASK
bites = {
    "malformed": "The sum over nothing is the constant `masked`, not 0. It turns into NaN with a warning where a "
    "float is made of it, and a mean of `numpy.ma` over batches leaves such a batch out.",
}


def empty_mask(n: int) -> Any:
    return np.ma.make_mask_none((n,))


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return np.ma.array(per_patch_loss, mask=~as_mask(idxs, per_patch_loss.size)).sum()
