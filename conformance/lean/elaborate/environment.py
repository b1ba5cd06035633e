"""What a statement may name: the declarations before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.lean.syntax import Abbreviation, Definition, Theorem

Declared = Definition | Abbreviation | Theorem


@dataclass(slots=True)
class Environment:
    """The definitions that a statement may use, by name."""

    definitions: dict[str, Definition | Abbreviation] = field(default_factory=dict)

    def extended(self, declared: Declared) -> Environment:
        """This environment with one more declaration."""
        if isinstance(declared, Theorem):
            return self
        return Environment({**self.definitions, declared.name: declared})
