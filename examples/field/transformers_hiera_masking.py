"""`random_masking` of Hugging Face's `HieraPatchEmbeddings`, in which true is kept."""

from __future__ import annotations

from typing import Any

import torch
from transformers.models.hiera.modeling_hiera import HieraPatchEmbeddings

name = "Hugging Face, Hiera, masking"
distribution = "transformers"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global", "random_mask_ratio.returns": "item(0)/complement"}
calls = "`HieraPatchEmbeddings.random_masking`, of the class without its weights, over n mask units."
translation = "none"


class _Embeddings(HieraPatchEmbeddings):
    """The class without its weights."""

    def __init__(self, n: int, ratio: float) -> None:
        torch.nn.Module.__init__(self)
        self.mask_spatial_shape, self.mask_ratio = [n], ratio


def random_mask_ratio(n: int, ratio: Any, *, batch_size: int) -> Any:
    return _Embeddings(n, ratio).random_masking(torch.zeros(batch_size, 1, 1, 1))
