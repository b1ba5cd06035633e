#!/usr/bin/env bash
# With a mask ratio of 0.9, ViTMAE keeps 9 of 100 patches, and none of 10.
#
# Versions: transformers 5.23.0, numpy 2.4.6, torch 2.13.0.
# As many are kept as int(n * (1 - ratio)); in floats 1 - 0.9 is a little less than 0.1. PatchTST and Hiera count alike.
# Expected: 10 of 100 patches are kept, and 1 of 10
# Seen:     9 of 100, and 0 of 10, so that the encoder has the class token alone
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0 transformers==5.23.0
venv/bin/python - <<'PY'
import torch
from transformers import ViTMAEConfig
from transformers.models.vit_mae.modeling_vit_mae import ViTMAEEmbeddings

config = ViTMAEConfig(hidden_size=8, image_size=160, patch_size=16, mask_ratio=0.9, num_attention_heads=1)
embeddings = ViTMAEEmbeddings(config)
for patches, seen in ((100, 9), (10, 0)):
    kept, mask, _ = embeddings.random_masking(torch.zeros(1, patches, 8))
    print(f"{kept.shape[1]} of {patches} patches are kept, {int(mask.sum())} masked")
    assert kept.shape[1] == seen, kept.shape
PY
