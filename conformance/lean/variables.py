"""On which variables a term or a type depends, and names that are not taken."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import (
    Binder,
    Definition,
    Exists,
    ForAll,
    Lambda,
    Premise,
    Theorem,
    TypeTerm,
    Variable,
    children,
)
from conformance.lean.types import TypeVariable


def free_variables(node: Term | Type) -> frozenset[str]:
    """Names of the variables on which a term or a type depends: those free in it, or in a type within it.

    Types count because evaluation reads them, as `∀ i : Fin n, …` runs through `n` numbers, and because a variable
    belongs to the binder to which its type belongs.
    """
    match node:
        case TypeVariable(name=name):
            return frozenset((name,))
        case Type(parts=parts):
            return frozenset().union(*map(free_variables, parts))
        case Variable(name=name, type=type_):
            return free_variables(type_) | {name}
        case TypeTerm(value=value):
            return free_variables(value)
        case (
            Lambda(name=name, domain=domain, body=body, type=type_)
            | ForAll(name=name, domain=domain, body=body, type=type_)
            | Exists(name=name, domain=domain, body=body, type=type_)
        ):
            return free_variables(domain) | free_variables(type_) | (free_variables(body) - {name})
        case _:
            return free_variables(node.type).union(*map(free_variables, children(node)))


def variables_of_types(term: Term) -> frozenset[str]:
    """Names of the free variables on which the types of a term's parts depend."""
    match term:
        case (
            Lambda(name=name, domain=domain, body=body, type=type_)
            | ForAll(name=name, domain=domain, body=body, type=type_)
            | Exists(name=name, domain=domain, body=body, type=type_)
        ):
            return free_variables(domain) | free_variables(type_) | (variables_of_types(body) - {name})
        case _:
            return free_variables(term.type).union(*map(variables_of_types, children(term)))


def sizes_of(declared: Definition | Theorem) -> frozenset[str]:
    """The binders of a declaration that are sizes: those on which some type in it depends."""
    if isinstance(declared, Definition):
        types = [*(b.type for b in declared.binders), declared.result]
        terms = [p.statement for _, p in declared.preconditions]
        terms += [] if declared.body is None else [declared.body]
    else:
        types = [c.type for c in declared.context if isinstance(c, Binder)]
        terms = [*(c.statement for c in declared.context if isinstance(c, Premise)), declared.conclusion]
    return depended_on(types, terms) & {
        b.name for b in (declared.binders if isinstance(declared, Definition) else declared.context)
    }


def depended_on(types: Iterable[Type], terms: Iterable[Term]) -> frozenset[str]:
    """Names of the variables on which the types, or the types of the terms' parts, depend."""
    return frozenset().union(*map(free_variables, types), *map(variables_of_types, terms))


def fresh(name: str, taken: frozenset[str]) -> str:
    """`name`, or `name_1`, `name_2`, … where it is taken."""
    if name not in taken:
        return name
    number = 1
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
