"""Masks of nodes and features of PyTorch Geometric."""

from __future__ import annotations

from typing import Any

import torch
from torch_geometric.utils import index_to_mask, mask_feature, mask_select, mask_to_index, to_dense_batch

name = "PyTorch Geometric, masks"
distribution = "torch-geometric"
spec = "practice"
carrier = "torch:float32"
limits = {"max_nat": 4096}
forms = {
    "seed": "global",
    "lengths_to_mask.returns": "item(1)",
    "bernoulli_mask.returns": "item(1)/complement/shape(1,n)",
}
calls = (
    "`index_to_mask(idxs, n)`, `mask_to_index(mask)`, `mask_select(x, 0, mask)`, `mask_feature(x, p)`, true being "
    "kept, and `to_dense_batch(x, batch, max_num_nodes=n, batch_size=b)` of graphs without edges."
)
translation = "Lengths become the graph of each node."


def indices_to_mask(n: int, idxs: Any) -> Any:
    return index_to_mask(idxs, n)


def mask_to_indices(mask: Any) -> Any:
    return mask_to_index(mask)


def masked_select(x: Any, mask: Any) -> Any:
    return mask_select(x, 0, mask)


def bernoulli_mask(n: int, p: Any) -> Any:
    return mask_feature(torch.ones(1, n), p)


def lengths_to_mask(n: int, lengths: Any) -> Any:
    graph = torch.arange(len(lengths)).repeat_interleave(lengths.long())
    return to_dense_batch(torch.zeros(len(graph)), graph, max_num_nodes=n, batch_size=len(lengths))
