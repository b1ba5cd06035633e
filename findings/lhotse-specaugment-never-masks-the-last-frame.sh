#!/usr/bin/env bash
# SpecAugment of lhotse never masks the last frame, and no span is as long as it may be.
#
# Versions: lhotse 1.33.0, numpy 2.4.6, torch 2.13.0, and urllib3 2.8.0, which lhotse imports and does not name.
# A length is drawn below `frames_mask_size`, and a start below the last place at which the span fits.
# Expected: of 5,000 masks of one span of up to 4 of 10 frames, some hide the last frame, and some hide 4 frames; a size of
#           1 hides a frame now and then
# Seen:     none hides the last frame or more than 3 frames; a size of 1 hides nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0 lhotse==1.33.0 urllib3==2.8.0
venv/bin/python - <<'PY'
import torch
from lhotse.dataset.signal_transforms import SpecAugment

torch.manual_seed(0)
frames = torch.tensor([0.0, 1.0]).repeat(1, 10, 1)


def masks(size: int) -> torch.Tensor:
    augment = SpecAugment(None, 0, 1, 1, size, 1.0, p=1)
    return torch.stack([augment(frames)[0, :, 0] == 0.5 for _ in range(5000)])


drawn = masks(4)
print(f"how often each frame is masked:          {drawn.sum(0).tolist()}")
print(f"the longest span, of 4 at most:          {int(drawn.sum(1).max())}")
print(f"frames that are masked by a size of 1:   {int(masks(1).sum())}")
assert drawn.sum(0)[-1] == 0 and drawn.sum(0)[:-1].min() > 100
assert int(drawn.sum(1).max()) == 3
assert int(masks(1).sum()) == 0
PY
