"""`random_masking` of Hugging Face's PatchTST: a ratio of the patches of a time series."""

from __future__ import annotations

from typing import Any

import torch
from transformers.models.patchtst.modeling_patchtst import random_masking as library_random_masking

name = "Hugging Face, PatchTST, masking"
distribution = "transformers"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global", "random_mask_ratio.returns": "item(1)/shape(1,n)/float01"}
calls = "`random_masking(inputs, mask_ratio)` of series of one channel; 1 is masked."
translation = "none"
bites = {
    "exception": "A ratio of 1 is refused, with the words that it has to be between 0 and 1, where 0 is taken: a run "
    "that "
    "masks everything, as an ablation, is none.",
}


def random_mask_ratio(n: int, ratio: Any, *, batch_size: int) -> Any:
    return library_random_masking(torch.zeros(batch_size, 1, n, 1), ratio)
