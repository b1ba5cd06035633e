#!/usr/bin/env bash
# In PyTorch, the gradient of a position that is taken more than 256 times stands still in bfloat16.
#
# Versions: torch 2.13.0, numpy 2.4.6, on CPU.
# The backward of indexing, `index_select` and `Embedding` adds up one by one in the dtype itself, where 256 + 1 is 256;
# sums in the forward pass, and the backward of `gather` and `expand`, are added up in more bits and rounded once.
# Expected: of 4,096 uses of one row in a sum, each gradient is 4096, which bfloat16 and float16 hold
# Seen:     256 in bfloat16 and 2048 in float16 by indexing, `index_select` and `Embedding`; 4096 by `gather` and `expand`.
#           So a padding or mask token of a batch gets a part of its gradient.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check torch==2.13.0 numpy==2.4.6
venv/bin/python - <<'PY'
import torch

ids = torch.zeros(4096, dtype=torch.int64)
ways = {
    "x[ids]": lambda x: x[ids],
    "index_select": lambda x: x.index_select(0, ids),
    "embedding": lambda x: torch.nn.functional.embedding(ids, x[:, None]),
    "gather": lambda x: x.gather(0, ids),
    "expand": lambda x: x.expand(4096),
}
seen = {}
for dtype in (torch.float32, torch.bfloat16, torch.float16):
    for name, taken in ways.items():
        x = torch.ones(1, dtype=dtype, requires_grad=True)
        taken(x).sum().backward()
        seen[dtype, name] = x.grad.item()
    print(f"{str(dtype):<15}", ", ".join(f"{name} {seen[dtype, name]:g}" for name in ways))
assert {seen[torch.float32, name] for name in ways} == {4096}
for dtype, end in ((torch.bfloat16, 256), (torch.float16, 2048)):
    assert [seen[dtype, name] for name in ways] == [end, end, end, 4096, 4096]
PY
