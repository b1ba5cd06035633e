"""`Masking` of momentfm: patches of a time series that are hidden, among those that were observed."""

from __future__ import annotations

from typing import Any

from batches import by_itself

name = "MOMENT, Masking"
distribution = "momentfm"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global", "allowed": "int01", "random_mask_allowed.returns": "complement/int01"}
calls = (
    "`Masking(ratio, patch_len=1).generate_mask(x, input_mask=allowed)` of `momentfm/utils/masking.py`, loaded by "
    "itself, as the package around it asks for old versions of what the rest needs; 1 is observed."
)
translation = "none"
bites = {
    "violation": "What was never observed comes back as hidden, like a patch that is to be predicted. A loss over all "
    "that is hidden is one over padding too: who uses the mask must multiply it with the other one.",
    "exception": "A batch whose patches are all cut away raises.",
}

_MASKING = by_itself("momentfm", "momentfm/utils/masking.py").Masking


def random_mask_allowed(allowed: Any, ratio: Any) -> Any:
    return _MASKING(ratio, patch_len=1).generate_mask(allowed[:, None, :, None], input_mask=allowed)
