"""MONAI's `MaskedLoss` around a summed L1 loss: input and target are multiplied by the mask."""

from __future__ import annotations

from typing import Any

import torch
from monai.losses import MaskedLoss
from positions import THROUGH_A_MASK, as_mask

name = "MONAI, MaskedLoss"
distribution = "monai"
carrier = "torch:float32"
limits = {"distinct_indices": True}
calls = "`MaskedLoss(torch.nn.L1Loss(reduction='sum'))` of the losses and zeros, in the form (1, 1, n)."
translation = THROUGH_A_MASK
bites = {
    "no_silent_overflow": "float32 holds every integer to 2^24 alone: beyond it, single patches vanish from the total.",
}

_LOSS = MaskedLoss(torch.nn.L1Loss(reduction="sum"))


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    mask = torch.from_numpy(as_mask(idxs, len(per_patch_loss))).float()
    losses = per_patch_loss.reshape(1, 1, -1)
    return _LOSS(losses, torch.zeros_like(losses), mask.reshape(1, 1, -1))
