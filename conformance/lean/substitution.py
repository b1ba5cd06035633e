"""Terms put in the place of variables, in terms and in types, so that no binder captures what it does not bind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from conformance.lean.sizes import fold
from conformance.lean.syntax import (
    Apply,
    Builtin,
    Call,
    ForAll,
    Lambda,
    Term,
    Type,
    Variable,
)
from conformance.lean.variables import free_variables, fresh

Node = TypeVar("Node", Type, Term)


def _map_types(term: Term, mapping: Mapping[str, Term]) -> Term:
    """`substitute` for the types inside a term that is not itself a binder."""
    return replace(term, type=substitute(term.type, mapping))


def substitute(node: Node, mapping: Mapping[str, Term]) -> Node:
    """Replaces free variables by terms, in types too, renaming bound variables that would capture."""
    if not mapping:
        return node
    match node:
        case Type(parts=parts):
            put = [substitute(part, mapping) for part in parts]
            return node.rebuilt([fold(part) if isinstance(part, Term) else part for part in put])
        case Variable(name=name):
            return mapping[name] if name in mapping else _map_types(node, mapping)
        case Builtin(name=name, arguments=arguments, type=type_):
            return Builtin(substitute(type_, mapping), name, tuple(substitute(a, mapping) for a in arguments))
        case Call(arguments=arguments, type=type_):
            substituted = tuple(substitute(a, mapping) for a in arguments)
            return replace(node, type=substitute(type_, mapping), arguments=substituted)
        case Apply(function=function, argument=argument, type=type_):
            return Apply(substitute(type_, mapping), substitute(function, mapping), substitute(argument, mapping))
        case Lambda(name=name, domain=domain, body=body, type=type_):
            bound, inner = _under_binder(name, domain, body, mapping)
            return Lambda(substitute(type_, mapping), bound, substitute(domain, mapping), substitute(body, inner))
        case ForAll(name=name, domain=domain, body=body, type=type_):
            bound, inner = _under_binder(name, domain, body, mapping)
            return ForAll(type_, bound, substitute(domain, mapping), substitute(body, inner))
        case Term():
            return _map_types(node, mapping)


def _under_binder(name: str, domain: Type, body: Term, mapping: Mapping[str, Term]) -> tuple[str, Mapping[str, Term]]:
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
        case Lambda(name=name, domain=domain, body=body) | ForAll(name=name, domain=domain, body=body):
            bound = fresh(name, names)
            inner = body if bound == name else substitute(body, {name: Variable(domain, bound)})
            return replace(term, name=bound, body=apart(inner, names | {bound}))
        case Builtin(arguments=arguments) | Call(arguments=arguments):
            return replace(term, arguments=tuple(apart(a, names) for a in arguments))
        case Apply(function=function, argument=argument):
            return replace(term, function=apart(function, names), argument=apart(argument, names))
        case _:
            return term
