"""JAX: `sum(where=mask)`."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from positions import THROUGH_A_MASK, as_mask

name = "JAX, sum(where=)"
distribution = "jax"
carrier = "jax"
limits = {"distinct_indices": True}
calls = "`losses.sum(where=mask)`."
translation = THROUGH_A_MASK
bites = {
    "no_silent_overflow": "int32, which JAX has unless told otherwise, wraps around at 2^31 without a word.",
}


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return per_patch_loss.sum(where=jnp.asarray(as_mask(idxs, per_patch_loss.size)))
