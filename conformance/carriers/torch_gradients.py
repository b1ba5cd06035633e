"""Gradients of functions of PyTorch tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from conformance.carriers.natives import Gradients


def gradients(
    called: Callable[..., object], natives: Sequence[Any], places: Sequence[int], weights: Sequence[float]
) -> Gradients:
    """Calls the function twice with the same tensors, whose `grad` adds up, and goes back from both results."""
    leaves = [natives[place].requires_grad_() for place in places]
    found: list[list[torch.Tensor]] = []
    result: object = None
    with torch.enable_grad():
        for _ in range(2):
            result = called(*natives)
            if not isinstance(result, torch.Tensor) or not result.requires_grad:
                return Gradients(result, None, None)
            weighted = torch.tensor(weights, dtype=result.dtype, device=result.device).reshape(result.shape)
            torch.autograd.backward(result, weighted)
            found.append([_dense(t) for t in leaves])
    first, both = found
    return Gradients(
        result,
        [t.tolist() for t in first],
        [(b.double() - t.double()).tolist() for t, b in zip(first, both, strict=True)],
    )


def _dense(leaf: torch.Tensor) -> torch.Tensor:
    """The gradient so far, which may be sparse, as that of an embedding."""
    if leaf.grad is None:
        return torch.zeros_like(leaf)
    gradient = leaf.grad.detach()
    return (gradient if gradient.layout is torch.strided else gradient.to_dense()).clone()


def gradient_source(
    call: str, names: Sequence[str], weights: Sequence[float], *, twice: bool
) -> tuple[list[str], list[str]]:
    """Statements that do the same with variables, and what holds the gradient by each."""
    weighted = f"torch.tensor({list(weights)!r}, dtype=got.dtype, device=got.device).reshape(got.shape)"
    leaves = [f"{name}.requires_grad_()" for name in names]
    called = [f"got = {call}", 'assert getattr(got, "requires_grad", False), got']
    if twice:
        back = [*called, "got.backward()" if list(weights) == [1] else f"got.backward({weighted})"]
        return [*leaves, *back, *back], [f"{name}.grad" for name in names]
    gradients = [f"{name}_grad" for name in names]
    given = ", ".join(names) + "," * (len(names) == 1)
    said = "" if list(weights) == [1] else f", {weighted}"
    # Of what a result does not hang on the gradient is 0.
    asked = f"torch.autograd.grad(got, ({given}){said}, allow_unused=True, materialize_grads=True)"
    return [*leaves, *called, f"{', '.join(gradients)}{',' * (len(names) == 1)} = {asked}"], gradients
