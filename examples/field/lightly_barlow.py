"""`BarlowTwinsLoss` of lightly."""

from __future__ import annotations

from typing import Any

from batches import BATCH_BITES, PATTERNS, by_itself, uncorrelated

name = "lightly, BarlowTwinsLoss"
distribution = "lightly"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = (
    "`BarlowTwinsLoss(lambda_param)(z_a, z_b)` of `lightly/loss/barlow_twins_loss.py`, loaded by itself, as the "
    "package around it imports torchvision."
)
translation = PATTERNS
notes = (
    "Coordinates that have collapsed to 0 are among the patterns. What other constants come to is rounded, as batch "
    "normalization multiplies before it subtracts, so that it has no exact law."
)
bites = BATCH_BITES

_Loss = by_itself(distribution, "lightly/loss/barlow_twins_loss.py").BarlowTwinsLoss


def barlow_twins(weight: Any, f: Any, g: Any, opposite: Any) -> Any:
    return _Loss(weight)(uncorrelated(f), uncorrelated(g, opposite))
