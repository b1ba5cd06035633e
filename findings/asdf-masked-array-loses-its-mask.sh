#!/usr/bin/env bash
# A NumPy masked array saved in ASDF comes back without its mask.
#
# Versions: asdf 6.0.0, numpy 2.4.6.
# The hidden value is read back as any other and enters sums; no warning is given, although the format's ndarray
# has a `mask`.
# Expected: a masked array with total 4, or a refusal
# Seen:     a plain int64 array [1, 2, 3] with total 6
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 asdf==6.0.0
venv/bin/python - <<'PY'
import warnings

import asdf
import numpy as np

warnings.simplefilter("error")
losses = np.ma.masked_array([1, 2, 3], mask=[False, True, False])
asdf.AsdfFile({"losses": losses}).write_to("losses.asdf")
with asdf.open("losses.asdf") as file:
    read = file["losses"]
    masked, values = isinstance(read, np.ma.MaskedArray), np.asarray(read).tolist()
print("masked:", masked, "values:", values, "total before:", int(losses.sum()), "after:", sum(values))
assert not masked
assert values == [1, 2, 3], values
PY
