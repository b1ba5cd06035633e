"""Whether two declarations say the same, one of lists and one of arrays, so that they differ in form alone.

A list and an array have the same values, and a function on arrays is that on lists, so that such declarations have the
same inputs, and hold of the same operations.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.lean.elaborate.environment import Declared
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import (
    BINDING,
    Abbreviation,
    Binder,
    Definition,
    Premise,
    Structure,
    Theorem,
    TypeTerm,
    children,
    with_children,
)
from conformance.lean.types import ArrayType, ListType


def differ_in_form_alone(one: Declared, other: Declared) -> bool:
    """Whether two declarations are the same once each array is a list, whatever their premises are called."""
    return _of_lists(one) == _of_lists(other)


def _of_lists(declared: Declared) -> Declared:
    match declared:
        case Definition(binders=binders, result=result, body=body):
            plain = None if body is None else _term(body)
            return replace(declared, binders=tuple(map(_bound, binders)), result=_type(result), body=plain)
        case Abbreviation(binders=binders, body=type_):
            return replace(declared, binders=tuple(map(_bound, binders)), body=_type(type_))
        case Structure(binders=binders, fields=fields):
            return replace(declared, binders=tuple(map(_bound, binders)), fields=tuple(map(_bound, fields)))
        case Theorem(context=context, conclusion=conclusion):
            assumed = [_bound(c) if isinstance(c, Binder) else Premise("", _term(c.statement)) for c in context]
            return replace(declared, context=tuple(assumed), conclusion=_term(conclusion))


def _bound(binder: Binder) -> Binder:
    default = binder.default
    return replace(binder, type=_type(binder.type), default=None if default is None else _term(default))


def _type(type_: Type) -> Type:
    """A type with lists in the place of arrays."""
    parts = [_type(part) if isinstance(part, Type) else _term(part) for part in type_.parts]
    rebuilt = type_.rebuilt(parts) if parts else type_
    return ListType(rebuilt.item) if isinstance(rebuilt, ArrayType) else rebuilt


def _term(term: Term) -> Term:
    """A term with lists in the place of arrays."""
    term = with_children(term, list(map(_term, children(term))))
    if isinstance(term, BINDING):
        term = replace(term, domain=_type(term.domain))
    if isinstance(term, TypeTerm):
        term = replace(term, value=_type(term.value))
    return replace(term, type=_type(term.type))
