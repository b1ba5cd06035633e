#!/usr/bin/env bash
# Cubed: positions that are as many as the axis is long are ignored.
#
# Versions: cubed 0.27.0, numpy 2.4.6.
# `take` and indexing with an array of as many positions as there are items give the items as they are, so that a
# shuffle of a whole array, or a bootstrap sample as large as it, changes nothing. Shorter and longer lists are right.
# Expected: [9, 7, 5] and [5, 5, 9]
# Seen:     [5, 7, 9] both times
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 cubed==0.27.0
venv/bin/python - <<'PY'
import cubed.array_api as xp

losses = xp.asarray([5, 7, 9])
for positions, right in (([2, 1, 0], False), ([0, 0, 2], False), ([2, 0], True), ([2, 1, 0, 0], True)):
    taken = xp.take(losses, xp.asarray(positions), axis=0).compute().tolist()
    indexed = losses[positions].compute().tolist()
    print(f"{positions}: take {taken}, [] {indexed}")
    expected = [[5, 7, 9][i] for i in positions]
    assert taken == indexed == (expected if right else [5, 7, 9]), positions
PY
