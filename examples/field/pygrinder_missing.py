"""Values that pygrinder takes out of time series: observations, sequences and blocks, as NaN."""

from __future__ import annotations

from typing import Any

import torch
from pygrinder import block_missing, rdo, seq_missing

name = "pygrinder"
distribution = "pygrinder"
spec = ("practice", "ratios.yaml")
carrier = "torch:float32"
forms = {"seed": "global"}
limits = {"nonempty": True}
calls = "`rdo(x, ratio)`, `seq_missing(x, p, length)` and `block_missing(x, factor, h, w)` of zeros, and `isnan`."
bites = {"exception": "A sequence or block of no length is divided by, where it should take nothing out."}
translation = (
    "What is not allowed is NaN beforehand. A rate so small is given that it is rounded up to one sequence and one "
    "block."
)


def random_drop(allowed: Any, ratio: Any) -> Any:
    x = torch.zeros(len(allowed)).masked_fill(~allowed, torch.nan)
    return rdo(x, ratio).isnan() & allowed


def span_mask(n: int, length: int) -> Any:
    return seq_missing(torch.zeros(1, n, 1), 1e-9, length).flatten().isnan()


def block_mask(h: int, w: int, bh: int, bw: int) -> Any:
    return block_missing(torch.zeros(1, h, w), 1e-9, bh, bw)[0].isnan()
