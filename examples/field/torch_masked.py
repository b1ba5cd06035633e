"""PyTorch's `torch.masked` reductions, which take a mask of what counts."""

from __future__ import annotations

from typing import Any

import torch.masked
from positions import THROUGH_A_MASK, as_mask

name = "torch.masked"
distribution = "torch"
carrier = "torch"
limits = {"distinct_indices": True}
calls = "`torch.masked.sum(losses, mask=mask)`."
translation = THROUGH_A_MASK


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return torch.masked.sum(per_patch_loss, mask=torch.from_numpy(as_mask(idxs, len(per_patch_loss))))
