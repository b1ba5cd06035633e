"""The loss of Hugging Face's `BeitForMaskedImageModeling`: cross entropy over the masked patches."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from transformers import BeitConfig, BeitForMaskedImageModeling

name = "Hugging Face, BEiT"
distribution = "transformers"
spec = "practice"
carrier = "torch:float32"
forms = {"mask": "shape(1,n)"}
calls = (
    "`BeitForMaskedImageModeling.forward(pixel_values, bool_masked_pos, labels)`, of the class without its weights, "
    "with an encoder that says the logits of two classes."
)
translation = (
    "Cross entropy is not below 0: losses are raised by one number, so that each is 64 at least, and the mean is "
    "lowered by it. The label of each masked patch is the class whose logit is lower by its loss."
)
bites = {
    "malformed": "The mean over no patch is 0/0. One shard without a masked patch makes the loss NaN, and the "
    "optimizer's next step makes every weight NaN.",
}

_LEAST = 64.0
"""So much that the share of the other class is 1 in floats, and the loss the difference."""


class _Model(BeitForMaskedImageModeling):
    """The class without its weights: the encoder gives what it was told."""

    def __init__(self, logits: Any) -> None:
        torch.nn.Module.__init__(self)
        self.config = BeitConfig(vocab_size=2)
        self.layernorm = self.lm_head = torch.nn.Identity()
        told = SimpleNamespace(last_hidden_state=logits, hidden_states=None, attentions=None)
        self.__dict__["beit"] = lambda *args, **kwargs: told


def _mean(x: Any, mask: Any) -> Any:
    raised = _LEAST - torch.cat([x.new_zeros(1), x[mask[0]]]).min()
    with_class_token = torch.cat([x.new_zeros(1), -x - raised])
    logits = torch.stack([torch.zeros_like(with_class_token), with_class_token], dim=1)
    labels = torch.ones(int(mask.sum()), dtype=torch.long)
    return _Model(logits[None])(None, mask, labels).loss - raised


masked_mean = mean_of_selected = _mean
