"""MLX on the CPU: indexing with positions, then `sum`."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import numpy as np

name = "MLX, indexing"
distribution = "mlx"
carrier = "numpy"
calls = "`losses[idxs].sum()`, `mask[i]`, `mx.logical_not(mask)`, `mx.ones`, `mx.zeros`."
translation = "Arrays are copied, as views with negative strides are refused, and become MLX's, and MLX's become arrays"
unasked = {
    "*.rejects_out_of_range": "MLX reads whatever lies at a position out of range.",
}


def selected(mask: Any, i: int) -> Any:
    return mx.array(mask.copy())[i].item()


def all_mask(n: int) -> Any:
    return np.array(mx.ones(n, dtype=mx.bool_))


def empty_mask(n: int) -> Any:
    return np.array(mx.zeros(n, dtype=mx.bool_))


def complement(mask: Any) -> Any:
    return np.array(mx.logical_not(mx.array(mask.copy())))


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return mx.array(per_patch_loss.copy())[mx.array(idxs.copy())].sum().item()
