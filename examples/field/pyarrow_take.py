"""PyArrow: `take`, then `sum`, and masks as bool arrays."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

name = "PyArrow, take"
distribution = "pyarrow"
carrier = "numpy"
calls = "`pc.sum(array.take(idxs))`, `array.filter(mask)`, `array[i]`, `pc.invert(array)`."
translation = "arrays become Arrow's, and Arrow's arrays"
bites = {
    "rejects_out_of_range": "`array[-1]` is the last item, while `take` refuses it: the two disagree on one index.",
    "malformed": "The sum of nothing is null, not 0: it comes out as `None` or NaN and spreads from there.",
}


def selected(mask: Any, i: int) -> Any:
    return pa.array(mask)[i].as_py()


def complement(mask: Any) -> Any:
    return pc.invert(pa.array(mask)).to_numpy(zero_copy_only=False)


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return pc.sum(pa.array(per_patch_loss).take(pa.array(idxs))).as_py()


def index_select(x: Any, idxs: Any) -> Any:
    return pa.array(x).take(pa.array(idxs)).to_numpy()


def masked_select(x: Any, mask: Any) -> Any:
    return pa.array(x).filter(pa.array(mask)).to_numpy()
