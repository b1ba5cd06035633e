"""OpenVINO on the CPU: graphs of one or two operators."""

from __future__ import annotations

from typing import Any

import openvino
from graphs import COMPLEMENT, COMPRESS, LOSS, SELECT

name = "OpenVINO"
distribution = "openvino"
carrier = "numpy"
calls = "`Not`, `Gather`, `Gather` and then `ReduceSum`, `Compress`, as ONNX has them."
translation = "Of the sum, an array of one item, the item is taken."
unasked = {
    "*.rejects_out_of_range": "Gather reads whatever lies at a position out of range, another number from run to run.",
}
_NARROW = (
    "The plugin for CPUs has 32 bits where the graph says 64: floats lose half their digits, and integers beyond 2^24 "
    "are rounded in a sum, beyond 2^31 are others."
)
bites = {"violation": _NARROW, "rounding": _NARROW, "malformed": _NARROW, "no_silent_overflow": _NARROW}

_CORE = openvino.Core()


def _runs(graph: bytes) -> Any:
    compiled = _CORE.compile_model(_CORE.read_model(graph), "CPU")
    return lambda **given: compiled(given)[0].copy()


_COMPLEMENT, _LOSS, _SELECT, _COMPRESS = map(_runs, (COMPLEMENT, LOSS, SELECT, COMPRESS))


def complement(mask: Any) -> Any:
    return _COMPLEMENT(mask=mask)


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return _LOSS(losses=per_patch_loss, idxs=idxs)[0]


def index_select(x: Any, idxs: Any) -> Any:
    return _SELECT(x=x, idxs=idxs)


def masked_select(x: Any, mask: Any) -> Any:
    return _COMPRESS(x=x, mask=mask)
