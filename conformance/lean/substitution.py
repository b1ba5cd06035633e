"""Terms put in the place of variables, in terms and in types, so that no binder captures what it does not bind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from conformance.lean.nodes import Term, Type
from conformance.lean.sizes import fold
from conformance.lean.syntax import Exists, ForAll, Lambda, TypeTerm, Variable, children, with_children
from conformance.lean.types import TypeVariable
from conformance.lean.variables import free_variables, fresh

Node = TypeVar("Node", Type, Term)


def _map_types(term: Term, mapping: Mapping[str, Type | Term]) -> Term:
    """`substitute` for the types inside a term that is not itself a binder."""
    return replace(term, type=substitute(term.type, mapping))


def _as_type(node: Type | Term) -> Any:
    return node.value if isinstance(node, TypeTerm) else node


def _rebuilt(type_: Type, mapping: Mapping[str, Type | Term]) -> Any:
    return type_.rebuilt(
        [substitute(p, mapping) if isinstance(p, Type) else fold(substitute(p, mapping)) for p in type_.parts]
    )


def substitute(node: Node, mapping: Mapping[str, Type | Term]) -> Node:
    """Replaces free variables by terms and types, in types too, renaming bound variables that would capture."""
    if not mapping:
        return node
    match node:
        case TypeVariable(name=name):
            return _as_type(mapping[name]) if name in mapping else node
        case Type(parts=parts):
            return _rebuilt(node, mapping) if parts else node
        case Variable(name=name):
            return cast(Term, mapping[name]) if name in mapping else _map_types(node, mapping)
        case TypeTerm(value=value):
            return TypeTerm(node.type, substitute(value, mapping))
        case (
            Lambda(name=name, domain=domain, body=body)
            | ForAll(name=name, domain=domain, body=body)
            | Exists(name=name, domain=domain, body=body)
        ):
            bound, inner = _under_binder(name, domain, body, mapping)
            type_ = substitute(node.type, mapping)
            return replace(
                node, type=type_, name=bound, domain=substitute(domain, mapping), body=substitute(body, inner)
            )
        case Term():
            return with_children(_map_types(node, mapping), [substitute(c, mapping) for c in children(node)])


def _under_binder(
    name: str, domain: Type, body: Term, mapping: Mapping[str, Type | Term]
) -> tuple[str, Mapping[str, Type | Term]]:
    """What a bound variable is called, and what is replaced below it, so that it captures nothing that is put there."""
    free = free_variables(body)
    inner = {k: v for k, v in mapping.items() if k != name and k in free}
    captured = frozenset().union(*map(free_variables, inner.values()))
    if name not in captured:
        return name, inner
    renamed = fresh(name, captured | free)
    return renamed, {**inner, name: Variable(substitute(domain, mapping), renamed)}


def apart(term: Term, names: frozenset[str]) -> Term:
    """The term with bound variables renamed where they shadow one of the names or each other, as elaboration does."""
    match term:
        case (
            Lambda(name=name, domain=domain, body=body)
            | ForAll(name=name, domain=domain, body=body)
            | Exists(name=name, domain=domain, body=body)
        ):
            bound = fresh(name, names)
            inner = body if bound == name else substitute(body, {name: Variable(domain, bound)})
            return replace(term, name=bound, body=apart(inner, names | {bound}))
        case _:
            return with_children(term, [apart(c, names) for c in children(term)])
