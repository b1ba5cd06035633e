#!/usr/bin/env bash
# A bool mask through numcodecs' Delta comes back with more positions chosen.
#
# Versions: numcodecs 0.16.6, numpy 2.4.6.
# The filter keeps differences (`xor` for bool) and adds them up again; the sum of bools is `or`, so that after
# the first chosen position all are.
# Expected: [True, False, True], or a refusal of the dtype
# Seen:     [True, True, True]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 numcodecs==0.16.6
venv/bin/python - <<'PY'
import numpy as np
from numcodecs import Delta

mask = np.array([True, False, True])
codec = Delta(dtype="?")
back = codec.decode(codec.encode(mask)).tolist()
print("decoded:", back)
assert back == [True, True, True], back
PY
