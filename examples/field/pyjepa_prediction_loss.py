"""`prediction_loss` of pyjepa on two target blocks that its `apply_masks` gathers."""

from __future__ import annotations

from typing import Any

from pyjepa.losses import prediction_loss
from pyjepa.utils.tensors import apply_masks

name = "pyjepa, prediction_loss"
distribution = "pyjepa"
spec = "means.yaml"
carrier = "torch:float32"
calls = "`prediction_loss` of two lists of tokens, which `apply_masks` gathers from targets and predictions (1, n, 4)."
translation = "none"
notes = (
    "Blocks weigh the same whatever their sizes: a position of a small block counts for more than one of a large block."
)
bites = {
    "malformed": "The mean over an empty block is 0/0. One sample whose target block has no positions makes the loss "
    "NaN, and the optimizer's next step makes every weight NaN.",
}


def jepa_blocks_mean(xs: Any, ys: Any, target: Any, pred: Any) -> Any:
    gathered = [[apply_masks(tokens[None], [idxs[None]]) for idxs in (xs, ys)] for tokens in (pred, target)]
    return prediction_loss(*gathered)
