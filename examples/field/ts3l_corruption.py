"""Features of a table that ts3l corrupts: for SCARF a share of them, for VIME each with a probability."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import torch
from ts3l.utils.scarf_utils import SCARFDataset
from ts3l.utils.vime_utils import VIMEDataset

name = "ts3l, SCARF and VIME"
distribution = "ts3l"
spec = "practice"
carrier = "torch:float32"
forms = {
    "seed": "global",
    "random_mask_ratio.returns": "item(1)/float01",
    "bernoulli_mask.returns": "shape(1,n)/float01",
}
calls = "`SCARFDataset(X, config=...)[1]`, and the generator of masks of `VIMEDataset`."
translation = (
    "The sample is a row of zeros, and what it is corrupted with is drawn of the row of ones before it, so that 1 is "
    "corrupted."
)
bites = {
    "violation": "One feature is corrupted at least: a rate of 0, which the configuration has unless told otherwise, "
    "corrupts too, and in a table of few features more than was set is.",
}


@cache
def _samples(n: int, ratio: float) -> SCARFDataset:
    table = pd.DataFrame(np.array([[1.0], [0.0]]).repeat(n, axis=1), dtype="float32")
    config: Any = SimpleNamespace(corruption_rate=ratio)
    samples = SCARFDataset(table, config=config, continuous_cols=list(table.columns), category_cols=[])
    samples.n_sampling_candidate = 1
    return samples


def random_mask_ratio(n: int, ratio: float) -> Any:
    return _samples(n, ratio)[1]


def bernoulli_mask(n: int, p: Any) -> Any:
    generator: Any = VIMEDataset._VIMEDataset__mask_generator  # type: ignore[attr-defined]
    return generator(None, p, torch.zeros(n))
