"""The operations of a spec as their own bodies give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from conformance.lean.allowance import Undefined, counted
from conformance.lean.closures import USUAL, Evaluator, Meanings, Operations, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.syntax import Definition


def reference_operations(
    definitions: Mapping[str, Definition],
    allowed: Callable[[int], int] = counted,
    meanings: Meanings = USUAL,
) -> dict[str, Callable[..., Value]]:
    """The operations as the definitions' own bodies give them; `allowed` and `meanings` are those of `compile_term`.

    One without a body raises `Undefined`.
    """
    operations: dict[str, Callable[..., Value]] = {}
    for name, definition in definitions.items():
        operations[name] = function_of(definition, operations, allowed, meanings)
    return operations


def function_of(
    definition: Definition,
    operations: Operations,
    allowed: Callable[[int], int] = counted,
    meanings: Meanings = USUAL,
) -> Callable[..., Value]:
    """A definition's body as a Python function of its arguments, which is compiled when it is first called."""
    if definition.body is None:
        return partial(_undefined, definition.name)
    term, names = definition.body, tuple(b.name for b in definition.binders)
    body: Evaluator | None = None

    def operation(*arguments: Value) -> Value:
        nonlocal body
        if body is None:
            body = compile_term(term, names, operations, allowed, meanings)
        return body(arguments)

    return operation


def _undefined(name: str, *arguments: Value) -> Value:
    raise Undefined(f"`{name}` has no body")
