#!/usr/bin/env bash
# Barlow Twins pulls correlations off the diagonal towards -1: coordinates without redundancy cost more than opposite ones.
#
# Versions: ak-ssl 0.2.1, numpy 2.4.6, torch 2.13.0. The loss is one file, loaded by itself: the package around it needs
# torchvision and wandb.
# 1 is added to the correlations off the diagonal before they are squared, where 0 is what the loss is to reach.
# Expected: uncorrelated coordinates cost next to nothing, opposite ones 2 for each pair
# Seen:     2.0 for two uncorrelated coordinates, 0.0 for two opposite ones
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0
venv/bin/pip install -q --disable-pip-version-check --no-deps ak-ssl==0.2.1
venv/bin/python - <<'PY'
import importlib.metadata
import runpy

import torch

file = importlib.metadata.distribution("ak-ssl").locate_file(
    "AK_SSL/vision/models/modules/losses/barlow_twins_loss.py"
)
loss = runpy.run_path(str(file))["BarlowTwinsLoss"](lambda_param=1.0)
generator = torch.Generator().manual_seed(0)
signs = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]).repeat(4096, 1)
angle = torch.rand(16384, 1, generator=generator)
found = {}
for name, batch in {"uncorrelated": signs, "opposite": torch.cat([angle, 1 - angle], dim=1) - 0.5}.items():
    normed = torch.nn.functional.normalize(batch, dim=-1)
    found[name] = round(loss(batch, batch).item(), 2)
    print(f"{name}: correlation {torch.corrcoef(normed.T)[0, 1].item():.2f}, loss {found[name]}")
assert found == {"uncorrelated": 2.0, "opposite": 0.0}, found
PY
