"""`VICRegLoss` of pytorch-metric-learning, term by term."""

from __future__ import annotations

from typing import Any

from batches import BATCH_BITES, MIRRORED, balanced, deviating, mirrored
from pytorch_metric_learning.losses import VICRegLoss

name = "pytorch-metric-learning, VICRegLoss"
distribution = "pytorch-metric-learning"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = "`VICRegLoss(invariance_lambda, variance_mu, covariance_v, eps=0)(embeddings, ref_emb=...)`."
translation = MIRRORED
bites = BATCH_BITES


def vicreg_invariance(weight: Any, z: Any, w: Any) -> Any:
    return VICRegLoss(weight, 0, 0, eps=0)(balanced(z), ref_emb=balanced(w))


def vicreg_variance(weight: Any, s: Any, t: Any) -> Any:
    return VICRegLoss(0, weight, 0, eps=0)(deviating(s), ref_emb=deviating(t))


def vicreg_covariance(weight: Any, z: Any, w: Any) -> Any:
    return VICRegLoss(0, 0, weight, eps=0)(mirrored(z), ref_emb=mirrored(w))
