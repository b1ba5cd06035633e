"""Attention and the loss of PyTorch that take a mask, or a label that does not count."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn.functional import nll_loss, scaled_dot_product_attention

name = "PyTorch, attention and ignore_index"
distribution = "torch"
spec = "practice"
carrier = "torch:float32"
calls = (
    "`scaled_dot_product_attention` of one query, scores as keys of one number and the identity as values, and "
    "`nll_loss(..., ignore_index=...)` of two classes."
)
translation = "A label that counts becomes class 0, or class 1 where 0 is ignored: each has the loss of its position."
bites = {
    "malformed": "The mean over no label is 0/0. One batch of padding makes the loss NaN, and the optimizer's next "
    "step "
    "makes every weight NaN.",
}


def masked_softmax(scores: Any, mask: Any) -> Any:
    query, values = scores.new_ones(1, 1), torch.eye(len(scores))
    return scaled_dot_product_attention(query, scores[:, None], values, mask[None], scale=1)[0]


def ignore_index_loss(losses: Any, labels: Any, ignore_index: int) -> Any:
    counted = int(ignore_index == 0)
    classes = torch.where(labels == ignore_index, ignore_index, counted)
    return nll_loss(-losses[:, None].repeat(1, 2), classes, ignore_index=ignore_index)
