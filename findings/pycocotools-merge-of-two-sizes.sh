#!/usr/bin/env bash
# COCO masks of two sizes: their union is an empty mask of size 0 x 0, and nothing is raised.
#
# Versions: pycocotools 2.0.11, numpy 2.4.6.
# A 2 x 2 and a 3 x 3 mask, all chosen, are merged; `iou` of the same two is -1.
# Expected: an error
# Seen:     {'size': [0, 0], 'counts': b''}, area 0, iou -1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 pycocotools==2.0.11
venv/bin/python - <<'PY'
import numpy as np
from pycocotools import mask

small = mask.encode(np.ones((2, 2), dtype=np.uint8, order="F"))
large = mask.encode(np.ones((3, 3), dtype=np.uint8, order="F"))
union = mask.merge([small, large])
iou = float(mask.iou([small], [large], [0])[0, 0])
print("union:", union, "area:", int(mask.area(union)), "iou:", iou)
assert union == {"size": [0, 0], "counts": b""}, union
assert int(mask.area(union)) == 0
assert iou == -1.0, iou
PY
