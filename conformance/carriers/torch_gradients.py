"""Gradients of functions of PyTorch tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from conformance.carriers.natives import Called, Gradients, Weights


def gradients(
    called: Callable[..., object], natives: Sequence[Any], places: Sequence[int], weights: Weights
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


def gradient_source(call: str, names: Sequence[str], weights: Weights, *, twice: bool) -> tuple[list[str], list[str]]:
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


def second_gradients(
    called: Called, natives: Sequence[Any], places: Sequence[int], weights: Weights, again: Weights
) -> list[Any]:
    """Goes back through what the function gives, and through what came back, weighted as `again` says."""
    leaves = [natives[place].requires_grad_() for place in places]
    with torch.enable_grad():
        result = called(*natives)
        if not isinstance(result, torch.Tensor) or not result.requires_grad:
            return [torch.zeros_like(leaf).tolist() for leaf in leaves]
        weighted = torch.tensor(weights, dtype=result.dtype, device=result.device).reshape(result.shape)
        first = torch.autograd.grad(
            result, leaves, weighted, create_graph=True, allow_unused=True, materialize_grads=True
        )
        total, start = torch.zeros((), dtype=result.dtype, device=result.device), 0
        for gradient in first:
            part = torch.tensor(again[start : start + gradient.numel()], dtype=gradient.dtype, device=gradient.device)
            total, start = total + (gradient * part.reshape(gradient.shape)).sum(), start + gradient.numel()
        if not total.requires_grad:
            # Of what does not change the gradient is 0.
            return [torch.zeros_like(leaf).tolist() for leaf in leaves]
        second = torch.autograd.grad(total, leaves, allow_unused=True, materialize_grads=True)
        return [g.tolist() for g in second]


def second_gradient_source(
    call: str, names: Sequence[str], weights: Weights, again: Weights
) -> tuple[list[str], list[str]]:
    """Statements that do the same with variables, and what holds the gradient by each."""
    lines, firsts = gradient_source(call, names, weights, twice=False)
    back = lines.pop().replace("allow_unused", "create_graph=True, allow_unused")
    held = ", ".join(names) + "," * (len(names) == 1)
    seconds = [f"{name}_second" for name in names]
    given = f"{', '.join(seconds)}{',' * (len(names) == 1)}"
    return [
        *lines, back,
        f"again = iter({list(again)!r})",
        f"total = sum((g * torch.tensor([next(again) for _ in range(g.numel())]).to(g).reshape(g.shape)).sum() "
        f"for g in ({', '.join(firsts)},))",
        'assert total.requires_grad, "the gradient does not change"',
        f"{given} = torch.autograd.grad(total, ({held}), allow_unused=True, materialize_grads=True)",
    ], seconds  # fmt: skip
