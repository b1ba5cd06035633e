"""The masks that Hugging Face's models give to attention: causal, of a window, of packed samples, of padding."""

from __future__ import annotations

from typing import Any

from transformers.masking_utils import (
    bidirectional_mask_function,
    eager_mask,
    packed_sequence_mask_function,
    sdpa_mask,
    sliding_window_causal_mask_function,
)

name = "Hugging Face, attention masks"
distribution = "transformers"
spec = "practice"
carrier = "torch:float32"
forms = {
    "causal_mask.returns": "additive(0,min)/shape(1,1,q,k)",
    "sliding_window_mask.returns": "shape(1,1,q,k)",
    "doc": "shape(1,n)",
    "document_mask.returns": "shape(1,1,q,k)",
    "key_padding_mask.returns": "shape(b,1,q,k)",
}
calls = (
    "`eager_mask`, and `sdpa_mask` with `sliding_window_causal_mask_function(w)`, with "
    "`packed_sequence_mask_function(doc)`, and with `attention_mask=mask`."
)
translation = "none"


def causal_mask(n: int) -> Any:
    return eager_mask(1, n, n)


def _sdpa(batch: int, n: int, function: Any, **options: Any) -> Any:
    return sdpa_mask(batch, n, n, mask_function=function, allow_is_causal_skip=False, **options)


def sliding_window_mask(n: int, w: int) -> Any:
    return _sdpa(1, n, sliding_window_causal_mask_function(w))


def document_mask(doc: Any) -> Any:
    return _sdpa(1, doc.shape[1], packed_sequence_mask_function(doc))


def key_padding_mask(mask: Any) -> Any:
    return _sdpa(*mask.shape, bidirectional_mask_function, attention_mask=mask)
