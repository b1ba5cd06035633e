"""Functions of PyTorch tensors as transformations of the library make of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

WRAPS = ("compile", "autocast", "vmap")
"""By the names of the transformations; `compile:NAME` names a backend of the compiler."""


def wrapped(word: str, function: Callable[..., object], device: torch.device) -> Callable[..., object]:
    """The function under a transformation, one of `WRAPS`."""
    name, _, compiler = word.partition(":")
    if name == "compile":
        compiled: Callable[..., object] = torch.compile(function, backend=compiler or "inductor")
        return compiled
    if name == "autocast":
        return _autocast(function, device)
    return _vmap(function)


def _autocast(function: Callable[..., object], device: torch.device) -> Callable[..., object]:
    def under_autocast(*arguments: object, **named: object) -> object:
        with torch.autocast(device.type, dtype=torch.bfloat16):
            return function(*arguments, **named)

    return under_autocast


def _vmap(function: Callable[..., object]) -> Callable[..., object]:
    """The function over a leading axis of two, in which every tensor stands twice; of what comes back, the first."""

    def mapped(*arguments: Any, **named: Any) -> object:
        every = [*arguments, *named.values()]
        places = [k for k, value in enumerate(every) if isinstance(value, torch.Tensor)]
        if not places:
            return function(*arguments, **named)

        def of_tensors(*tensors: torch.Tensor) -> object:
            given = list(every)
            for place, tensor in zip(places, tensors, strict=True):
                given[place] = tensor
            count = len(arguments)
            return function(*given[:count], **dict(zip(named, given[count:], strict=True)))

        twice = [torch.stack([every[place]] * 2) for place in places]
        return torch.utils._pytree.tree_map(lambda t: t[0], torch.func.vmap(of_tensors)(*twice))

    return mapped
