"""Patch masks and the masked mean squared error of chemomae, an autoencoder of spectra."""

from __future__ import annotations

from typing import Any

from chemomae.models import make_patch_mask
from chemomae.models import masked_mse as library_masked_mse

name = "chemomae"
distribution = "chemomae"
spec = "practice"
carrier = "torch:float32"
batched = {"random_mask"}
forms = {"seed": "keyword(generator)/generator"}
limits = {"nonempty": True}
calls = "`make_patch_mask(batch_size, n, n, k, generator=...)`, and `masked_mse(pred, target, mask)` with a mean."
translation = "A patch of d values is masked by its mask d times, as what `make_patch_mask` gives is."


def random_mask(n: int, k: int, *, generator: Any, batch_size: int) -> Any:
    return make_patch_mask(batch_size, n, n, k, generator=generator)


def masked_mse(pred: Any, target: Any, mask: Any) -> Any:
    rows = [x.reshape(1, -1) for x in (pred, target, mask.repeat_interleave(pred.shape[1]))]
    return library_masked_mse(*rows)
