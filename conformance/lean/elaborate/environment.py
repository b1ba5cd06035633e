"""What a statement may name: the declarations before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.lean.syntax import Abbreviation, Definition, Structure, Theorem, called

Used = Definition | Abbreviation | Structure
"""What a statement may use."""

Declared = Used | Theorem

Opened = tuple[str, frozenset[str] | None]
"""A namespace whose names may be written without it, and which of them: all where that is None."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The definitions that a statement may use, by name.

    Names are those that a declaration has within its `module`: namespaces with which the module's name begins are left
    out, others are part of it. What stands in the `namespace`, or in one that is `opened`, may be written without.
    """

    definitions: dict[str, Used] = field(default_factory=dict)
    module: str = ""
    namespace: str = ""
    opened: tuple[Opened, ...] = ()

    def find(self, name: str) -> Used | None:
        """What a name stands for where this is read, the innermost namespace first."""
        return next((self.definitions[n] for n in self._candidates(name) if n in self.definitions), None)

    def _candidates(self, name: str) -> Iterator[str]:
        if name.startswith("_root_."):
            yield self.own_name(name.removeprefix("_root_."))
            return
        around = self.namespace.split(".") if self.namespace else []
        within = [".".join(around[:k]) for k in range(len(around), 0, -1)]
        yield from (f"{space}.{name}" for space in within)
        yield name
        yield self.own_name(name)
        for space, names in self.opened:
            if names is None or name in names:
                yield from (f"{outer}.{space}.{name}" for outer in within)
                yield f"{self.own_name(space)}.{name}"
                yield self.own_name(f"{space}.{name}")

    def own_name(self, name: str) -> str:
        """What a declaration is called within the module: `loss` where it is `Masking.loss` in a module `Masking`."""
        parts, module = name.split("."), self.module.split(".")
        k = 0
        while k < min(len(parts) - 1, len(module)) and parts[k] == module[k]:
            k += 1
        return ".".join(parts[k:])

    def of_module(self, module: str) -> Environment:
        """This environment as a module sees it."""
        return replace(self, module=module)

    def within(self, namespace: str, opened: Iterable[Opened] = ()) -> Environment:
        """This environment as it is seen in a namespace, by its name within the module."""
        return replace(self, namespace=namespace, opened=(*self.opened, *opened))

    def extended(self, declared: Declared) -> Environment:
        """This environment with one more declaration, which hides what has its name, and all that calls that."""
        if isinstance(declared, Theorem):
            return self
        known = self.definitions
        if known.get(declared.name, declared) != declared:
            known = _without(known, declared.name)
        return replace(self, definitions={**known, declared.name: declared})

    def joined(self, other: Environment) -> Environment:
        """This environment with the declarations of another, each as if it was declared now."""
        found = self
        for name, declared in other.definitions.items():
            if found.definitions.get(name) is not declared:
                found = found.extended(declared)
        return found


def _without(definitions: Mapping[str, Used], name: str) -> dict[str, Used]:
    """The definitions but for that one, and those that call it, directly or not."""
    hidden = {name}
    for each, declared in definitions.items():
        if isinstance(declared, Definition) and _mentioned(declared) & hidden:
            hidden.add(each)
    return {each: declared for each, declared in definitions.items() if each not in hidden}


def _mentioned(definition: Definition) -> frozenset[str]:
    """The definitions that the body and the preconditions of one call."""
    terms = [premise.statement for _, premise in definition.preconditions]
    if definition.body is not None:
        terms.append(definition.body)
    return frozenset().union(*map(called, terms))
