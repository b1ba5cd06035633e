"""`random_masking` of Hugging Face's `ViTMAEEmbeddings`: what a ratio leaves, and where each patch went."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from transformers.models.vit_mae.modeling_vit_mae import ViTMAEEmbeddings

name = "Hugging Face, ViTMAE, masking"
distribution = "transformers"
spec = "ratios.yaml"
carrier = "python"
forms = {"seed": "global", "mask": "float01"}
calls = "`ViTMAEEmbeddings.random_masking` of the positions, of the class without its weights; 1 is masked."
translation = "A ratio is the nearest float; tensors become lists."
notes = "Hiera, PatchTST and MONAI count in the same way."
bites = {
    "violation": "What is kept is 1 - 0.9 of the patches in floats, a little less than a tenth, and then cut to an "
    "integer: "
    "of 10 patches none is kept, and of 100 nine.",
}


class _Embeddings(ViTMAEEmbeddings):
    """The class without its weights."""

    def __init__(self, ratio: float) -> None:
        torch.nn.Module.__init__(self)
        self.config = SimpleNamespace(mask_ratio=ratio)


def random_masking_ratio(n: int, ratio: Any) -> Any:
    kept, mask, restore = _Embeddings(float(ratio)).random_masking(torch.arange(n).reshape(1, n, 1))
    return {"mask": mask[0].tolist(), "ids_keep": kept.flatten().tolist(), "ids_restore": restore[0].tolist()}
