"""Patches of four numbers as images, with one that is never masked, so that no image is empty."""

from __future__ import annotations

from typing import Any

import torch
from positions import THROUGH_A_MASK

THROUGH_A_MASK_OF_PATCHES = (
    THROUGH_A_MASK.replace("maskedLoss", "maeLossMean")
    + " One patch more is visible, and predicted wrongly, so that there is no image without patches."
)


def with_visible(patches: Any, value: float) -> Any:
    """The patches, and one more at the end that has that value."""
    return torch.cat([patches, patches.new_full((1, 4), value)])


def as_image(patches: Any) -> Any:
    """Patches of 2 x 2 pixels, side by side, as an image of one channel."""
    return patches.reshape(-1, 2, 2).transpose(0, 1).reshape(1, 1, 2, -1)
