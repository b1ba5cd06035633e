"""Mask collators of pyjepa: single patches, and tubes through a clip."""

from __future__ import annotations

from typing import Any

import torch
from pyjepa.masks import RandomPatchMaskCollator, RandomTubeMaskCollator

name = "pyjepa, mask collators"
distribution = "pyjepa"
spec = ("practice", "ratios.yaml")
carrier = "torch:float32"
batched = {"random_mask_ratio"}
forms = {"seed": "global", "random_mask_ratio.returns": "item(2)/item(0)/indices"}
limits = {"nonempty": True}
calls = (
    "`RandomPatchMaskCollator` and `RandomTubeMaskCollator` of images of one row and n columns, with patches of one "
    "pixel; the third of what they return is what is to be predicted."
)
bites = {
    "violation": "One patch is kept where the ratio leaves none: a ratio of 1 does not mask all, and n - 1 patches of "
    "n "
    "are to be predicted at most.",
}
translation = "The positions of tubes become a mask over frames and patches."


def random_mask_ratio(n: int, ratio: Any, *, batch_size: int) -> Any:
    collate = RandomPatchMaskCollator([{"ratio": ratio}], crop_size=(1, n), patch_size=1)
    return collate([torch.zeros(1)] * batch_size)


def tube_mask_ratio(t: int, n: int, ratio: Any) -> Any:
    collate = RandomTubeMaskCollator([{"ratio": ratio}], (1, n), num_frames=t, patch_size=1, tubelet_size=1)
    _, _, (predicted,) = collate([torch.zeros(1)])
    mask = torch.zeros(t * n, dtype=torch.bool)
    mask[predicted[0]] = True
    return mask.reshape(t, n)
