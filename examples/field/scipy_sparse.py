"""SciPy's sparse arrays of rows: indexing with positions, then `sum`."""

from __future__ import annotations

from typing import Any

from scipy.sparse import csr_array

name = "SciPy, csr_array"
distribution = "scipy"
carrier = "numpy"
calls = "`csr_array(losses)[idxs].sum()`, `csr_array(x)[idxs]`, `csr_array(x)[mask]`."
translation = "arrays become sparse ones, and sparse ones arrays"


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return csr_array(per_patch_loss)[idxs].sum()


def index_select(x: Any, idxs: Any) -> Any:
    return csr_array(x)[idxs].toarray()


def masked_select(x: Any, mask: Any) -> Any:
    return csr_array(x)[mask].toarray()
