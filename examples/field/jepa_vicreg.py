"""`vicreg_loss` of the package jepa, term by term."""

from __future__ import annotations

from typing import Any

import torch
from batches import BATCH_BITES, MIRRORED, balanced, by_itself, mirrored

name = "jepa, vicreg_loss"
distribution = "jepa"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = (
    "`vicreg_loss(z1, z2, lambda_inv, mu_var, nu_cov, eps=0)` of `jepa/loss_functions/loss_functions.py`, loaded by "
    "itself, as the package around it imports matplotlib and wandb."
)
translation = f"{MIRRORED} Deviations are biased here, so that the batch for them has two rows and no zeros."
notes = (
    "The variance terms of the two branches are added, as in the paper, where lightly, pytorch-metric-learning, pyjepa "
    "and selfEEG average them, as the authors' code does: the same weight counts balanced."
)
bites = BATCH_BITES

_loss = by_itself(distribution, "jepa/loss_functions/loss_functions.py").vicreg_loss


def vicreg_invariance(weight: Any, z: Any, w: Any) -> Any:
    return _loss(balanced(z), balanced(w), lambda_inv=weight, mu_var=0, nu_cov=0, eps=0)


def vicreg_variance_sum(weight: Any, s: Any, t: Any) -> Any:
    z, w = torch.stack([s, -s]), torch.stack([t, -t])
    return _loss(z, w, lambda_inv=0, mu_var=weight, nu_cov=0, eps=0)


def vicreg_covariance(weight: Any, z: Any, w: Any) -> Any:
    return _loss(mirrored(z), mirrored(w), lambda_inv=0, mu_var=0, nu_cov=weight, eps=0)
