"""PyTorch: indexing with a list of positions, then `sum`, and masks as bool tensors."""

from __future__ import annotations

from typing import Any

import torch

name = "PyTorch, indexing"
distribution = "torch"
carrier = "torch"
calls = "`losses[idxs].sum()`, `x[idxs]`, `x[mask]`, `mask[i]`, `~mask`, `torch.ones`, `torch.zeros`."
translation = "none"
bites = {
    "rejects_out_of_range": "A negative index counts from the end: padding with -1, or an offset that is one too low, "
    "adds the last patch's loss, and its gradient, to every batch.",
}


def selected(mask: Any, i: int) -> Any:
    return mask[i]


def all_mask(n: int) -> Any:
    return torch.ones(n, dtype=torch.bool)


def empty_mask(n: int) -> Any:
    return torch.zeros(n, dtype=torch.bool)


def complement(mask: Any) -> Any:
    return ~mask


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss[idxs].sum()


def index_select(x: Any, idxs: Any) -> Any:
    return x[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return x[mask]
