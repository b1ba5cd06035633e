"""`VICRegLoss` of vicregaddon, term by term, with a projector that does nothing."""

from __future__ import annotations

from typing import Any

import torch
from batches import MIRRORED, balanced, deviating, mirrored
from vicregaddon import VICRegLoss

name = "vicregaddon, VICRegLoss"
distribution = "vicregaddon"
spec = "means.yaml"
carrier = "torch:float32"
limits = {"nonempty": True, "max_n": 64}
calls = (
    '`VICRegLoss(inv_weight, var_weight, cov_weight, eps=0, projector=Identity())({"latent": z1, "latent2": z2})'
    '["vicreg_loss"]`, latents in the form (N, d, 1).'
)
translation = f"{MIRRORED} For the invariance and the variance each coordinate stands twice."
notes = "Covariances are averaged over the branches, as in pyjepa."
bites = {
    "violation": "The variance term is that of the first branch, twice: a second branch that collapses costs nothing, "
    "and the floor that should keep it from collapsing has no gradient there.",
    "exception": "`torch.cov` of one coordinate has no dimensions, where a matrix is expected: latents of one number "
    "raise.",
}


def _loss(z: Any, w: Any, **weights: float) -> Any:
    chosen = {"inv_weight": 0.0, "var_weight": 0.0, "cov_weight": 0.0, **weights}
    module = VICRegLoss(eps=0.0, parallel=False, projector=torch.nn.Identity(), flat_latent_dim=z.shape[1], **chosen)
    return module({"latent": z[..., None], "latent2": w[..., None]})["vicreg_loss"]


def _twice(z: Any) -> Any:
    return torch.cat([z, z], dim=1)


def vicreg_invariance(weight: Any, z: Any, w: Any) -> Any:
    return _loss(_twice(balanced(z)), _twice(balanced(w)), inv_weight=weight)


def vicreg_variance(weight: Any, s: Any, t: Any) -> Any:
    return _loss(_twice(deviating(s)), _twice(deviating(t)), var_weight=weight)


def vicreg_covariance_mean(weight: Any, z: Any, w: Any) -> Any:
    return _loss(mirrored(z), mirrored(w), cov_weight=weight)
