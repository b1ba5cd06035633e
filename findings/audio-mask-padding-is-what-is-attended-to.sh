#!/usr/bin/env bash
# The additive padding mask of audio-mask hides the tokens and leaves the padding; its causal mask has the other polarity.
#
# Versions: audio-mask 0.0.1, numpy 2.4.6, torch 2.13.0.
# `pad_mask` is true at padding and `tril_mask` at what may be seen; "add" puts 0 where either is true, and -inf elsewhere.
# Expected: of a sample of 2 tokens and 1 of padding, 0 to add to the scores of the tokens and -inf to that of the padding
# Seen:     -inf, -inf and 0; and -inf everywhere once the causal mask of the first query is added
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0 audio-mask==0.0.1
venv/bin/python - <<'PY'
import math

import torch
from audio_mask import pad_mask, tril_mask

padding = pad_mask(torch.tensor([2]), 3, "add")[0].tolist()
causal = tril_mask(3, "add")[0].tolist()
print(f"to add for padding, 2 tokens and 1 of padding: {padding}")
print(f"to add for the first of 3 queries:             {causal}")
assert padding == [-math.inf, -math.inf, 0.0], padding
assert causal == [0.0, -math.inf, -math.inf], causal
PY
