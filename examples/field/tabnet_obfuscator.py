"""`RandomObfuscator` of pytorch-tabnet: features that are hidden for its pretraining."""

from __future__ import annotations

from typing import Any

import torch
from pytorch_tabnet.tab_network import RandomObfuscator

name = "pytorch-tabnet, RandomObfuscator"
distribution = "pytorch-tabnet"
spec = "practice"
carrier = "torch:float32"
batched = True
forms = {"seed": "global", "bernoulli_mask.returns": "item(2)/float01"}
calls = "`RandomObfuscator(p, torch.eye(n))(x)`, each feature a group of its own."
translation = "none"


def bernoulli_mask(n: int, p: Any, *, batch_size: int) -> Any:
    return RandomObfuscator(p, torch.eye(n))(torch.zeros(batch_size, n))
