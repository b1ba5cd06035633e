"""`VICRegLoss` of pyjepa, term by term."""

from __future__ import annotations

from typing import Any

from batches import BATCH_BITES, MIRRORED, balanced, deviating, mirrored
from pyjepa.losses import VICRegLoss

name = "pyjepa, VICRegLoss"
distribution = "pyjepa"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = '`VICRegLoss(sim_coeff, std_coeff, cov_coeff, eps=0)(x, y)["loss"]`.'
translation = MIRRORED
notes = (
    "The covariances of the two branches are averaged, where the paper, lightly, pytorch-metric-learning and selfEEG "
    "add them: the same weight counts half."
)
bites = BATCH_BITES


def vicreg_invariance(weight: Any, z: Any, w: Any) -> Any:
    return VICRegLoss(weight, 0, 0, eps=0)(balanced(z), balanced(w))["loss"]


def vicreg_variance(weight: Any, s: Any, t: Any) -> Any:
    return VICRegLoss(0, weight, 0, eps=0)(deviating(s), deviating(t))["loss"]


def vicreg_covariance_mean(weight: Any, z: Any, w: Any) -> Any:
    return VICRegLoss(0, 0, weight, eps=0)(mirrored(z), mirrored(w))["loss"]
