"""`DataCollatorForLanguageModeling` of Hugging Face: each token is chosen with a probability, by itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from transformers import DataCollatorForLanguageModeling

name = "Hugging Face, DataCollatorForLanguageModeling"
distribution = "transformers"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global"}
calls = (
    "`torch_mask_tokens(inputs, special_tokens_mask)` with no special tokens; -100 is the label of what is not chosen."
)
translation = "What has another label than -100 is chosen."

_TOKENIZER = SimpleNamespace(mask_token="[MASK]", convert_tokens_to_ids=lambda token: 1)


def bernoulli_mask(n: int, p: Any, *, batch_size: int) -> Any:
    collator = DataCollatorForLanguageModeling(
        _TOKENIZER, mlm_probability=p, mask_replace_prob=1, random_replace_prob=0
    )
    tokens = torch.full((batch_size, n), 7)
    _, labels = collator.torch_mask_tokens(tokens, torch.zeros_like(tokens))
    return labels != -100
