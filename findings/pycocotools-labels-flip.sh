#!/usr/bin/env bash
# COCO run lengths of a label map: a second label hides itself and selects what follows.
#
# Versions: pycocotools 2.0.11, numpy 2.4.6.
# `encode` counts where neighbouring bytes differ, not where they turn from zero to something else. A uint8 map
# with labels 1 and 2 side by side is taken without a word; all after the border is inverted.
# Expected: [0, 1, 1, 0, 0] (chosen where not 0), or a refusal
# Seen:     [0, 1, 0, 1, 1]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 pycocotools==2.0.11
venv/bin/python - <<'PY'
import numpy as np
from pycocotools import mask

labels = np.asfortranarray(np.array([[0], [1], [2], [0], [0]], dtype=np.uint8))
runs = mask.encode(labels)
back = mask.decode(runs).ravel().tolist()
print("decoded:", back, "area:", int(mask.area(runs)))
assert back == [0, 1, 0, 1, 1], back
assert int(mask.area(runs)) == 3
PY
