"""Masks and masked means of x-transformers."""

from __future__ import annotations

from typing import Any

from x_transformers.dpo import masked_mean as library_masked_mean
from x_transformers.nonautoregressive_wrapper import get_mask_subset_prob

name = "x-transformers"
distribution = "x-transformers"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global"}
calls = (
    "`get_mask_subset_prob(allowed, ratio)` of the wrapper for decoding in any order, `masked_mean(x, mask)` of DPO."
)
translation = "none"


def random_mask_allowed(allowed: Any, ratio: Any) -> Any:
    return get_mask_subset_prob(allowed, ratio)


def masked_mean(x: Any, mask: Any) -> Any:
    return library_masked_mean(x, mask)
