"""The loss of Hugging Face's `ViTMAEForPreTraining`: a mean over the masked patches, taken times their count.

The model's own `forward` runs, with an encoder that says the mask and a decoder that says the logits. Patches of the
image are 0, and each patch's logits are chosen so that the mean of their squares is the loss wanted: a loss is written
as digits in base 4, and digit d at place k is d pixels of value 2^k, all times 8 for the mean over 64 pixels.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from positions import THROUGH_A_MASK, as_mask
from transformers import ViTMAEConfig, ViTMAEForPreTraining

name = "Hugging Face, ViTMAE"
distribution = "transformers"
carrier = "torch:float32"
limits = {"distinct_indices": True, "max_nat": 2**20}
calls = "`ViTMAEForPreTraining.forward`, whose loss is a mean over the masked patches (1 is masked)."
translation = THROUGH_A_MASK
notes = (
    "A mean rounds. Times the count it is the total again after rounding to the nearest integer, for totals to 2^20."
)
bites = {
    "malformed": "The mean over no patch is 0/0. One shard without a masked patch makes the loss NaN, and the "
    "optimizer's next step makes every weight NaN.",
}

_PLACES = 4 ** torch.arange(20)
_CONFIG = ViTMAEConfig(patch_size=8, num_channels=1)


def _pixels(losses: Any) -> Any:
    """Pixels of shape ``(n, 64)`` whose mean square is each loss of shape ``(n,)``, below 4^20."""
    digits = losses.long()[:, None] // _PLACES % 4
    counted = torch.arange(3) < digits[..., None]
    pixels = 8.0 * 2.0 ** torch.arange(20)[:, None] * counted
    return torch.nn.functional.pad(pixels.flatten(1), (0, 4))


class _Model(ViTMAEForPreTraining):
    """The class without its weights: encoder and decoder give what they were told."""

    def __init__(self, logits: Any, mask: Any) -> None:
        torch.nn.Module.__init__(self)
        self.config = _CONFIG
        told = SimpleNamespace(last_hidden_state=None, ids_restore=None, mask=mask, hidden_states=None, attentions=None)
        self.__dict__["vit"] = lambda *args, **kwargs: told
        self.__dict__["decoder"] = lambda *args, **kwargs: SimpleNamespace(logits=logits)


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    n = len(per_patch_loss)
    mask = torch.from_numpy(as_mask(idxs, n)).float()[None]
    model = _Model(_pixels(per_patch_loss)[None], mask)
    mean = model(torch.zeros(1, 1, 8, 8 * n), interpolate_pos_encoding=True, return_dict=True).loss
    return torch.round(mean * mask.sum())
