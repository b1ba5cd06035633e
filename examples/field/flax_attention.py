"""Masks for attention of Flax, and its weights under one."""

from __future__ import annotations

from typing import Any

import flax.linen as nn
import jax.numpy as jnp

name = "Flax, attention masks"
distribution = "flax"
spec = "practice"
carrier = "jax:float32"
forms = {
    "causal_mask.returns": "float01/shape(1,q,k)",
    "document_mask.returns": "float01/shape(1,q,k)",
    "key_padding_mask.returns": "float01/shape(b,1,q,k)",
    "combine_masks.returns": "float01",
    "scores": "shape(n,1,1)",
    "masked_softmax.mask": "shape(1,1,n)",
    "masked_softmax.returns": "shape(1,1,n)",
    "softmax_of_selected.mask": "shape(1,1,n)",
    "softmax_of_selected.returns": "shape(1,1,n)",
}
calls = (
    "`make_causal_mask`, `make_attention_mask` of ones and a mask, and of documents with `jnp.equal`, `combine_masks`, "
    "and `dot_product_attention_weights` of one query, scores as keys of one number."
)
translation = "none"
bites = {
    "violation": "What is not allowed has the lowest score of the dtype and not -inf, so that a row in which nothing "
    "is allowed attends to all positions alike: a sample of padding alone has a mean of the padding as its output, "
    "and no NaN to tell of it.",
}


def causal_mask(n: int) -> Any:
    return nn.make_causal_mask(jnp.zeros(n))


def document_mask(doc: Any) -> Any:
    return nn.make_attention_mask(doc, doc, jnp.equal)


def key_padding_mask(mask: Any) -> Any:
    return nn.make_attention_mask(jnp.ones_like(mask), mask)


def combine_masks(a: Any, b: Any) -> Any:
    return nn.combine_masks(a, b)


def masked_softmax(scores: Any, mask: Any) -> Any:
    return nn.attention.dot_product_attention_weights(jnp.ones((1, 1, 1)), scores, mask=mask)


softmax_of_selected = masked_softmax
