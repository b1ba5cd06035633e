"""`VICRegLoss` of lightly, term by term."""

from __future__ import annotations

from typing import Any

from batches import BATCH_BITES, MIRRORED, balanced, by_itself, deviating, mirrored

name = "lightly, VICRegLoss"
distribution = "lightly"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = (
    "`VICRegLoss(lambda_param, mu_param, nu_param, eps=0)(z_a, z_b)` of `lightly/loss/vicreg_loss.py`, loaded by "
    "itself, as the package around it imports torchvision."
)
translation = MIRRORED
bites = BATCH_BITES

_Loss = by_itself(distribution, "lightly/loss/vicreg_loss.py").VICRegLoss


def vicreg_invariance(weight: Any, z: Any, w: Any) -> Any:
    return _Loss(weight, 0, 0, eps=0)(balanced(z), balanced(w))


def vicreg_variance(weight: Any, s: Any, t: Any) -> Any:
    return _Loss(0, weight, 0, eps=0)(deviating(s), deviating(t))


def vicreg_covariance(weight: Any, z: Any, w: Any) -> Any:
    return _Loss(0, 0, weight, eps=0)(mirrored(z), mirrored(w))
