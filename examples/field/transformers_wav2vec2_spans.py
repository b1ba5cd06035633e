"""`_compute_mask_indices` of Hugging Face's wav2vec 2.0: spans over samples that may be padded on the right."""

from __future__ import annotations

from typing import Any

import torch
from transformers.models.wav2vec2.modeling_wav2vec2 import _compute_mask_indices

name = "Hugging Face, wav2vec 2.0"
distribution = "transformers"
spec = ("practice", "ratios.yaml")
carrier = "numpy:float32"
batched = True
forms = {"seed": "global", "random_mask_prefix.length": "per_row"}
limits = {"nonempty": True}
calls = (
    "`_compute_mask_indices((b, n), 0, length, min_masks=1)`, and `_compute_mask_indices((b, n), ratio, 1, "
    "attention_mask)`."
)
translation = "Lengths become an attention mask that is padded on the right, as the function asks for."
bites = {
    "exception": "A span of no length is refused, in words that say so.",
    "violation": "A sample that is too short for a span has its last padding masked in the place of one. That position "
    "is counted among the masked ones, and taken into a loss over all that is masked, unless padding is "
    "left out of it.",
}
notes = "Counts are rounded down or up by chance, so that the ratio is met on average."


def span_mask(n: int, length: int, *, batch_size: int) -> Any:
    return _compute_mask_indices((batch_size, n), 0.0, length, min_masks=1)


def random_mask_prefix(n: int, length: Any, ratio: Any) -> Any:
    attention_mask = torch.arange(n) < torch.tensor(length)[:, None]
    return _compute_mask_indices((len(length), n), ratio, 1, attention_mask)
