"""The masking operations on JAX arrays, compiled; for benchmarks."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

carrier = "jax"


@jax.jit
def _at(mask: Any, i: int) -> Any:
    return mask[i]


@jax.jit
def complement(mask: Any) -> Any:
    return ~mask


@jax.jit
def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss[idxs].sum()


@partial(jax.jit, static_argnums=0)
def all_mask(n: int) -> Any:
    return jnp.ones(n, dtype=bool)


@partial(jax.jit, static_argnums=0)
def empty_mask(n: int) -> Any:
    return jnp.zeros(n, dtype=bool)


def selected(mask: Any, i: int) -> Any:
    if not 0 <= i < mask.shape[0]:
        raise IndexError(f"index {i} is out of range for {mask.shape[0]} positions")
    return _at(mask, i)
