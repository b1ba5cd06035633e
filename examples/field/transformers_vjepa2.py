"""`apply_masks` of Hugging Face's VJEPA2: tokens gathered by position, then summed: a repeat counts again."""

from __future__ import annotations

from typing import Any

from transformers.models.vjepa2.modeling_vjepa2 import apply_masks

name = "Hugging Face, VJEPA2"
distribution = "transformers"
carrier = "torch"
calls = (
    "`apply_masks` of losses in the form (1, n, 1) and positions in the form (1, k), then `sum()`; for "
    "`jepaLoss`, of targets and of predictions, which the table of losses is then asked for."
)
translation = "none"


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return apply_masks(per_patch_loss.reshape(1, -1, 1), [idxs[None]]).sum()


def jepa_loss(target_idxs: Any, context: Any, target: Any, predict: Any, rep_loss: Any) -> Any:
    tokens = (target, predict[context])
    targets, predictions = (apply_masks(t.reshape(1, -1, 1), [target_idxs[None]]).flatten() for t in tokens)
    return rep_loss[targets, predictions].sum()
