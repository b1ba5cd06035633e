#!/usr/bin/env bash
# mlm-pytorch masks more tokens than the share says where samples are padded on the left, and padding where all are due.
#
# Versions: mlm-pytorch 0.1.0, numpy 2.4.6, torch 2.13.0.
# Which draws are too many is read off the columns of the sample, in which its tokens are counted, and not off the draws.
# Expected: half of 4 tokens, which are 2, whether the 4 places of padding are on the right or on the left
# Seen:     2 tokens with padding on the right, 4 with padding on the left; and all of the padding where the share is 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0 mlm-pytorch==0.1.0
venv/bin/python - <<'PY'
import torch
from mlm_pytorch.mlm_pytorch import get_mask_subset_with_prob

right = torch.tensor([[True] * 4 + [False] * 4])
left = right.flip(1)
for share, side, allowed, tokens, padding in (
    (0.5, "right", right, 2, 0),
    (0.5, "left", left, 4, 0),
    (1.0, "right", right, 4, 4),
    (1.0, "left", left, 4, 4),
):
    mask = get_mask_subset_with_prob(allowed, share)
    seen = int((mask & allowed).sum()), int((mask & ~allowed).sum())
    print(f"share {share}, padding on the {side}: {seen[0]} of 4 tokens and {seen[1]} of 4 of padding")
    assert seen == (tokens, padding), seen
PY
