"""What core Lean lacks of what statements speak of, so that they cannot be stated without a library."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.lean.elaborate.environment import Declared
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import overloaded
from conformance.lean.syntax import (
    BINDING,
    Abbreviation,
    Builtin,
    Call,
    Definition,
    Premise,
    Structure,
    TypeTerm,
    children,
)
from conformance.lean.types import AbbreviationType, SimpleType, StructureType

TYPES = ("Nat", "Int", "Rat", "Bool", "Prop", "Unit", "Type")
"""The types without parameters that core Lean has."""

STANDS_FOR = {"ℕ": "Nat", "ℤ": "Int", "ℚ": "Rat", "Seed": "Nat"}
"""What names of types are in core Lean: notations of Mathlib's, and a seed, which is any number."""

MATHLIB, OURS = "which Mathlib has", "which is this project's"

ELSEWHERE = {
    "ℝ": MATHLIB,
    "Finset.sum": MATHLIB,
    "Finset.prod": MATHLIB,
    "Rat.cast": MATHLIB,
    "stopgrad": OURS,
    "Seed.probability": OURS,
}
"""Types and functions that core Lean lacks, and who has them; a type that is not named here is this project's."""

_SPELLINGS = {"Finset.sum": "∑", "Finset.prod": "∏"}


def nodes_of(declared: Declared) -> Iterator[Term | Type]:
    """Every term and type of which a declaration is made, but for what abbreviations and structures stand for."""
    pending: list[Term | Type | None] = []
    match declared:
        case Structure(binders=binders, fields=fields):
            pending += [part for b in (*binders, *fields) for part in (b.type, b.default)]
        case Abbreviation(binders=binders, body=body):
            pending += [*(b.type for b in binders), body]
        case Definition(binders=binders, result=result, body=value, preconditions=preconditions):
            pending += [*(part for b in binders for part in (b.type, b.default)), result, value]
            pending += [premise.statement for _, premise in preconditions]
        case _:
            for c in declared.context:
                pending += [c.statement] if isinstance(c, Premise) else [c.type, c.default]
            pending.append(declared.conclusion)
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        pending += _parts(node)


def _parts(node: Term | Type) -> list[Term | Type | None]:
    match node:
        case AbbreviationType(arguments=arguments) | StructureType(arguments=arguments):
            return [*arguments]
        case Type(parts=parts):
            return [*parts]
        case TypeTerm(value=value):
            return [value]
    domain = node.domain if isinstance(node, BINDING) else None
    return [node.type, domain, *children(node)]


def mentioned(declared: Declared) -> frozenset[str]:
    """The names of the declarations that one mentions."""
    kinds = (Call, StructureType, AbbreviationType)
    return frozenset(node.name for node in nodes_of(declared) if isinstance(node, kinds))


def lacking(declared: Declared) -> str:
    """What a declaration itself speaks of that core Lean lacks, in words; empty where there is nothing."""
    found: dict[str, set[str]] = {}
    for node in nodes_of(declared):
        if isinstance(node, SimpleType) and node.written not in (*TYPES, *STANDS_FOR):
            found.setdefault(ELSEWHERE.get(node.written, OURS), set()).add(node.written)
        elif isinstance(node, Builtin) and (name := overloaded(node)) in ELSEWHERE:
            found.setdefault(ELSEWHERE[name], set()).add(_SPELLINGS.get(name, name))
    told = [f"{' and '.join(f'`{name}`' for name in sorted(names))}, {whose}" for whose, names in sorted(found.items())]
    return f"it speaks of {', and of '.join(told)}" if told else ""
