"""`HieraForPreTraining.forward_loss` of Hugging Face: a mean over the masked patches, of 2 x 2 pixels in a row."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from patches import THROUGH_A_MASK_OF_PATCHES, as_image, with_visible
from positions import as_mask
from transformers import HieraForPreTraining

name = "Hugging Face, Hiera"
distribution = "transformers"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"distinct_indices": True}
calls = (
    "`HieraForPreTraining.forward_loss(pixel_values, logits, bool_masked_pos)` with `pred_stride` 2 and "
    "`normalize_pixel_loss=False`; true is visible in the mask that it takes, and it turns it around."
)
translation = THROUGH_A_MASK_OF_PATCHES
bites = {
    "malformed": "The mean over no patch is NaN. One shard without a masked patch makes the loss NaN, and the "
    "optimizer's next step makes every weight NaN.",
}


class _Model(HieraForPreTraining):
    """The class without its weights."""

    def __init__(self) -> None:
        torch.nn.Module.__init__(self)
        self.config = SimpleNamespace(normalize_pixel_loss=False)
        self.pred_stride = 2


_MODEL = _Model()


def mae_loss_mean(masked_idxs: Any, target: Any, pred: Any) -> Any:
    visible = torch.cat([~torch.from_numpy(as_mask(masked_idxs, len(target))), torch.tensor([True])])
    return _MODEL.forward_loss(as_image(with_visible(target, 0)), with_visible(pred, 1)[None], visible[None])
