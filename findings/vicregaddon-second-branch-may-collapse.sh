#!/usr/bin/env bash
# VICReg's variance term looks at one branch only: the other may collapse, and costs nothing.
#
# Versions: vicregaddon 0.0.4, einops 0.8.2, numpy 2.4.6, torch 2.13.0.
# The loss takes the latents of two branches. Its variance term is the mean of two hinges, each of the first branch, so
# that the second one's deviations are in no term, and its gradient is 0 there.
# Expected: 0.495 for a collapsed branch beside one that varies, whichever of the two it is
# Seen:     0.99 where the first has collapsed, and 0 where the second has
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0 einops==0.8.2 vicregaddon==0.0.4
venv/bin/python - <<'PY'
import torch
from vicregaddon import VICRegLoss

loss = VICRegLoss(inv_weight=0, cov_weight=0, parallel=False, projector=torch.nn.Identity(), flat_latent_dim=8)
varied = 2 * torch.eye(4).repeat(2, 2)[:, :, None] * torch.tensor([1.0] * 4 + [-1.0] * 4)[:, None, None]
collapsed = torch.zeros_like(varied)
first = round(loss({"latent": collapsed, "latent2": varied})["vicreg_loss"].item(), 3)
second = round(loss({"latent": varied, "latent2": collapsed})["vicreg_loss"].item(), 3)
print("the first branch has collapsed:", first)
print("the second branch has collapsed:", second)
assert first == 0.99, first
assert second == 0.0, second
PY
