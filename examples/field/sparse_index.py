"""PyData's sparse arrays in coordinates: indexing with positions, then `sum`, and masks."""

from __future__ import annotations

from typing import Any

import sparse

name = "sparse, indexing"
distribution = "sparse"
carrier = "array_api:sparse"
calls = "`losses[idxs].sum()`, `~mask`, `x[idxs]`, `x[mask]`."
translation = "Positions and masks become arrays of NumPy, as sparse ones do not index."


def complement(mask: Any) -> Any:
    return ~mask


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss[_dense(idxs)].sum()


def index_select(x: Any, idxs: Any) -> Any:
    return x[_dense(idxs)]


def masked_select(x: Any, mask: Any) -> Any:
    return x[_dense(mask)]


def _dense(index: Any) -> Any:
    return index.todense() if isinstance(index, sparse.COO) else index
