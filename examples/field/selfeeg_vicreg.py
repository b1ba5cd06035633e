"""`vicreg_loss` of selfEEG, term by term."""

from __future__ import annotations

from typing import Any

from batches import BATCH_BITES, MIRRORED, balanced, by_itself, deviating, mirrored

name = "selfEEG, vicreg_loss"
distribution = "selfeeg"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = (
    "`vicreg_loss(z1, z2, Lambda, Mu, Nu, epsilon=0)` of `selfeeg/losses/losses.py`, loaded by itself, as the package "
    "around it imports torchaudio."
)
translation = MIRRORED
bites = BATCH_BITES

_loss = by_itself(distribution, "selfeeg/losses/losses.py").vicreg_loss


def vicreg_invariance(weight: Any, z: Any, w: Any) -> Any:
    return _loss(balanced(z), balanced(w), weight, 0, 0, 0)


def vicreg_variance(weight: Any, s: Any, t: Any) -> Any:
    return _loss(deviating(s), deviating(t), 0, weight, 0, 0)


def vicreg_covariance(weight: Any, z: Any, w: Any) -> Any:
    return _loss(mirrored(z), mirrored(w), 0, 0, weight, 0)
