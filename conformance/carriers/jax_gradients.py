"""Gradients of functions of JAX arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from conformance.carriers.natives import Called, Gradients, Weights


def gradients(
    called: Callable[..., object], natives: Sequence[Any], places: Sequence[int], weights: Weights
) -> Gradients:
    """Pulls weights back through the function, twice."""
    found, (of_places, given) = [], _of_places(called, natives, places)
    for _ in range(2):
        result, pull = jax.vjp(of_places, *given)
        if not isinstance(result, jax.Array) or not jnp.issubdtype(result.dtype, jnp.floating):
            return Gradients(result, None, None)
        found.append([g.tolist() for g in pull(_weighted(result, weights))])
    return Gradients(result, *found)


def second_gradients(
    called: Called, natives: Sequence[Any], places: Sequence[int], weights: Weights, again: Weights
) -> list[Any]:
    """Pulls weights back through the function, and `again` through what pulls them back."""
    of_places, given = _of_places(called, natives, places)

    def back(*several: Any) -> Any:
        result, pull = jax.vjp(of_places, *several)
        return pull(_weighted(result, weights))

    first, pull = jax.vjp(back, *given)
    parts, start = [], 0
    for gradient in first:
        parts.append(_weighted(gradient, again[start : start + gradient.size]))
        start += gradient.size
    return [g.tolist() for g in pull(tuple(parts))]


def _of_places(
    called: Callable[..., object], natives: Sequence[Any], places: Sequence[int]
) -> tuple[Callable[..., Any], list[Any]]:
    """The function of the arguments in some places, and those."""

    def of_places(*given: Any) -> Any:
        every = list(natives)
        for place, native in zip(places, given, strict=True):
            every[place] = native
        return called(*every)

    return of_places, [natives[place] for place in places]


def _weighted(array: Any, weights: Weights) -> Any:
    return jnp.array(weights, dtype=array.dtype).reshape(array.shape)


def gradient_source(call: str, names: Sequence[str], weights: Weights, *, twice: bool) -> tuple[list[str], list[str]]:
    """Statements that do the same with variables, and what holds the gradient by each."""
    given = ", ".join(names)
    gradients = [f"{name}_grad" for name in names]
    lines = [
        f"got, pull = jax.vjp(lambda {given}: {call}, {given})",
        f"{', '.join(gradients)}{',' * (len(names) == 1)} = pull({_weighted_source('got', weights)})",
    ]
    return lines * (1 + twice), gradients


def second_gradient_source(
    call: str, names: Sequence[str], weights: Weights, again: Weights
) -> tuple[list[str], list[str]]:
    """Statements that do the same with variables, and what holds the gradient by each."""
    given, comma = ", ".join(names), "," * (len(names) == 1)
    seconds = [f"{name}_second" for name in names]
    return [
        f"def back({given}):",
        f"    got, pull = jax.vjp(lambda {given}: {call}, {given})",
        f"    return pull({_weighted_source('got', weights)})",
        f"first, pull = jax.vjp(back, {given})",
        f"again = iter({list(again)!r})",
        "again = tuple(jnp.array([next(again) for _ in range(g.size)], dtype=g.dtype).reshape(g.shape) for g in first)",
        f"{', '.join(seconds)}{comma} = pull(again)",
    ], seconds  # fmt: skip


def _weighted_source(name: str, weights: Weights) -> str:
    return f"jnp.array({list(weights)!r}, dtype={name}.dtype).reshape({name}.shape)"
