#!/usr/bin/env bash
# VideoMAE of transformers gives the encoder patches of another video where masks hide unlike numbers of patches.
#
# Versions: transformers 5.23.0, numpy 2.4.6, torch 2.13.0.
# The visible patches of all videos are one list, which is cut into equal parts. That each video must have as many masked
# patches is documented, and asked nowhere: only a total that cannot be cut into equal parts raises.
# Expected: of two videos with 1 and 3 visible patches, an error, or 1 and 3 embeddings
# Seen:     2 embeddings of each, the second of the first video being one of the second's, and a loss
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0 transformers==5.23.0
venv/bin/python - <<'PY'
import torch
from transformers import VideoMAEConfig, VideoMAEForPreTraining

torch.manual_seed(0)
sizes = {"hidden_size": 8, "num_hidden_layers": 0, "num_attention_heads": 1, "intermediate_size": 8}
decoder = {f"decoder_{key}": value for key, value in sizes.items()}
config = VideoMAEConfig(image_size=4, patch_size=2, num_frames=2, tubelet_size=2, **sizes, **decoder)
model = VideoMAEForPreTraining(config).eval()
videos = torch.stack([torch.zeros(2, 3, 4, 4), torch.ones(2, 3, 4, 4)])
masked = torch.tensor([[True, True, True, False], [True, False, False, False]])
both = model.videomae.embeddings(videos, masked)
second = model.videomae.embeddings(videos[1:], masked[1:])
loss = model(videos, masked).loss
print(f"embeddings of both videos:                            {tuple(both.shape)}")
print(f"the first video's second is the second video's first: {torch.allclose(both[0, 1], second[0, 0])}")
print(f"the loss:                                             {loss.item():.4f}")
assert both.shape == (2, 2, 8), both.shape
assert torch.allclose(both[0, 1], second[0, 0])
assert loss.isfinite()
PY
