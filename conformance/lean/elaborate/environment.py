"""What a statement may name: the declarations before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.lean.syntax import Abbreviation, Definition, Structure, Theorem

Declared = Definition | Abbreviation | Structure | Theorem


@dataclass(slots=True)
class Environment:
    """The definitions that a statement may use, by name."""

    definitions: dict[str, Definition | Abbreviation | Structure] = field(default_factory=dict)

    def find(self, name: str) -> Definition | Abbreviation | Structure | None:
        """What a name stands for, which may have the namespaces around a declaration before it."""
        parts = name.split(".")
        names = (".".join(parts[k:]) for k in range(len(parts)))
        return next((self.definitions[n] for n in names if n in self.definitions), None)

    def own_name(self, name: str) -> str:
        """What a declaration is called: a namespace is part of the name where it is a type, as in `Guard.value`."""
        parts = name.split(".")
        for k in range(len(parts) - 1):
            if isinstance(self.definitions.get(parts[k]), (Abbreviation, Structure)):
                return ".".join(parts[k:])
        return parts[-1]

    def extended(self, declared: Declared) -> Environment:
        """This environment with one more declaration."""
        if isinstance(declared, Theorem):
            return self
        return Environment({**self.definitions, declared.name: declared})
