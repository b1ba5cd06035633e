"""The masks of audio-mask as what is added to scores: of padding, and of what comes later."""

from __future__ import annotations

from typing import Any

from audio_mask import pad_mask, tril_mask

name = "audio-mask"
distribution = "audio-mask"
spec = "practice"
carrier = "torch:float32"
forms = {"mask": "additive(0,-inf)"}
calls = '`pad_mask(lengths, n, "add")` and `tril_mask(n, "add")`.'
translation = "none"
notes = (
    "`pad_mask` is true at padding and `tril_mask` at what may be seen, and the option that makes something to add of "
    "either takes true for what may be seen."
)
bites = {
    "violation": "The scores of all tokens become -inf and those of padding stay: attention goes to padding alone. Its "
    "`tril_mask` has the other polarity, so that both added up hide everything.",
}


def lengths_to_mask(n: int, lengths: Any) -> Any:
    return pad_mask(lengths, n, "add")


def causal_mask(n: int) -> Any:
    return tril_mask(n, "add")
