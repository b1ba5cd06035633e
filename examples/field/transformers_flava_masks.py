"""`FlavaMaskingGenerator` of Hugging Face: masks in blocks, as BEiT has them."""

from __future__ import annotations

from typing import Any

from transformers.models.flava.image_processing_pil_flava import FlavaMaskingGenerator

name = "Hugging Face, FLAVA, masks"
distribution = "transformers"
spec = "practice"
carrier = "torch:int32"
limits = {"nonempty": True, "max_n": 64}
forms = {"seed": "global", "blockwise_mask.returns": "int01"}
calls = "`FlavaMaskingGenerator((h, w), k, mask_group_min_patches=1)()`; 1 is masked."
translation = "none"
bites = {
    "violation": "A block must be narrower and lower than the grid, and after ten places at which none fits nothing "
    "more is masked: a grid of one row or column has no masks, and others have fewer patches masked than were set. So "
    "have three in ten with the 75 of 196 patches, in blocks of 16 or more, that the class has unless told otherwise.",
}


def blockwise_mask(h: int, w: int, k: int) -> Any:
    return FlavaMaskingGenerator((h, w), k, mask_group_min_patches=1)()
