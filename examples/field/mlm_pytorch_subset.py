"""Which tokens `MLM` of mlm-pytorch masks: a share of those that are no padding and no special tokens."""

from __future__ import annotations

from typing import Any

from mlm_pytorch.mlm_pytorch import get_mask_subset_with_prob
from tokens import SUBSET_BITES

name = "mlm-pytorch"
distribution = "mlm-pytorch"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global"}
calls = "`get_mask_subset_with_prob(allowed, ratio)`."
translation = "none"
bites = SUBSET_BITES


def random_mask_allowed(allowed: Any, ratio: Any) -> Any:
    return get_mask_subset_with_prob(allowed, ratio)
