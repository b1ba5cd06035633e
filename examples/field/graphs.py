"""Graphs of ONNX operators, for runtimes of such graphs."""

from __future__ import annotations

import numpy as np
from onnx import helper

_IR, _OPSET = 10, 21


def graph(given: dict[str, str], *nodes: tuple[str, list[str]], **attributes: int) -> bytes:
    """A model of 1-D inputs, each with its dtype, whose last node gives the result.

    A node is an operator and the names of its inputs; `attributes` are those of the last one, and what a node gives is
    named by its operator. The result has the dtype of the first input.
    """
    made = [helper.make_node(operator, inputs, [operator]) for operator, inputs in nodes[:-1]]
    operator, inputs = nodes[-1]
    made.append(helper.make_node(operator, inputs, [operator], **attributes))
    dtypes = {name: helper.np_dtype_to_tensor_dtype(np.dtype(dtype)) for name, dtype in given.items()}
    values = [helper.make_tensor_value_info(name, dtype, [name]) for name, dtype in dtypes.items()]
    out = helper.make_tensor_value_info(operator, next(iter(dtypes.values())), ["out"])
    body = helper.make_graph(made, "field", values, [out])
    opset = [helper.make_opsetid("", _OPSET)]
    return bytes(helper.make_model(body, opset_imports=opset, ir_version=_IR).SerializeToString())


COMPLEMENT = graph({"mask": "bool"}, ("Not", ["mask"]))
LOSS = graph({"losses": "int64", "idxs": "int64"}, ("Gather", ["losses", "idxs"]), ("ReduceSum", ["Gather"]),
             keepdims=1)  # fmt: skip
SELECT = graph({"x": "float64", "idxs": "int64"}, ("Gather", ["x", "idxs"]))
COMPRESS = graph({"x": "float64", "mask": "bool"}, ("Compress", ["x", "mask"]), axis=0)
