"""The worked examples of a spec, as they are evaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.lean.allowance import Allowance
from conformance.lean.elaborate.environment import Environment
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term
from conformance.lean.reference import function_of
from conformance.lean.syntax import Definition

MAX_STEPS = 2_000_000
"""Of all examples of a spec together, so that reading it ends in seconds."""


class Examples:
    """The worked examples of a spec: the operations that they are evaluated with, and the steps that they may take."""

    def __init__(self) -> None:
        self.count = self.length = 0
        self._each, self._left = Allowance(), MAX_STEPS
        self._known: dict[str, Definition] = {}
        self._operations: dict[str, Callable[..., Any]] = {}

    def know(self, environment: Environment) -> None:
        """Declares the definitions of an environment."""
        for definition in environment.definitions.values():
            if isinstance(definition, Definition) and self._known.get(definition.name) is not definition:
                self.declare(definition)

    def declare(self, definition: Definition) -> None:
        self._known[definition.name] = definition
        self._operations[definition.name] = function_of(definition, self._operations, self._allowed)

    def holds(self, proposition: Term) -> bool:
        """Whether a closed proposition holds.

        Raises:
            OverflowError, MemoryError, RecursionError: it cannot be evaluated; the first says why.
        """
        self._each = Allowance()
        return bool(compile_term(proposition, (), self._operations, self._allowed)([]))

    def _allowed(self, count: int) -> int:
        self._left -= self._each(count)
        if self._left < 0:
            raise OverflowError(f"all examples together take more than {MAX_STEPS:,} steps, and no more are tried")
        return count
