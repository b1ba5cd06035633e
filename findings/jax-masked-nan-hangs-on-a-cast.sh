#!/usr/bin/env bash
# Whether NaN at a masked position survives a product with its mask in JAX hangs on where the mask becomes a number.
#
# Versions: jax and jaxlib 0.10.0, numpy 2.4.6, on CPU.
# XLA makes a selection of a product with truth values that are cast in the same computation: 0 stands where NaN was.
# Expected: `x * mask` is NaN at the masked position, as 0 * NaN is by IEEE 754 and in NumPy, or is not, however it is
#           written
# Seen:     0 for a bool mask, eager or under `jit`, and for one that is cast to float32 within `jit`; NaN for one that is
#           cast before, or to int32. So a loss that multiplies by its mask is right in a test and NaN in training, or the
#           other way round.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check jax==0.10.0 jaxlib==0.10.0 numpy==2.4.6
JAX_PLATFORMS=cpu venv/bin/python - <<'PY'
import jax
import jax.numpy as jnp
import numpy as np

x = jnp.array([1.0, jnp.nan], dtype=jnp.float32)
mask = jnp.array([True, False])
seen = {
    "x * mask": x * mask,
    "jit: x * mask": jax.jit(lambda x, m: x * m)(x, mask),
    "jit: x * mask.astype(float32)": jax.jit(lambda x, m: x * m.astype(jnp.float32))(x, mask),
    "x * mask.astype(float32)": x * mask.astype(jnp.float32),
    "jit: x * mask.astype(int32)": jax.jit(lambda x, m: x * m.astype(jnp.int32))(x, mask),
    "numpy: x * mask": np.asarray(x) * np.asarray(mask),
}
for told, product in seen.items():
    print(f"{told:<32} {np.asarray(product).tolist()}")
leaks = [bool(np.isnan(np.asarray(product)[1])) for product in seen.values()]
assert leaks == [False, False, False, True, True, True], leaks
PY
