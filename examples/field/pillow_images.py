"""Pillow: masks as images of mode 1, losses as grey values of 8 bits, one row."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageStat
from positions import THROUGH_A_MASK, as_mask

name = "Pillow"
distribution = "pillow"
carrier = "numpy:uint8"
limits = {"distinct_indices": True}
forms = {"mask": "shape(1,n)"}
calls = "`ImageChops.invert(image)`, `ImageStat.Stat(image, mask).sum`."
translation = "Rows become images. " + THROUGH_A_MASK


def complement(mask: Any) -> Any:
    return np.asarray(ImageChops.invert(Image.fromarray(mask)))


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    mask = Image.fromarray(as_mask(idxs, per_patch_loss.size)[None])
    return ImageStat.Stat(Image.fromarray(per_patch_loss[None]), mask).sum[0]
