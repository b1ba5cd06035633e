"""`VideoMAEEmbeddings` of Hugging Face: the patches of each video that a mask leaves to the encoder."""

from __future__ import annotations

from typing import Any

import torch
from transformers.models.videomae.modeling_videomae import VideoMAEEmbeddings

name = "Hugging Face, VideoMAE, visible patches"
distribution = "transformers"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {
    "masked_select.x": "shape(n,1)",
    "masked_select.mask": "complement",
}
calls = (
    "`VideoMAEEmbeddings.forward(pixel_values, bool_masked_pos)` of the class without its weights: patches of one "
    "number are their own embeddings, and positions add nothing; true is masked."
)
translation = (
    "Of each embedding, the one number is taken. A batch without videos does not come to the model, which cannot cut "
    "it into parts."
)
notes = "The model documents that all videos must have as many masked patches, and asks nowhere whether they have."
bites = {
    "violation": "The visible patches of all videos are one list, which is cut into equal parts. Where videos have "
    "unlike numbers of them, patches of one go to the encoder as another's without a word; the loss cuts what is to be "
    "predicted in the same way.",
}


class _Embeddings(VideoMAEEmbeddings):
    """The class without its weights."""

    def __init__(self) -> None:
        torch.nn.Module.__init__(self)
        self.patch_embeddings = torch.nn.Identity()
        self.position_embeddings = torch.zeros(1, 1, 1)


_EMBEDDINGS = _Embeddings()


def masked_select(x: Any, mask: Any) -> Any:
    return _EMBEDDINGS(x, mask)[:, :, 0] if len(x) else x[:, :, 0]
