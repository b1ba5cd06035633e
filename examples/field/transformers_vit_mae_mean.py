"""The loss of Hugging Face's `ViTMAEForPreTraining` for what it is: a mean over the masked patches.

The model's own `forward` runs, with an encoder that says the mask and a decoder that says the logits. Patches are
2 x 2 pixels in a row.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from patches import THROUGH_A_MASK_OF_PATCHES, as_image, with_visible
from positions import as_mask
from transformers import ViTMAEConfig, ViTMAEForPreTraining

name = "Hugging Face, ViTMAE, as a mean"
distribution = "transformers"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"distinct_indices": True}
calls = "`ViTMAEForPreTraining.forward`, with images two pixels high and `patch_size=2`."
translation = THROUGH_A_MASK_OF_PATCHES
bites = {
    "malformed": "The mean over no patch is 0/0. One shard without a masked patch makes the loss NaN, and the "
    "optimizer's next step makes every weight NaN.",
}

_CONFIG = ViTMAEConfig(patch_size=2, num_channels=1)


class _Model(ViTMAEForPreTraining):
    """The class without its weights: encoder and decoder give what they were told."""

    def __init__(self, logits: Any, mask: Any) -> None:
        torch.nn.Module.__init__(self)
        self.config = _CONFIG
        told = SimpleNamespace(last_hidden_state=None, ids_restore=None, mask=mask, hidden_states=None, attentions=None)
        self.__dict__["vit"] = lambda *args, **kwargs: told
        self.__dict__["decoder"] = lambda *args, **kwargs: SimpleNamespace(logits=logits)


def mae_loss_mean(masked_idxs: Any, target: Any, pred: Any) -> Any:
    mask = torch.cat([torch.from_numpy(as_mask(masked_idxs, len(target))), torch.tensor([False])])
    model = _Model(with_visible(pred, 1)[None], mask.float()[None])
    return model(as_image(with_visible(target, 0)), interpolate_pos_encoding=True, return_dict=True).loss
