"""Which tokens `PretrainingWrapper` of protein-bert-pytorch replaces: a share of those that are not excluded."""

from __future__ import annotations

from typing import Any

from protein_bert_pytorch.protein_bert_pytorch import get_mask_subset_with_prob
from tokens import SUBSET_BITES

name = "protein-bert-pytorch"
distribution = "protein-bert-pytorch"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global"}
calls = "`get_mask_subset_with_prob(allowed, ratio)`."
translation = "none"
bites = SUBSET_BITES


def random_mask_allowed(allowed: Any, ratio: Any) -> Any:
    return get_mask_subset_with_prob(allowed, ratio)
