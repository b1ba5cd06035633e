"""Reductions and the softmax of JAX that take a mask as `where=`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

name = "JAX, mean(where=) and softmax(where=)"
distribution = "jax"
spec = "practice"
carrier = "jax:float32"
calls = "`x.sum(where=mask)`, `x.mean(where=mask)`, `x.max(where=mask, initial=-inf)`, `jax.nn.softmax(x, where=mask)`."
translation = "none"
bites = {
    "malformed": "The mean over nothing is 0/0. One sample that is padding alone makes the loss NaN, and the "
    "optimizer's next "
    "step makes every weight NaN.",
}


def masked_sum(x: Any, mask: Any) -> Any:
    return x.sum(where=mask)


def masked_mean(x: Any, mask: Any) -> Any:
    return x.mean(where=mask)


def mean_of_selected(x: Any, mask: Any) -> Any:
    return x.mean(where=mask)


def masked_max(x: Any, mask: Any) -> Any:
    return x.max(where=mask, initial=-jnp.inf)


def masked_softmax(scores: Any, mask: Any) -> Any:
    return jax.nn.softmax(scores, where=mask)
