"""Losses of optax that take a mask as `where=`."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import optax

name = "optax, losses with where="
distribution = "optax"
spec = "practice"
carrier = "jax:float32"
calls = (
    "`kl_divergence_with_log_targets(-x, 0, where=mask)`, and `ranking_softmax_loss(logits, labels, where=..., "
    "reduce_fn=jnp.mean)` of a list for each position."
)
translation = (
    "The list of a position has an item of no relevance and one of relevance x / 64, whose logit is lower by 64: its "
    "loss is x. What is not selected is a list without valid items."
)

_GAP = 64.0
"""So much lower that the share of the item is nothing in floats, and its logarithm the difference."""


def masked_sum(x: Any, mask: Any) -> Any:
    return optax.losses.kl_divergence_with_log_targets(-x, jnp.zeros_like(x), where=mask)


def _mean(x: Any, mask: Any) -> Any:
    logits = jnp.tile(jnp.array([0.0, -_GAP]), (len(x), 1))
    labels = jnp.stack([jnp.zeros_like(x), x / _GAP], axis=1)
    valid = jnp.repeat(mask[:, None], 2, axis=1)
    return optax.losses.ranking_softmax_loss(logits, labels, where=valid, reduce_fn=jnp.mean)


masked_mean = mean_of_selected = _mean
