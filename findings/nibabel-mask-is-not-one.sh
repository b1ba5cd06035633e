#!/usr/bin/env bash
# A 0/1 mask saved by nibabel as uint8 has no voxel that equals 1 when it is read.
#
# Versions: nibabel 5.4.2, numpy 2.4.6.
# An image made from floats and stored as uint8 is scaled to use the whole range, with a float32 slope: 255 times
# the slope is 1.00000006. `mask == 1` chooses nothing, and of labels 0 to 7 only the first survives a comparison.
# Expected: [0.0, 1.0, 1.0]; two voxels equal to 1
# Seen:     [0.0, 1.0000000591389835, 1.0000000591389835]; none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 nibabel==5.4.2
venv/bin/python - <<'PY'
import nibabel
import numpy as np

image = nibabel.Nifti1Image(np.array([[[0.0, 1.0, 1.0]]]), np.eye(4))
image.set_data_dtype(np.uint8)
read = nibabel.Nifti1Image.from_bytes(image.to_bytes()).get_fdata().ravel()
print("read:", read.tolist(), "equal to 1:", int((read == 1).sum()))
assert np.allclose(read, [0, 1, 1], atol=1e-6)
assert int((read == 1).sum()) == 0, read

labels = nibabel.Nifti1Image(np.arange(8.0).reshape(1, 1, 8), np.eye(4))
labels.set_data_dtype(np.uint8)
kept = nibabel.Nifti1Image.from_bytes(labels.to_bytes()).get_fdata().ravel() == np.arange(8)
print("labels that come back as they were:", np.flatnonzero(kept).tolist())
assert np.flatnonzero(kept).tolist() == [0], kept
PY
