#!/usr/bin/env bash
# SimMIM's loss is a mean over the masked patches, and is divided by their number once more.
#
# Versions: vit-pytorch 1.26.14, einops 0.8.2, numpy 2.4.6, torch 2.13.0. Two files are loaded by themselves: the package
# around them needs torchvision.
# Images are 0, and every pixel is predicted as 1, so that each masked pixel is wrong by 1 whatever is masked.
# Expected: 1, for every masking ratio
# Seen:     1/8, 1/16 and 1/32 where 8, 16 and 32 patches are masked
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0 einops==0.8.2
venv/bin/pip install -q --disable-pip-version-check --no-deps vit-pytorch==1.26.14
venv/bin/python - <<'PY'
import importlib.metadata
import runpy

import torch

distribution = importlib.metadata.distribution("vit-pytorch")
files = [distribution.locate_file(f"vit_pytorch/{name}.py") for name in ("deepvit", "simmim")]
deepvit, simmim = [runpy.run_path(str(file)) for file in files]
for ratio, seen in ((0.125, 1 / 8), (0.25, 1 / 16), (0.5, 1 / 32)):
    encoder = deepvit["DeepViT"](image_size=32, patch_size=4, num_classes=2, dim=8, depth=1, heads=1, mlp_dim=8)
    model = simmim["SimMIM"](encoder=encoder, masking_ratio=ratio)
    torch.nn.init.zeros_(model.to_pixels.weight)
    torch.nn.init.ones_(model.to_pixels.bias)
    loss = model(torch.zeros(2, 3, 32, 32)).item()
    print(f"{round(64 * ratio)} of 64 patches masked: loss {loss:.5f}")
    assert abs(loss - seen) < 1e-6, loss
PY
