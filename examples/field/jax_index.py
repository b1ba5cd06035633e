"""JAX: indexing with a list of positions, then `sum`, and masks as bool arrays."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

name = "JAX, indexing"
distribution = "jax"
carrier = "jax"
calls = "`losses[idxs].sum()`, `x[idxs]`, `x[mask]`, `mask[i]`, `~mask`, `jnp.ones`, `jnp.zeros`."
translation = "none"
bites = {
    "rejects_out_of_range": "JAX does not raise: an index at n or beyond reads the last patch, and a negative one "
    "counts from the end. Positions made for 196 patches train without a word on 144, on the wrong patches.",
    "no_silent_overflow": "int32, which JAX has unless told otherwise, wraps around at 2^31 without a word.",
}


def selected(mask: Any, i: int) -> Any:
    return mask[i]


def all_mask(n: int) -> Any:
    return jnp.ones(n, dtype=bool)


def empty_mask(n: int) -> Any:
    return jnp.zeros(n, dtype=bool)


def complement(mask: Any) -> Any:
    return ~mask


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss[idxs].sum()


def index_select(x: Any, idxs: Any) -> Any:
    return x[idxs]


def masked_select(x: Any, mask: Any) -> Any:
    return x[mask]
