"""The loss of Hugging Face's `PatchTSTForPretraining`: a mean over the masked patches of a time series."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from patches import THROUGH_A_MASK_OF_PATCHES, with_visible
from positions import as_mask
from transformers import PatchTSTForPretraining

name = "Hugging Face, PatchTST"
distribution = "transformers"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"distinct_indices": True}
calls = "`PatchTSTForPretraining.forward`, one series of one channel in patches of four steps."
translation = THROUGH_A_MASK_OF_PATCHES
notes = (
    "The mean is divided by the count and 1e-10, which rounds to the count in float32: exact, and 0 where nothing is "
    "masked. In float64 it would not be exact."
)


class _Model(PatchTSTForPretraining):
    """The class without its weights: the encoder gives what it was told, and the head leaves it as it is."""

    def __init__(self, target: Any, pred: Any, mask: Any) -> None:
        torch.nn.Module.__init__(self)
        told = {"last_hidden_state": pred, "patch_input": target, "mask": mask, "hidden_states": None}
        self.__dict__["model"] = lambda *args, **kwargs: SimpleNamespace(**told, attentions=None)
        self.__dict__["head"] = lambda hidden: hidden


def mae_loss_mean(masked_idxs: Any, target: Any, pred: Any) -> Any:
    mask = torch.cat([torch.from_numpy(as_mask(masked_idxs, len(target))), torch.tensor([False])])
    patches = with_visible(target, 0)
    model = _Model(patches[None, None], with_visible(pred, 1)[None, None], mask[None, None])
    return model(patches.reshape(1, -1, 1), return_dict=True).loss
