#!/usr/bin/env bash
# What NumPy calls contiguous, PyTorch refuses for its negative stride: a reversed view of one item.
#
# Versions: numpy 2.4.6, torch 2.13.0.
# `np.ascontiguousarray` is the usual way to have an array taken by `torch.from_numpy`. Of one item every stride is
# contiguous to NumPy, so that a reversed view comes back as it is, and a flipped mask or list of indices of length 1
# ends the run that longer ones pass.
# Expected: a tensor of one item, as for every other length
# Seen:     ValueError, "At least one stride in the given numpy array is negative"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 torch==2.13.0
venv/bin/python - <<'PY'
import numpy as np
import torch

for length in (1, 2):
    flipped = np.arange(length)[::-1]
    contiguous = np.ascontiguousarray(flipped)
    try:
        came = str(torch.from_numpy(contiguous).tolist())
    except ValueError as error:
        came = f"ValueError: {error}"
    print(f"{length} item(s): contiguous {contiguous.flags.c_contiguous}, strides {contiguous.strides}: {came[:72]}")
    assert contiguous.flags.c_contiguous
    assert came.startswith("ValueError: At least one stride") == (length == 1), came
PY
