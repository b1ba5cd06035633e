"""`LpDistance` of pytorch-metric-learning with power 2: a root that is squared again."""

from __future__ import annotations

from typing import Any

from pytorch_metric_learning.distances import LpDistance

name = "pytorch-metric-learning, LpDistance"
distribution = "pytorch-metric-learning"
spec = "predictive_view"
carrier = "torch:float32"
limits = {"nonempty": True}
calls = "`LpDistance(normalize_embeddings=False, p=2, power=2)([z], [w])`."
translation = "none"
bites = {
    "violation": "The squared distance is a root that is squared again, and rounded twice: what should be 2 is a "
    "little less, so that a threshold of 2 lies on the wrong side.",
}

_DISTANCE = LpDistance(normalize_embeddings=False, p=2, power=2)


def sq_dist(z: Any, w: Any) -> Any:
    return _DISTANCE(z[None], w[None])[0, 0]
