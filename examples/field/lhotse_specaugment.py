"""`SpecAugment` of lhotse, which masks spans of frames, and its mask over the samples of a batch."""

from __future__ import annotations

from typing import Any

import torch
from lhotse.dataset.signal_transforms import SpecAugment, random_mask_along_batch_axis

name = "lhotse, SpecAugment"
distribution = "lhotse"
spec = ("practice", "ratios.yaml")
carrier = "torch:float32"
batched = {"span_mask_up_to"}
limits = {"nonempty": True}
forms = {"seed": "global", "bernoulli_mask.returns": "complement/float01/shape(n,1)"}
calls = (
    "`SpecAugment(None, 0, 1, 1, longest, 1.0, p=1)(features)`: one span of frames and nothing else; and "
    "`random_mask_along_batch_axis(tensor, p)`, 0 being masked."
)
translation = "A frame of 0 and 1 is masked where it has become their mean."
bites = {
    "violation": "The length of a span is drawn below the longest one, and its start below the last place at which it "
    "fits: `frames_mask_size` is never reached, a size of 1 masks nothing, and the last frame, or the highest band, is "
    "never masked.",
}


def span_mask_up_to(n: int, longest: int, *, batch_size: int) -> Any:
    augment = SpecAugment(None, 0, 1, 1, longest, 1.0, p=1)
    return augment(torch.tensor([0.0, 1.0]).repeat(batch_size, n, 1))[:, :, 0] == 0.5


def bernoulli_mask(n: int, p: Any) -> Any:
    return random_mask_along_batch_axis(torch.zeros(n, 1), p)
