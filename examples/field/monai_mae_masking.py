"""How MONAI's `MaskedAutoEncoderViT` chooses the patches that it keeps."""

from __future__ import annotations

from typing import Any

import torch
from monai.networks.nets import MaskedAutoEncoderViT

name = "MONAI, MaskedAutoEncoderViT"
distribution = "monai"
spec = "practice"
carrier = "torch:int32"
batched = True
forms = {"seed": "global", "random_mask_ratio.returns": "item(2)/int01"}
calls = "`MaskedAutoEncoderViT._masking(x, ratio)`, of the class without its weights; 1 is masked."
translation = "none"
bites = {
    "exception": "A ratio that leaves no patch, as each does of few patches, raises: `torch.multinomial` draws no "
    "sample "
    "of none. So does an image without patches.",
}


class _Model(MaskedAutoEncoderViT):
    """The class without its weights."""

    def __init__(self) -> None:
        torch.nn.Module.__init__(self)


_MODEL = _Model()


def random_mask_ratio(n: int, ratio: Any, *, batch_size: int) -> Any:
    return _MODEL._masking(torch.zeros(batch_size, n, 1), ratio)
