#!/usr/bin/env bash
# A 0/255 mask in a bit column of a FITS table comes back with other bits set.
#
# Versions: astropy 8.0.2, numpy 2.4.6.
# A column of format `3X` takes uint8 as well as bool; each value is shifted into its place and added, so that 255
# spills over the bits beside it. The same mask as bool comes back right.
# Expected: [[True, False, True], [False, False, True]], or a refusal of values above 1
# Seen:     [[False, True, True], [True, True, True]]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 astropy==8.0.2
venv/bin/python - <<'PY'
import numpy as np
from astropy.io import fits


def stored(mask):
    column = fits.Column("mask", "3X", array=mask)
    fits.BinTableHDU.from_columns([column]).writeto("mask.fits", overwrite=True)
    return fits.getdata("mask.fits")["mask"].tolist()


mask = np.array([[True, False, True], [False, False, True]])
as_bool, as_bytes = stored(mask), stored(mask.astype(np.uint8) * 255)
print("bool:", as_bool)
print("0/255:", as_bytes)
assert as_bool == mask.tolist(), as_bool
assert as_bytes == [[False, True, True], [True, True, True]], as_bytes
PY
