"""tinygrad on its device in Python: indexing with positions."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DEV", "PYTHON")

from tinygrad import Tensor

name = "tinygrad, indexing"
distribution = "tinygrad"
carrier = "numpy:int32"
limits = {"max_n": 4}
calls = "`losses[idxs].sum()` and `~mask`."
translation = "arrays become tensors, and tensors arrays"
notes = "Its device in Python needs no compiler and takes long: more than 4 positions are left out."


def complement(mask: Any) -> Any:
    return (~Tensor(mask)).numpy()


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return Tensor(per_patch_loss)[Tensor(idxs)].sum().numpy()
