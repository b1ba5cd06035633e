#!/usr/bin/env bash
# OpenCV 5 in Python: of integers of 64 bits the upper half is dropped without a word.
#
# Versions: opencv-python-headless 5.0.0.93, numpy 2.4.6.
# OpenCV 5 has matrices of 64-bit integers, and NumPy's integers are int64 unless told otherwise. In every function an
# int64 array is cut to int32: 2^40 is 0 to `sumElems`, `mean`, `minMaxLoc` and `add`, and nothing to `countNonZero`.
# Expected: 2^40, one item that is not zero, or a refusal of the dtype
# Seen:     0.0, and 0 items
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 opencv-python-headless==5.0.0.93
venv/bin/python - <<'PY'
import cv2
import numpy as np

losses = np.array([[2**40]])
print("dtype:", losses.dtype, "sum:", cv2.sumElems(losses)[0], "not zero:", cv2.countNonZero(losses))
assert losses.dtype == np.int64
assert cv2.sumElems(losses)[0] == 0.0
assert cv2.countNonZero(losses) == 0
assert cv2.sumElems(np.array([[2**31]]))[0] == -(2.0**31)
PY
