"""Layers of Keras that take a mask."""

from __future__ import annotations

import os
from typing import Any

os.environ["KERAS_BACKEND"] = "torch"

import keras

name = "Keras, masking"
distribution = "keras"
spec = "practice"
carrier = "torch:float32"
batched = {"masked_mean", "mean_of_selected", "masked_softmax"}
forms = {
    "masked_mean.x": "shape(n,1)",
    "mean_of_selected.x": "shape(n,1)",
}
calls = "`GlobalAveragePooling1D()(x, mask=mask)` of one feature and `Softmax()(scores, mask)`, on its PyTorch backend."
translation = "Of what is pooled, the one feature is taken."
bites = {
    "malformed": "The mean over nothing is 0/0: a sample of padding alone is pooled to NaN, which a loss over the "
    "batch takes on.",
}

_POOL = keras.layers.GlobalAveragePooling1D()
_SOFTMAX = keras.layers.Softmax()


def masked_mean(x: Any, mask: Any) -> Any:
    return _POOL(x, mask=mask)[:, 0]


mean_of_selected = masked_mean


def masked_softmax(scores: Any, mask: Any) -> Any:
    return _SOFTMAX(scores, mask)
