"""A Spec to Laws: what is quantified over, what is assumed, and what must hold.

Every definition is a law (the operation equals its body), every theorem is a law, and every operation has the
obligations of `OBLIGATIONS`, which Lean's types and purity discharge silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from conformance.lean.elaborate import strip
from conformance.lean.syntax import (
    PROP,
    Binder,
    Builtin,
    Call,
    Definition,
    Premise,
    Term,
    Theorem,
    Variable,
    called,
    unfold,
)
from conformance.specfile import Declaration, Spec

OBLIGATIONS: dict[str, tuple[str, str]] = {
    "well_formed": ("core", "the result has the form of its type"),
    "preserves_inputs": ("core", "the arguments are left as they were"),
    "deterministic": ("core", "the same arguments give the same result"),
}
"""Level and meaning of each obligation."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law as a value: it can be listed, named and checked on any backend.

    `claim` is the proposition of a definition or theorem; an obligation has none and names itself in `obligation`,
    and is checked on calls of `subject`. `operations` are the Lean names of what a backend must provide.
    """

    id: str
    kind: str
    level: str
    statement: str
    about: str
    source: str
    binders: tuple[Binder, ...]
    premises: tuple[Premise, ...]
    claim: Term
    operations: frozenset[str]
    subject: Definition | None = None
    obligation: str | None = None


def snake_case(lean_name: str) -> str:
    """The name of a backend's function for a Lean definition: `maskedLoss` is `masked_loss`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", lean_name).lower()


def laws_of(spec: Spec) -> tuple[Law, ...]:
    """All laws of a spec: definitions first, then theorems, then obligations, each in the order of the files."""
    definitions, theorems, obligations = [], [], []
    for declaration in spec.declarations:
        declared = declaration.declared
        if isinstance(declared, Definition):
            definitions.append(_definition_law(declaration, declared))
            obligations += [_obligation_law(declaration, declared, name) for name in OBLIGATIONS]
        elif isinstance(declared, Theorem):
            theorems.append(_theorem_law(declaration, declared))
    return (*definitions, *theorems, *obligations)


def select(laws: tuple[Law, ...], patterns: tuple[str, ...]) -> tuple[Law, ...]:
    """The laws whose id matches one of the glob patterns; all of them where there is no pattern."""
    return tuple(law for law in laws if not patterns or any(fnmatchcase(law.id, p) for p in patterns))


def _application(definition: Definition) -> Call:
    arguments = tuple(Variable(b.type, b.name) for b in definition.binders)
    return Call(definition.result, definition.name, arguments, tuple(b.implicit for b in definition.binders))


def _definition_law(declaration: Declaration, definition: Definition) -> Law:
    name = "Iff" if unfold(definition.result) == PROP else "Eq"
    claim = Builtin(PROP, name, (_application(definition), definition.body))
    return Law(
        declaration.id, "definition", "core", declaration.lean, declaration.about, declaration.source,
        definition.binders, (), claim, frozenset({definition.name}), subject=definition,
    )  # fmt: skip


def _theorem_law(declaration: Declaration, theorem: Theorem) -> Law:
    context, claim = strip(theorem.context, theorem.conclusion)
    binders = tuple(c for c in context if isinstance(c, Binder))
    premises = tuple(c for c in context if isinstance(c, Premise))
    return Law(
        declaration.id, "theorem", "core", declaration.lean, declaration.about, declaration.source,
        binders, premises, claim, called(claim),
    )  # fmt: skip


def _obligation_law(declaration: Declaration, definition: Definition, name: str) -> Law:
    level, meaning = OBLIGATIONS[name]
    return Law(
        f"{declaration.id}.{name}", "obligation", level, declaration.lean,
        f"{snake_case(definition.name)}: {meaning}.", declaration.source, definition.binders, (),
        _application(definition), frozenset({definition.name}), subject=definition, obligation=name,
    )  # fmt: skip
