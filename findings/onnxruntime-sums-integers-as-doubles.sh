#!/usr/bin/env bash
# ONNX Runtime: the sum of one integer is another integer.
#
# Versions: onnxruntime 1.32.0, onnx 1.23.2, numpy 2.4.6.
# ReduceSum of int64 adds up in doubles, which have 53 bits: 2^53 + 1 becomes 2^53, and a total beyond int64 stays at
# its end. `Add` and `CumSum` of the same integers are exact, and wrap around.
# Expected: 9007199254740993 from ReduceSum, as from CumSum
# Seen:     9007199254740992
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0
venv/bin/python - <<'PY'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper


def run(operator, *given, out, **attributes):
    """What one operator gives on the CPU for arrays of int64."""
    names = [f"x{k}" for k in range(len(given))]
    values = [helper.make_tensor_value_info(n, TensorProto.INT64, list(g.shape)) for n, g in zip(names, given)]
    node = helper.make_node(operator, names, ["y"], **attributes)
    result = helper.make_tensor_value_info("y", TensorProto.INT64, out)
    graph = helper.make_graph([node], "one", values, [result])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, dict(zip(names, given)))[0].tolist()


one = np.array([2**53 + 1])
ends = np.array([2**63 - 1, 2**63 - 1])
total, last = run("ReduceSum", one, out=[], keepdims=0), run("CumSum", one, np.array(0), out=[1])
print("ReduceSum:", total, "CumSum:", last, "two of the largest:", run("ReduceSum", ends, out=[], keepdims=0))
assert total == 2**53
assert last == [2**53 + 1]
assert run("ReduceSum", ends, out=[], keepdims=0) == 2**63 - 1
PY
