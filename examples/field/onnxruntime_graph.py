"""ONNX Runtime on the CPU: graphs of one or two operators."""

from __future__ import annotations

from typing import Any

import onnxruntime
from graphs import COMPLEMENT, COMPRESS, LOSS, SELECT

name = "ONNX Runtime"
distribution = "onnxruntime"
carrier = "numpy"
calls = "`Not`, `Gather`, `Gather` and then `ReduceSum`, `Compress`."
translation = "Of the sum, an array of one item, the item is taken."
bites = {
    "violation": "ReduceSum adds up integers of 64 bits as doubles: beyond 2^53 a total is off by what a double drops, "
    "and counts, hashes or identifiers that are summed are others.",
    "no_silent_overflow": "A total beyond int64 stays at its end, which looks like a loss.",
}


def _runs(graph: bytes) -> Any:
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    return lambda **given: session.run(None, given)[0]


_COMPLEMENT, _LOSS, _SELECT, _COMPRESS = map(_runs, (COMPLEMENT, LOSS, SELECT, COMPRESS))


def complement(mask: Any) -> Any:
    return _COMPLEMENT(mask=mask)


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return _LOSS(losses=per_patch_loss, idxs=idxs)[0]


def index_select(x: Any, idxs: Any) -> Any:
    return _SELECT(x=x, idxs=idxs)


def masked_select(x: Any, mask: Any) -> Any:
    return _COMPRESS(x=x, mask=mask)
